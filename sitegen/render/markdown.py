"""Markdown → safe HTML, once per text.

CommonMark by markdown-it-py with tables, strikethrough, footnotes and heading anchors; raw HTML is shown, not obeyed.
What comes out is sanitised once more by nh3, because a text may have been imported from anywhere. Addresses within
the site are left as `sitegen:PATH` and links to content files as `sitegen-ref:REFERENCE`: a page that shows the text
turns them into addresses (see `place`), so a rendered text does not depend on where the site will live.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.records import Sizes, media_path
from sitegen.render.images import NOTHING, with_sizes
from sitegen.render.plain import add_plain, assemble
from sitegen.render.players import SHOWN, mute, played, show_player

if TYPE_CHECKING:
    import nh3
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

_TAGS = {
    "a", "abbr", "aside", "audio", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s",
    "section", "source", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "time", "tr", "track", "ul",
    "video",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"id", "lang", "dir"},
    "a": {"href", "title", "class", "aria-hidden", "aria-label", "tabindex"},
    "aside": {"class", "role"},
    "audio": {"controls", "preload", "aria-label"},
    "code": {"class"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "figure": {"class"},
    "hr": {"class"},
    "img": {"src", "alt", "title", "loading", "decoding"},
    "li": {"class"},
    "ol": {"start", "class"},
    "section": {"class", "role"},
    "source": {"src", "type"},
    "sup": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
    "time": {"datetime"},
    "track": {"src", "kind", "srclang", "label"},
    "video": {"controls", "preload", "poster", "aria-label"},
}
_SCHEMES = {"http", "https", "mailto", "sitegen", "sitegen-ref"}
_PLACE = re.compile(
    r'(<(?:a|img|source|track|video)\b(?:[^"<>]|"[^"]*")*? (?:href|src|poster)=")'
    r'(?:sitegen(-ref)?:([^"]*)|(#[^"]*))(?=")'
)
"""An address to fill in: within a tag, for a text may be about `href="#"`."""
_LINE_END = re.compile(r"\r\n?")
_USUAL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:/[A-Za-z0-9/._?=&#-]*)?|/?[A-Za-z0-9_-][A-Za-z0-9/._-]*")
"""An address that is the same once it is encoded."""


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a text refers to, with lines counted from 0 within the text: links within the site, and pictures.

    `problems` are what is wrong with its containers: message, hint, line.
    """

    links: tuple[tuple[str, int], ...] = ()
    images: tuple[tuple[str, str, int], ...] = ()
    problems: tuple[tuple[str, str, int], ...] = ()


class Rendered(msgspec.Struct, frozen=True):
    """A rendered text."""

    html: str
    facts: Facts


def render(text: str, language: str) -> Rendered:
    """Render a Markdown `text` whose words are in `language` (heading anchors are made of them)."""
    env: dict[str, Any] = {"language": language, "links": [], "images": [], "problems": {}}
    if "\r" in text or "\0" in text:
        text = _LINE_END.sub("\n", text).replace("\0", "\ufffd")
    parser = _parser(containers=":::" in text)
    tokens = parser.parse(text, env)
    made = assemble(tokens, lambda some: parser.renderer.render(some, parser.options, env), _cleaner().clean)
    problems = tuple((message, hint, line) for line, (message, hint) in sorted(env["problems"].items()))
    return Rendered(made, Facts(tuple(env["links"]), tuple(env["images"]), problems))


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)


def place(
    rendered: str,
    home: str,
    links: Mapping[str, str],
    page: str = "",
    pictures: Mapping[str, Sizes] = NOTHING,
    sizes: str = "",
) -> str:
    """Return rendered HTML with its addresses within the site filled in.

    `home` is the site's base path ("/digest/"), or its base URL for feeds; then `page` is the text's own address,
    which fragments (`#fn1`) are put behind. `links` maps references to content files to site-relative paths. `pictures`
    tells of those of the site's own by path; of their copies nothing is said without `sizes` ("100vw").
    """

    def fill(found: re.Match[str]) -> str:
        before, reference, path, fragment = found.groups()
        if fragment is not None:
            return f"{before}{html.escape(page)}{fragment}"
        target = html.unescape(path)
        return before + html.escape(home + (links.get(target, target) if reference else target))

    if '"sitegen' not in rendered and not (page and '"#' in rendered):
        return rendered
    if pictures:
        rendered = with_sizes(rendered, home, pictures, sizes)
    return _PLACE.sub(fill, rendered)


@lru_cache(maxsize=2)
def _parser(*, containers: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    class Parser(MarkdownIt):
        """One that leaves an address as it is when nothing in it needs to be encoded, without taking it apart."""

        def normalizeLink(self, url: str) -> str:  # noqa: N802  # the name is markdown-it-py's
            return url if _USUAL.fullmatch(url) else super().normalizeLink(url)

    parser = Parser("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])  # with "html" off they do nothing, which takes time
    parser.disable("normalize")  # as `render` has done
    parser.use(footnote_plugin)
    add_plain(parser)
    parser.core.ruler.push("sitegen_addresses", _addresses)
    parser.core.ruler.push("sitegen_headings", _headings)
    parser.core.ruler.push("sitegen_figures", _figures)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("th_open", _cell)
    parser.add_render_rule("td_open", _cell)
    parser.add_render_rule("video", show_player)
    parser.add_render_rule("audio", show_player)
    if containers:
        from sitegen.render.containers import add_containers

        add_containers(parser)
    return parser


def _addresses(state: StateCore) -> None:
    """Note and rewrite what leads to somewhere within the site."""
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        line = block.map[0] if block.map else 0
        for token in block.children:
            if token.type == "link_open":
                token.attrs["href"] = _internal(str(token.attrs.get("href", "")), line, state.env)
            elif token.type == "image":
                source = str(token.attrs.get("src", ""))
                path = media_path(source)
                if kind := played(path):
                    token.type, token.attrs["src"] = kind, f"sitegen:{path}"
                    state.env["links"].append((f"/{path}", line))
                    if not token.children and "held" not in token.meta:
                        state.env["problems"][line] = mute(source)
                    continue
                alt = "".join(child.content for child in token.children or ())
                state.env["images"].append((source, alt, line))
                if path:
                    token.attrs["src"] = f"sitegen:{path}"
                elif source.startswith("sitegen"):
                    token.attrs["src"] = ""


def _internal(href: str, line: int, env: MutableMapping[str, Any]) -> str:
    path = href.split("#", 1)[0]
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", href) or href.startswith(("//", "#")) or not path:
        return "" if href.startswith("sitegen") else href
    if media := media_path(href):
        return f"sitegen:{media}"
    env["links"].append((href, line))
    if path.endswith(".md"):
        return f"sitegen-ref:{href}"
    return f"sitegen:{href[1:]}" if href.startswith("/") else href


def _headings(state: StateCore) -> None:
    """Give every heading an id made of its words, and a link to it; none is above the second level."""
    from markdown_it.token import Token

    from sitegen.language import slugify

    seen: dict[str, int] = {}
    used: set[str] = set()
    for position, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        if token.tag == "h1":  # the page's own headline is the only one
            token.tag = next(t for t in state.tokens[position:] if t.type == "heading_close").tag = "h2"
        inline = state.tokens[position + 1]
        words = "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))
        slug = slugify(words, state.env["language"])
        seen[slug] = seen.get(slug, 0) + 1
        name = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
        while name in used:
            seen[slug] += 1
            name = f"{slug}-{seen[slug]}"
        used.add(name)
        token.attrs["id"] = name
        opening = Token("link_open", "a", 1)
        opening.attrs = {"class": "anchor", "href": f"#{name}", "aria-hidden": "true", "tabindex": "-1"}
        sign = Token("text", "", 0)
        sign.content = "#"
        inline.children = [*(inline.children or []), opening, sign, Token("link_close", "a", -1)]


def _figures(state: StateCore) -> None:
    """Make a picture that stands alone in a paragraph a figure; its title becomes the caption."""
    for position, token in enumerate(state.tokens):
        if token.type != "inline" or len(token.children or ()) != 1 or token.children is None:
            continue
        image = token.children[0]
        opening, closing = state.tokens[position - 1], state.tokens[position + 1]
        if image.type not in SHOWN or opening.type != "paragraph_open" or opening.hidden:
            continue
        opening.type, opening.tag = "figure_open", "figure"
        closing.type, closing.tag = "figure_close", "figure"
        caption = str(image.attrs.pop("title", ""))
        if caption:
            image.meta["caption"] = caption


def _image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    token = tokens[index]
    token.attrs["alt"] = self.renderInlineAsText(token.children or [], options, env)
    token.attrs["loading"] = "lazy"
    token.attrs["decoding"] = "async"
    made = f"<img{self.renderAttrs(token)}>"
    caption = token.meta.get("caption")
    return f"{made}<figcaption>{html.escape(caption)}</figcaption>" if caption else made


def _table_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    from sitegen.language import texts

    said = html.escape(texts(env["language"])["table"])
    return f'<div class="table" role="group" tabindex="0" aria-label="{said}"><table>\n'


def _table_close(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    return "</table></div>\n"


def _cell(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    """Say a cell's alignment by class: a strict Content-Security-Policy forbids style attributes."""
    token = tokens[index]
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrs["class"] = f"align-{style.removeprefix('text-align:')}"
    return f"<{token.tag}{self.renderAttrs(token)}>"
