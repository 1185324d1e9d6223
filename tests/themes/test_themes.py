"""The bundled themes show every kind of page, whatever the content, in clean and light HTML."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path

import pytest

from sitegen import language as words
from sitegen.render.templates import environment
from sitegen.render.themes import bundled, load_theme
from sitegen.target import AnyContext, Site
from tests.themes.markup import Reading, skipped, unsafe
from tests.themes.samples import HOSTILE, NOW, TEXT, awkward, bare, full, pages, site

THEMES = ("gazette", "plain")
CASES = {"ordinary": tuple(full(n) for n in range(9)), "awkward": awkward(), "one": (bare(),), "none": ()}
PAGES = [(theme, case, name) for theme, case in product(THEMES, CASES) for name in pages(CASES[case])]

Show = Callable[[str, AnyContext], str]


def renderer(theme: str, where: Site | None = None, **options: object) -> Show:
    made = load_theme(Path("/nowhere"), theme, options)
    from msgspec.structs import replace

    shown = replace(where or site(), theme=made.options)
    env = environment(made.templates, shown, lambda _: TEXT)
    return lambda template, context: env.get_template(template).render(page=context)


@pytest.fixture(scope="module")
def show() -> dict[str, Show]:
    return {theme: renderer(theme) for theme in THEMES}


def rendered(show: dict[str, Show], theme: str, case: str, name: str) -> str:
    template, context = pages(CASES[case])[name]
    return show[theme](template, context)


@pytest.mark.parametrize(("theme", "case", "name"), PAGES)
def test_every_page_is_well_formed_and_free_of_inline_code(
    theme: str, case: str, name: str, show: dict[str, Show]
) -> None:
    made = rendered(show, theme, case, name)
    reading = Reading(made)
    assert reading.faults == []
    assert unsafe(reading) == []
    assert sorted(reading.ids) == sorted(set(reading.ids))
    assert "alert(1)</script>" not in made
    assert made.startswith("<!doctype html>")
    assert reading.attributes("html")[0]["lang"] == "az"


@pytest.mark.parametrize(("theme", "case", "name"), [p for p in PAGES if p[2] != "rail"])
def test_headings_begin_with_one_h1_and_skip_no_level(theme: str, case: str, name: str, show: dict[str, Show]) -> None:
    levels = Reading(rendered(show, theme, case, name)).headings
    assert levels.count(1) == 1
    assert skipped(levels) == []


@pytest.mark.parametrize(("theme", "case", "name"), [p for p in PAGES if p[2] != "rail"])
def test_every_page_says_what_it_may_load(theme: str, case: str, name: str, show: dict[str, Show]) -> None:
    metas = Reading(rendered(show, theme, case, name)).attributes("meta")
    policy = next(m["content"] for m in metas if m.get("http-equiv") == "Content-Security-Policy")
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("theme", "case", "name"), PAGES)
def test_addresses_lie_below_the_base_path(theme: str, case: str, name: str, show: dict[str, Show]) -> None:
    for _, attributes in Reading(rendered(show, theme, case, name)).elements:
        for key in ("href", "src", "data-rail"):
            address = attributes.get(key, "#")
            assert address.startswith(("/digest/", "https://", "#", "mailto:", "data:image/svg+xml,")), address


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_has_a_template_for_every_kind_of_page(theme: str) -> None:
    wanted = {template for template, _ in pages(CASES["ordinary"]).values()} | {"redirect.html"}
    assert wanted <= load_theme(Path("/nowhere"), theme, {}).templates.keys()


@pytest.mark.parametrize("language", words.CATALOGS)
def test_the_words_of_the_themes_are_in_every_catalog(language: str) -> None:
    keys = {key.partition(".")[0] for key in words.texts(language)}
    for theme in THEMES:
        for path in (bundled() / theme / "templates").glob("*.html"):
            for key in re.findall(r"""\bt\(["'](\w+)["']""", path.read_text(encoding="utf-8")):
                assert key in keys, f'{path.name} asks for "{key}", which {language}.toml lacks'


# gazette


def graph(made: str) -> dict[str, dict[str, object]]:
    return {item["@type"]: item for item in json.loads(Reading(made).data[0])["@graph"]}


def test_an_article_describes_itself_to_machines(show: dict[str, Show]) -> None:
    made = rendered(show, "gazette", "ordinary", "article-0")
    found = graph(made)
    news, crumbs = found["NewsArticle"], found["BreadcrumbList"]
    assert news["headline"] == "Xəzərin səviyyəsi niyə enir 0"
    assert news["datePublished"] == "2026-02-03T14:37:00+04:00"
    assert news["author"] == [
        {
            "@type": "Person",
            "name": "Coğrafiya masası",
            "jobTitle": "redaktor",
            "url": "https://example.org/digest/authors/cografiya-masasi/",
        }
    ]
    assert news["isBasedOn"] == "https://example.com/caspian"
    names = [step["name"] for step in crumbs["itemListElement"]]  # type: ignore[attr-defined]  # JSON is untyped
    assert names == ["Qəzet", "İqtisadiyyat", "Xəzərin səviyyəsi niyə enir 0"]
    links = {(link["rel"], link["href"]) for link in Reading(made).attributes("link")}
    assert ("canonical", "https://example.com/caspian") in links
    metas = {m["property"]: m["content"] for m in Reading(made).attributes("meta") if "property" in m}
    assert metas["og:url"] == "https://example.org/digest/2026/02/yazi-0/"
    assert metas["og:image"] == "https://example.org/digest/media/xezer.png"
    for name in ("h-entry", "p-name", "dt-published", "p-author", "e-content", "u-repost-of"):
        assert name in made


@pytest.mark.parametrize("name", ["home", "section", "tag", "author", "source", "archive", "month", "editions"])
def test_a_list_is_a_feed_of_entries_in_its_markup(name: str, show: dict[str, Show]) -> None:
    """Microformats (https://microformats.org/wiki/h-feed): what has an address, a name and a date is an h-entry."""
    reading = Reading(rendered(show, "gazette", "ordinary", name))
    classes = [set(found.get("class", "").split()) for _, found in reading.elements]
    feed = next(place for place, names in enumerate(classes) if "h-feed" in names)
    entries = [place for place, names in enumerate(classes) if "h-entry" in names]
    assert entries
    assert entries[0] > feed
    for begin, end in pairwise([*entries, len(classes)]):
        within = set().union(*classes[begin:end])
        assert {"p-name", "u-url", "dt-published"} <= within


def test_a_hostile_title_stays_text_in_data_too(show: dict[str, Show]) -> None:
    made = rendered(show, "gazette", "awkward", "article-3")
    assert graph(made)["NewsArticle"]["headline"] == HOSTILE


def test_an_article_knows_nothing_of_the_rest_of_the_site(show: dict[str, Show]) -> None:
    """The rail stands in it as a link, so that a new article does not change the old ones."""
    made = rendered(show, "gazette", "ordinary", "article-0")
    rail = next(found for name, found in Reading(made).elements if "data-rail" in found)
    assert rail["data-rail"] == "/digest/rail.html"
    assert "yazi-5" not in made


def test_the_source_comes_before_the_author(show: dict[str, Show]) -> None:
    made = rendered(show, "gazette", "ordinary", "article-0")
    assert made.index("Mənbə: ") < made.index('class="p-author') < made.index("data-ago")


def test_a_day_without_an_hour_is_shown_without_one(show: dict[str, Show]) -> None:
    from msgspec.structs import replace

    midnight = replace(full(2), date=NOW.replace(hour=20, minute=0))  # in Baku
    shown = pages((midnight, replace(midnight, link=False)))
    said = {name: show["gazette"](*shown[name]) for name in ("article-0", "home", "tag", "archive", "rail")}
    assert [name for name, made in said.items() if "00:00<" in made] == []
    assert ["data-ago" in said[name] for name in ("article-0", "home")] == [False, False]
    assert "4 fevral 2026</time></a>" in said["archive"], "what leads to the article must not be empty"


def test_the_title_of_a_link_leads_to_its_source(show: dict[str, Show]) -> None:
    made = rendered(show, "gazette", "ordinary", "tag")
    titles = [a for a in Reading(made).attributes("a") if "p-name" in a.get("class", "")]
    assert titles[2]["href"] == "https://example.com/caspian"
    assert titles[1]["href"] == "/digest/2026/02/yazi-1/"


def test_what_is_in_another_language_says_so(show: dict[str, Show]) -> None:
    reading = Reading(rendered(show, "gazette", "awkward", "tag"))
    assert [a.get("lang", "") for a in reading.attributes("li") if "h-entry" in a.get("class", "")][1] == "en"


def test_the_calendar_reads_as_a_table(show: dict[str, Show]) -> None:
    made = rendered(show, "gazette", "ordinary", "calendar")
    rows = re.findall(r"<tr>.*?</tr>", made, re.S)
    assert len(rows) == 12
    assert "fevral" in rows[1]
    assert "3 məqalə" in rows[1]
    assert 'd="M220 24v-22.0"' in rows[1], "the 28th, eight units a day"


def test_the_options_of_the_theme_are_seen() -> None:
    template, context = pages(CASES["ordinary"])["article-0"]
    made = renderer("gazette", accent="moss", show_rail=False, stylesheet="mine.css", icon="mine.svg")(
        template, context
    )
    reading = Reading(made)
    assert reading.attributes("html")[0]["data-accent"] == "moss"
    assert "data-rail" not in made
    assert {"/digest/mine.css", "/digest/mine.svg"} <= {link["href"] for link in reading.attributes("link")}


def test_pages_run_from_right_to_left_where_the_language_does() -> None:
    arabic = site(language="ar", direction="rtl", texts=words.texts("ar"))
    made = renderer("gazette", arabic)(*pages(CASES["ordinary"])["home"])
    assert Reading(made).attributes("html")[0]["dir"] == "rtl"
    style = (bundled() / "gazette/static/style.css").read_text(encoding="utf-8")
    assert re.findall(r"(?:margin|padding|border)-(?:left|right)\b|text-align: (?:left|right)", style) == []


def weight(path: str) -> int:
    return len(gzip.compress((bundled() / path).read_bytes(), 9))


def test_a_page_is_light(show: dict[str, Show]) -> None:
    assert weight("gazette/static/style.css") < 6_000
    assert weight("gazette/static/gazette.js") < 2_000
    assert len(rendered(show, "gazette", "ordinary", "article-4").encode()) - len(TEXT.encode()) < 9_000


def test_an_article_and_all_that_it_loads_leave_room_for_a_long_text(show: dict[str, Show]) -> None:
    """15 kB in four requests: page, style sheet, script and rail; a text of 4.4 kB is less than 2.5 kB compressed."""
    page = rendered(show, "gazette", "ordinary", "article-4")
    loaded = re.findall(r' (?:src|srcset|data-rail)="(/[^"]*)"', page)
    assert [path for path in loaded if "/media/" not in path] == ["/digest/assets/gazette.js", "/digest/rail.html"]
    assert re.findall(r'rel="stylesheet" href="([^"]*)"', page) == ["/digest/assets/style.css"]
    template, context = pages(tuple(full(n) for n in range(30)))["rail"]
    rail = show["gazette"](template, context)
    whole = sum(len(gzip.compress(text.encode(), 9)) for text in (page, rail))
    assert whole + weight("gazette/static/style.css") + weight("gazette/static/gazette.js") < 12_500


def test_plain_stays_small() -> None:
    files = [p for p in (bundled() / "plain").rglob("*") if p.is_file()]
    assert sum(len(p.read_text(encoding="utf-8").splitlines()) for p in files) < 150


# Colours (WCAG 2.2, success criterion 1.4.3)


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_can_be_read_in_light_and_dark() -> None:
    style = (bundled() / "gazette/static/style.css").read_text(encoding="utf-8")
    schemes = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in re.findall(r"--paper: #\w{6}[^}]*", style)
    ]
    by_light = re.findall(r"^\[data-accent=\w+\] \{ --accent: (#\w{6})", style, re.M)
    by_system = re.findall(r"^  \[data-accent=\w+\]:not\(\[data-scheme=light\]\) \{ --accent: (#\w{6})", style, re.M)
    by_choice = re.findall(r"^\[data-scheme=dark\]\[data-accent=\w+\] \{ --accent: (#\w{6})", style, re.M)
    light, dark = schemes[0], schemes[1]
    assert (schemes[2], by_choice) == (dark, by_system), "what the reader chooses looks like what the system chooses"
    assert len(by_light) == len(by_choice) == 3
    for scheme, accents in ((light, by_light), (dark, by_choice)):
        for colour in (scheme["ink"], scheme["soft"], scheme["accent"], *accents):
            assert contrast(colour, scheme["paper"]) >= 4.5, f"{colour} on {scheme['paper']}"
            assert contrast(colour, scheme["tint"]) >= 4.5, f"{colour} on {scheme['tint']}"
