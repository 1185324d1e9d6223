"""Hostile sources: each payload of payloads.txt in every place of a page, a dump, a Markdown file and a feed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import yaml

_ESCAPED = re.compile(r"\\(n|r|t|\\|x[0-9a-f]{2}|u[0-9a-f]{4})")
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
_IN_A_DUMP = 6
DATE = "2025-10-27T14:37:00+04:00"
OPENING = (
    "Göldə qışlayan quşların sayılması başa çatıb və ornitoloqlar üç gün ərzində on iki minə yaxın quş sayıblar. "
    "Keçən il bu rəqəm doqquz min idi, ondan əvvəlki il isə yeddi mindən bir az artıq."
)
ENDING = (
    "Sayma hər qış eyni günlərdə aparılır, çünki quşlar şaxtadan sonra gölün isti sahilinə yığışır və onları "
    "uzaqdan da saymaq mümkün olur. Nəticələr dəftərə yazılır və yazda çap edilir."
)


class Payload(NamedTuple):
    """One hostile text, its number and the name of its family."""

    number: int
    family: str
    text: str


class Hostile(NamedTuple):
    """A source file: its name and its bytes."""

    name: str
    data: bytes


def payloads() -> list[Payload]:
    """Return all of payloads.txt."""
    found: list[Payload] = []
    family = ""
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").split("\n"):
        if line.startswith("#"):
            family = line.partition(" --- ")[2]
        elif line:
            text = _ESCAPED.sub(lambda match: _MEANT.get(match[1]) or chr(int(match[1][1:], 16)), line)
            found.append(Payload(len(found), family, text))
    return found


def sources(all_payloads: Sequence[Payload]) -> Iterator[Hostile]:
    """Yield the sources that hold the payloads.

    Those of HTML have a page that says them in all its places, those of Markdown a file of Markdown; a third of all
    has a feed too, another third a file with front matter, and all of them are in dumps.
    """
    for payload in all_payloads:
        number, family = payload.number, payload.family.partition(" ")[0].rstrip(":,")
        if family not in ("Markdown", "YAML", "templates", "paths") or number % 4 == 0:
            yield _file(f"page-{number}.html", _page(payload))
        if number % 3 == 0:
            yield _file(f"fields-{number}.md", _fields(payload))
        if number % 3 == 1:
            yield _file(f"feed-{number}.xml", (_rss, _atom, _json_feed)[number // 3 % 3](payload))
        if family in ("Markdown", "YAML", "templates"):
            yield _file(f"plain-{number}.md", f"# Sadə {number} {_line(payload)}\n\n{_markdown(payload)}")
        if family in ("YAML", "paths"):
            yield _file(f"front-{number}.md", _front(payload))
        if family == "XML":
            yield _file(f"sloppy-{number}.xml", _rss(payload, lambda text: text).replace("Lent", "Səliqəsiz"))
        if number % _IN_A_DUMP == 0:
            yield _file(f"dump-{number}.txt", _dump(all_payloads[number : number + _IN_A_DUMP]))


def _file(name: str, text: str) -> Hostile:
    """Lone surrogates stand for bytes that are no UTF-8."""
    return Hostile(name, text.encode("utf-8", "surrogateescape"))


def _line(payload: Payload) -> str:
    return " ".join(payload.text.split())


def _words(payload: Payload) -> str:
    """Return something that no other source says, so that none is taken for the other."""
    return f"{OPENING} Bu, {payload.number} nömrəli qeyddir."


def _page(payload: Payload) -> str:
    """Return a page that states everything about itself in the payload's words, escaped, and shows the payload raw."""
    text, told, name = html.escape(payload.text), html.escape(_line(payload)), f"{payload.text} {payload.number}"
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": f"Səhifə {payload.number} {payload.text}",
        "author": {"@type": "Person", "name": name, "jobTitle": payload.text, "url": payload.text},
        "datePublished": DATE,
        "publisher": {"@type": "Organization", "name": name},
        "keywords": [name, "quş"],
        "image": {"url": "https://pic.example/" + payload.text, "creditText": payload.text},
    }
    return f"""<!DOCTYPE html><html lang="az"><head><meta charset="utf-8"><title>Səhifə {payload.number} {told}</title>
<script type="application/ld+json">{json.dumps(linked).replace("<", chr(92) + "u003c")}</script>
<meta property="og:title" content="Səhifə {payload.number} {told}">
<meta property="og:site_name" content="{text} {payload.number}">
<meta name="description" content="{text} {OPENING}"><meta property="og:image:alt" content="{text}">
<meta property="og:image" content="https://pic.example/{text}.png">
<meta name="author" content="{text} {payload.number}">
<meta property="article:tag" content="{text} {payload.number}"><meta property="article:section" content="{text}"></head>
<body><main><article><h1>Səhifə {payload.number} {told}</h1><p class="byline">Rəşad Vəliyev, {text}</p>
<figure><img src="https://pic.example/{text}.png" alt="{text}"><figcaption>{text}
<b class="credit">{text}</b></figcaption></figure>
<p>{_words(payload)}</p><p>{text}</p><h2>{text}</h2><ul><li>{text}</li><li><b>{text}</b></li></ul>
<figure><img src="https://pic.example/2/{text}.png" alt="{text}" title="{text}">
<figcaption>{text}</figcaption></figure>
<p>Keçid: <a href="{text}" title="{text}">{text}</a> və <a href="https://pic.example/{text}">{text}</a>.</p>
<pre><code class="language-{text}">{text}</code></pre><blockquote><p>{text}</p></blockquote>
<table><tr><th>{text}</th><th>b</th></tr><tr><td><code>{text}</code></td><td>{text}</td></tr></table>
<p>Əvvəl {payload.text} sonra.</p>
<p>{ENDING}</p></article></main></body></html>"""


def _markdown(payload: Payload) -> str:
    text = payload.text
    return f"{_words(payload)}\n\n{text}\n\n![{text}](media/{text}.png '{text}')\n\n[bas]({text})\n\n{ENDING}\n"


def _fields(payload: Payload) -> str:
    """Return a Markdown file whose front matter says the payload in every field that takes text."""
    text = payload.text.encode("utf-8", "replace").decode()
    fields = {
        "title": f"Sahələr {payload.number} {text}",
        "date": DATE,
        "authors": [{"name": f"{text} f{payload.number}", "role": text, "url": text}],
        "section": text,
        "tags": [f"{text} f{payload.number}", "quş"],
        "source": {"name": f"{text} f{payload.number}", "url": text},
        "summary": text,
        "note": text,
        "image": {"src": f"https://pic.example/{text}", "alt": text, "credit": text, "caption": text},
        "extra": {text: text},
    }
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n\n{_words(payload)}\n\n{payload.text}\n\n{ENDING}\n"


def _front(payload: Payload) -> str:
    """Return a Markdown file with the payload itself in its front matter."""
    front = f"title: Quşlar {payload.number}\ndate: {DATE}\nsummary: {payload.text}\ntags: [{payload.text}]"
    return f"---\n{front}\n---\n\n{_words(payload)}\n"


def _dump(some: Sequence[Payload]) -> str:
    head = f"Mətn {some[0].number} {_line(some[0])}\n27.10.2025 [14:37]\nRəşad Vəliyev\n{_line(some[-1])}"
    return "\n".join([head, _words(some[0]), *(payload.text for payload in some), ENDING])


def _data(text: str) -> str:
    return html.escape("".join(c if c.isprintable() or c in "\n\t" else " " for c in text))


def _rss(payload: Payload, told: Callable[[str], str] = _data) -> str:
    text = told(payload.text)
    inside = payload.text.replace("]]>", "]]]]><![CDATA[>") if told is _data else payload.text
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>{text} r{payload.number}</title><link>https://pic.example/</link><language>az</language>
<item><title>Lent {payload.number} {text}</title><link>https://pic.example/{payload.number}</link>
<dc:creator>{text} r{payload.number}</dc:creator>
<category>{text} r{payload.number}</category><guid>{text}</guid><pubDate>{DATE}</pubDate>
<source url="{text}">{text}</source><enclosure url="{text}" type="image/png" length="1"/>
<media:content url="https://pic.example/{text}" medium="image"><media:credit>{text}</media:credit></media:content>
<description>{told(told(payload.text))}</description>
<content:encoded><![CDATA[<p>{_words(payload)}</p><p>{inside}</p><p>{ENDING}</p>]]></content:encoded>
</item></channel></rss>"""


def _atom(payload: Payload) -> str:
    text = _data(payload.text)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="az"><title type="html">{_data(text)} a{payload.number}</title>
<id>https://pic.example/</id><entry><title type="html">Lent {payload.number} {_data(text)}</title>
<id>{text}</id><link href="https://pic.example/{payload.number}"/><link rel="enclosure" href="{text}"/>
<author><name>{text} a{payload.number}</name><uri>{text}</uri></author>
<category term="{text} a{payload.number}" label="{text}" scheme="{text}"/>
<updated>{DATE}</updated><summary type="html">{_data(text)}</summary><rights>{text}</rights>
<content type="html">{_data(f"<p>{_words(payload)}</p><p>{payload.text}</p><p>{ENDING}</p>")}</content>
</entry></feed>"""


def _json_feed(payload: Payload) -> str:
    text = payload.text.encode("utf-8", "replace").decode()
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{text} j{payload.number}",
        "items": [
            {
                "id": text,
                "url": f"https://pic.example/{payload.number}",
                "title": f"Lent {payload.number} {text}",
                "content_html": f"<p>{_words(payload)}</p><p>{text}</p><p>{ENDING}</p>",
                "summary": text,
                "image": f"https://pic.example/{quote(text)}",
                "authors": [{"name": f"{text} j{payload.number}", "url": text, "avatar": text}],
                "tags": [f"{text} j{payload.number}", {"x": text}, 7],
                "attachments": [{"url": text, "mime_type": text}],
                "date_published": DATE,
            }
        ],
    }
    return json.dumps(feed)
