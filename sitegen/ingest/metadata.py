"""What a page says about its article: title, authors, dates, section, tags, source, picture, summary.

Several voices are heard, the most careful first: JSON-LD, then OpenGraph and its like, then what the page shows, and
only then a guess, which is marked as one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec

from sitegen.ingest.addresses import absolute, host_name, tidy
from sitegen.ingest.bylines import authors_of
from sitegen.ingest.dating import dates_of
from sitegen.ingest.dom import words_of
from sitegen.ingest.jsonld import Told, told_by
from sitegen.ingest.labels import sections_shown, tags_shown
from sitegen.ingest.story import ImportSettings, Origin
from sitegen.ingest.titles import title_of
from sitegen.records import Author, Image

_LONGEST_SUMMARY = 500
_JOINED = {"article:tag": ", ", "author": "; ", "dc.creator": "; ", "citation_author": "; "}
_REGIONS = {"UK": "GB", "EU": "150"}  # what CLDR calls those whose top domain is called otherwise
# Top domains of countries that are given to anybody, anywhere, and say nothing of where a site is written.
_SOLD_ANYWHERE = """
    AC AD AG AI AS BZ CC CD CO CX DJ FM GG GL IM IO LA LC LY ME MN MS NU PW SC SH SO SR ST SU TC TK TO TV VC VG WS
"""
_ANYWHERE = frozenset(_SOLD_ANYWHERE.split())
_GENERIC_TAG = re.compile(
    r"""(?ix)^(?:news|latest\ news|breaking\ news|article|home|index|type:.*|source:.*|(?:son\ |ən\ son\ )?xəbər(?:lər)?
    |xəbər\ lenti|gündəm|son\ dəqiqə|haber(?:ler)?|son\ dakika|gündem|новости|последние\ новости|лента\ новостей)$"""
)
_GENERIC_PICTURE = re.compile(
    r"(?i)logo|default|placeholder|favicon|no-?image|^(?:og|share|social)(?:[-_]?(?:og|img|image|share|banner|cover|bg))?\.\w+$"
)


class Facts(msgspec.Struct, frozen=True):
    """What is known of an article before its text is chosen; "" and None where the page says nothing."""

    title: str = ""
    headings: tuple[str, ...] = ()
    date: dt.datetime | dt.date | None = None
    updated: dt.datetime | dt.date | None = None
    authors: tuple[Author, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    site_name: str = ""
    address: str = ""
    base: str = ""
    language: str = ""
    summary: str = ""
    image: Image | None = None
    origins: tuple[Origin, ...] = ()


def facts_of(root: Any, text: str, address: str, settings: ImportSettings, now: dt.datetime) -> Facts:
    """Return the facts of a parsed page that still has its head and scripts; `text` is its source."""
    told = told_by(root)
    meta = meta_of(root)
    base = _base(root, address)
    own = _own_address(root, meta, told, address)
    site_name = meta.get("og:site_name", "") or told.publisher or meta.get("application-name", "")
    title, title_place = title_of(root, meta, told, site_name, own)
    language = _language(root, meta, told)
    tongue = _tongue(language, own) or settings.language
    dates = dates_of(root, text, title, meta, told, own, tongue, settings.zone, now, settings.language)
    authors, author_origin = authors_of(root, meta, told, site_name or host_name(own), title)
    image, image_place = _picture(meta, told, base or own)
    summary, summary_place = _summary(meta, told, title)
    origins = [
        Origin("title", title_place, "" if title else "no title was found"),
        *dates.origins,
        *([author_origin] if author_origin else []),
        *([Origin("image", image_place)] if image else []),
        *([Origin("summary", summary_place)] if summary else []),
    ]
    return Facts(
        title=title,
        headings=tuple(words_of(heading) for heading in root.iter("h1")),
        date=dates.published,
        updated=dates.updated,
        authors=authors,
        section=_section(root, meta, told, own, settings),
        tags=_tags(root, meta, told, site_name or host_name(own)),
        site_name=" ".join(site_name.split()) or host_name(own),
        address=own,
        base=base or own,
        language=language,
        summary=summary,
        image=image,
        origins=tuple(origins),
    )


def _tongue(language: str, address: str) -> str:
    """Return the language in which dates are read, with its country: the page's, or else that of its address."""
    tag = language.replace("_", "-")
    country = host_name(address).rsplit(".", 1)[-1].upper()
    if tag != "en" or len(country) != 2 or country in _ANYWHERE:
        return tag
    return f"en-{_REGIONS.get(country, country)}"


def meta_of(root: Any) -> dict[str, str]:
    """Return the page's meta values by name or property in small letters; the first of each counts.

    Several `article:tag` are joined by commas, several authors by semicolons; "dc:title" is "dc.title".
    """
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        value = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop"):
            for name in (element.get(attribute) or "").casefold().split():
                if name.startswith(("dc:", "dcterms:", "dcterm:")):
                    name = name.replace("dcterm:", "dcterms:").replace(":", ".")
                if value and name in found and name in _JOINED and value not in found[name]:
                    found[name] += f"{_JOINED[name]}{value}"
                elif value:
                    found.setdefault(name, value)
    return found


def _base(root: Any, address: str) -> str:
    element = next(iter(root.iter("base")), None)
    href = element.get("href") if element is not None else ""
    return (absolute(href, address) if href else "") or address


def _own_address(root: Any, meta: Mapping[str, str], told: Told, address: str) -> str:
    """Return the canonical address; one of another host than the page's is believed only without a page's address."""
    links = (
        element.get("href") or "" for element in root.iter("link") if "canonical" in (element.get("rel") or "").split()
    )
    for candidate in (*links, meta.get("og:url", ""), told.address):
        full = absolute(candidate, address)
        is_home = re.fullmatch(r"https?://[^/]+/?", full) is not None
        if full and not is_home and (not address or _site(full) == _site(address)):
            return tidy(full)
    return tidy(address) if address else ""


def _site(address: str) -> str:
    return ".".join(host_name(address).removeprefix("m.").removeprefix("amp.").split(".")[-2:])


def _picture(meta: Mapping[str, str], told: Told, base: str) -> tuple[Image | None, str]:
    places = {
        "json-ld": told.image,
        "og:image": meta.get("og:image", "") or meta.get("og:image:url", "") or meta.get("og:image:secure_url", ""),
        "twitter:image": meta.get("twitter:image", "") or meta.get("twitter:image:src", ""),
    }
    for place in ("og:image", "json-ld", "twitter:image"):
        address = absolute(places[place], base)
        if address and not _GENERIC_PICTURE.search(address.rsplit("/", 1)[-1].split("?")[0]):
            return Image(address, alt=meta.get("og:image:alt", ""), credit=told.credit), place
    return None, ""


def _summary(meta: Mapping[str, str], told: Told, title: str) -> tuple[str, str]:
    for place, value in _summaries(meta, told):
        if len(value) > 30 and value.casefold() != title.casefold():
            from sitegen.ingest.sentences import opening

            return (value if len(value) <= _LONGEST_SUMMARY else opening(value, _LONGEST_SUMMARY)), place
    return "", ""


def _summaries(meta: Mapping[str, str], told: Told) -> Iterator[tuple[str, str]]:
    for name in ("og:description", "description", "twitter:description", "dc.description"):
        yield name, meta.get(name, "")
    yield "json-ld", told.description


def _section(root: Any, meta: Mapping[str, str], told: Told, address: str, settings: ImportSettings) -> str:
    """Return the declared section that the page's own section names, or ""."""
    from sitegen.language import fold

    if not settings.sections:
        return ""
    declared = {fold(word): name for name, slug in settings.sections for word in (name, slug)}
    names = (told.section, *(meta.get(name, "") for name in ("article:section", "articlesection", "section")))
    for value in chain(names, told.keywords, sections_shown(root, address)):
        if fold(value) in declared:
            return declared[fold(value)]
    return ""


def _tags(root: Any, meta: Mapping[str, str], told: Told, site_name: str) -> tuple[str, ...]:
    """Return the page's tags; long lists are written for search engines, not for readers."""
    site = site_name.casefold()
    for words in _listed(root, meta, told):
        kept = [word for word in words if 1 < len(word) <= 40 and len(word.split()) <= 4 and word.casefold() != site]
        kept = [word for word in kept if not _GENERIC_TAG.match(word)]
        unique = list({word.casefold(): word for word in reversed(kept)}.values())[::-1]
        if unique:
            return tuple(unique) if len(unique) <= 12 else ()
    return ()


def _listed(root: Any, meta: Mapping[str, str], told: Told) -> Iterator[Sequence[str]]:
    yield _words(meta.get("article:tag", ""))
    yield _words(meta.get("news_keywords", ""))
    yield _words(", ".join(told.keywords))
    yield _words(meta.get("keywords", ""))
    yield tags_shown(root)


def _words(listed: str) -> list[str]:
    return [" ".join(word.split()) for word in re.split(r"[,;]", listed)]


def _language(root: Any, meta: Mapping[str, str], told: Told) -> str:
    body = root.find("body")
    for value in (
        root.get("lang") or "",
        root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or "",
        (body.get("lang") or "") if body is not None else "",
        meta.get("og:locale", ""),
        told.language,
        meta.get("language", ""),
        meta.get("dc.language", ""),
    ):
        if value.strip():
            return value.strip()
    return ""
