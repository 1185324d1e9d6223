"""Pelican, asked for the same pages as the others."""

SITENAME = "Bench"
SITEURL = "https://example.org"
PATH = "content"
ARTICLE_PATHS = ["articles"]
STATIC_PATHS: list[str] = []
OUTPUT_PATH = "output"
THEME = "theme"
TIMEZONE = "Asia/Baku"
DEFAULT_LANG = "az"
DEFAULT_DATE_FORMAT = "%d.%m.%Y %H:%M"
SLUGIFY_USE_UNICODE = True

ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}/"
ARTICLE_SAVE_AS = "{date:%Y}/{date:%m}/{slug}/index.html"
CATEGORY_URL = "section/{slug}/"
CATEGORY_SAVE_AS = "section/{slug}/index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = "tags/{slug}/index.html"
AUTHOR_URL = "author/{slug}/"
AUTHOR_SAVE_AS = "author/{slug}/index.html"
YEAR_ARCHIVE_URL = "{date:%Y}/"
YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
DIRECT_TEMPLATES = ["index", "tags", "categories", "authors", "sitemap"]
TAGS_SAVE_AS = "tags/index.html"
CATEGORIES_SAVE_AS = "section/index.html"
AUTHORS_SAVE_AS = "author/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
PAGINATED_TEMPLATES = {"index": 20, "tag": 20, "category": 20, "author": 20, "period_archives": 20}
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_DOMAIN = SITEURL
FEED_RSS = "rss.xml"
CATEGORY_FEED_RSS = "section/{slug}/rss.xml"
TAG_FEED_RSS = "tags/{slug}/rss.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
FEED_MAX_ITEMS = 20

MARKDOWN = {
    "extension_configs": {"markdown.extensions.extra": {}, "markdown.extensions.meta": {}},
    "output_format": "html5",
}
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
GZIP_CACHE = False
CACHE_PATH = "cache"
