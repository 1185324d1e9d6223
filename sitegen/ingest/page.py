"""An HTML page → Story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from sitegen.errors import fail
from sitegen.ingest import dom
from sitegen.ingest.addresses import is_address
from sitegen.ingest.boilerplate import Leaf, hours_of
from sitegen.ingest.datewords import DATE_INSIDE
from sitegen.ingest.edges import lead_of, without_next_article, without_repeated_lead
from sitegen.ingest.embeds import keep_players
from sitegen.ingest.frontmatter import day_of
from sitegen.ingest.furniture import tail_start
from sitegen.ingest.illustrations import with_gallery
from sitegen.ingest.leads import described
from sitegen.ingest.maintext import choose, leaves_of
from sitegen.ingest.markup import markdown
from sitegen.ingest.metadata import Facts, facts_of
from sitegen.ingest.moments import read_moment
from sitegen.ingest.notes import mark_notes
from sitegen.ingest.pagehead import below_title, head_of, with_head, without_head, without_last_label
from sitegen.ingest.rails import is_tabled, tells_only_time, without_rails
from sitegen.ingest.sentences import first_words, opening
from sitegen.ingest.signatures import with_signature
from sitegen.ingest.story import ImportSettings, Origin, Story
from sitegen.language import fold
from sitegen.records import Source
from sitegen.storage import digest

# More would need more than 300 MB while the extractors walk it.
MOST_CHARACTERS = 4_000_000
_LONG = 100
_FEW_MORE = 40
_ENDS = (".", "!", "?", "…", ":")
_FEW_WORDS = 5
# What a page says until a script has written its text.
_LOADING = re.compile(
    r"""(?ix)\W*(?:loading|yüklən\w*|yükleniyor|загру[зж]\w*|lädt|wird\ geladen|chargement|cargando|gözləyin
    |please\ (?:wait|enable))\b"""
)
_STEM = 5
_SLOGAN = 5  # a fifth of a summary's words, or more, are those of the text
_EMBEDDED = re.compile(r"data:[\w/+.-]{3,40};base64,[A-Za-z0-9+/=]{100,}")


def read_page(
    text: str, address: str, settings: ImportSettings, now: datetime, name: str
) -> tuple[Story, tuple[str, ...]]:
    """Return the article in the clean HTML `text`, found at `address` ("" when unknown), and notes on it.

    Raises SitegenError when there is no article in it.
    """
    hint = "copy its text into a .txt file and import that"
    text = _EMBEDDED.sub("data:,", text)
    if len(text) > MOST_CHARACTERS:
        raise fail(f"has more than {MOST_CHARACTERS // 1_000_000} million characters of HTML", hint, path=name)
    root = dom.parse(text)
    body = dom.body_of(root) if root is not None else None
    if root is None or body is None:
        raise fail("holds no page that can be read: it is empty, or too large or nested too deeply", hint, path=name)
    held = tuple(root.iter())  # an element that nothing holds is wrapped anew at each visit
    facts = facts_of(root, text, address, settings, now)
    dom.revive(body)
    keep_players(body)
    if facts.image is not None:
        image = described(facts.image, body, facts.base, facts.title)
        facts = msgspec.structs.replace(facts, image=image)
    dom.remove_dead(body)
    dom.bare_head(root)
    mark_notes(body)
    dom.settle(body)
    blocks = without_rails(leaves_of(body), facts.language or settings.language, settings.zone, now)
    chosen = choose(root, blocks)
    if not chosen:
        raise fail("has no text of an article that could be found", hint, path=name)
    facts = facts if facts.title else _named(facts, chosen[0].words)
    chosen = without_next_article(blocks, chosen, facts.title)
    facts = _with_summary(facts, lead_of(blocks, chosen, facts.title))
    facts = with_head(facts, head_of(blocks, chosen, facts.title), settings, now)
    chosen = _without_times(below_title(blocks, chosen, facts.title), facts, settings, now)
    chosen = without_repeated_lead(_with_text(chosen, without_head(chosen, facts, settings, now), settings, now))
    begin = next((at for at in range(len(chosen), 0, -1) if is_tabled(chosen[at - 1])), 0)
    end = begin + tail_start([leaf.words for leaf in chosen[begin:]])
    facts, kept = with_signature(facts, without_last_label(chosen[:end] or chosen, blocks), blocks)
    lead = facts.image.src if facts.image else ""
    made = markdown(with_gallery(_core(kept)), kept, facts.base, lead, keep_paragraphs=settings.keep_paragraphs)
    del held
    if len(made.split()) <= _FEW_WORDS and _LOADING.match(made):
        hint = "if a script writes its text, open it in a browser, save it complete, and import that"
        raise fail(f"has no text of an article: all that stands in it is “{' '.join(made.split())}”", hint, path=name)
    return _story(facts, made, kept), ()


def _named(facts: Facts, words: str) -> Facts:
    """Return the facts of a page without any title, called by the first sentence of its text."""
    doubt = Origin("title", "first words", "no title was found")
    origins = (doubt, *(one for one in facts.origins if one.field != "title"))
    return msgspec.structs.replace(facts, title=first_words(words), origins=origins)


def _with_summary(facts: Facts, lead: str) -> Facts:
    """Return the facts with the lead that readers see as the summary: there a page of the site shows it too."""
    if not lead:
        return facts
    origins = (*(one for one in facts.origins if one.field != "summary"), Origin("summary", "lead"))
    return msgspec.structs.replace(facts, summary=lead, origins=origins)


def _without_times(chosen: Sequence[Leaf], facts: Facts, settings: ImportSettings, now: datetime) -> list[Leaf]:
    """Drop from above the text when and how long ago it appeared and how many read it; the date is known by now."""
    language = facts.language or settings.language
    text = next((at for at, leaf in enumerate(chosen) if len(leaf.words) > _LONG), 0)
    above = [
        leaf
        for leaf in chosen[:text]
        if not tells_only_time(leaf.words, language, settings.zone, now)
        and not _tells_own_day(leaf.words, facts, language, settings.zone, now)
    ]
    return [*above, *chosen[text:]]


def _tells_own_day(words: str, facts: Facts, language: str, zone: str, now: datetime) -> bool:
    """Tell whether a line is the article's day among a few more words: "27.10.2025 • 14:37 • Elm • 3 dəq. oxu"."""
    found = DATE_INSIDE.search(words) if any(map(str.isdigit, words)) else None
    if found is None or facts.date is None or words.endswith(_ENDS):
        return False
    day, own = day_of(read_moment(found.group(), language, zone, now)), day_of(facts.date)
    same = day is not None and own is not None and abs((day - own).days) <= 1
    return same and len(words) - len(found.group()) <= _FEW_MORE


def _with_text(chosen: Sequence[Leaf], kept: Sequence[Leaf], settings: ImportSettings, now: datetime) -> list[Leaf]:
    """Return the kept blocks and those that only looked like the article's own time.

    Such are the hours of entries and, below the first paragraph, headings and sentences with a number ("2. The ferry").
    """
    text = next((at for at, leaf in enumerate(chosen) if len(leaf.words) > _LONG), len(chosen))
    own = {*kept, *(chosen[at] for at in hours_of(chosen, range(len(chosen))))}
    own.update(leaf for leaf in chosen[text:] if _is_told(leaf, settings, now))
    return [leaf for leaf in chosen if leaf in own]


def _is_told(leaf: Leaf, settings: ImportSettings, now: datetime) -> bool:
    """Tell whether a block is a heading or a sentence that holds a number and is no time."""
    whole = leaf.element.tag in ("h2", "h3", "h4", "h5", "h6") or leaf.words.endswith(".")
    numbered = bool(re.search(r"\d", leaf.words)) and not re.search(r"\d[:.]\d", leaf.words)
    return whole and numbered and read_moment(leaf.words, settings.language, settings.zone, now) is None


def _story(facts: Facts, body: str, kept: Sequence[Leaf]) -> Story:
    words = [leaf.words for leaf in kept]
    told = [leaf.words for leaf in kept if leaf.element.tag not in ("h1", "h2", "h3", "h4", "h5", "h6")]
    summary, origins = facts.summary, facts.origins
    shown = any(one.field == "summary" and one.place == "lead" for one in origins)
    if not summary or not (shown or _tells_of(summary, f"{facts.title} {' '.join(words)}")):
        summary = opening(" ".join(told[:4]))
        origins = (*(one for one in origins if one.field != "summary"), Origin("summary", "first sentences"))
    address = facts.address if is_address(facts.address) else ""
    return Story(
        title=facts.title,
        body=body,
        identity=address or "text:" + digest(*map(fold, [facts.title, *words])),
        date=facts.date,
        updated=facts.updated,
        authors=facts.authors,
        section=facts.section,
        tags=facts.tags,
        source=Source(facts.site_name, address),
        language=facts.language,
        summary=summary,
        image=facts.image,
        origins=origins,
    )


def _tells_of(summary: str, text: str) -> bool:
    """Tell whether a summary is of this text: a site's slogan shares next to no words with it."""
    stems = {word[:_STEM] for word in re.findall(r"\w{5,}", fold(summary))}
    shared = stems & {word[:_STEM] for word in re.findall(r"\w{5,}", fold(text))}
    return len(shared) * _SLOGAN >= len(stems)


def _core(kept: Sequence[Leaf]) -> Any:
    """Return the smallest element that holds all of the text."""
    common = [kept[0].element, *kept[0].ancestors]
    for leaf in kept[1:]:
        around = {leaf.element, *leaf.ancestors}
        common = [element for element in common if element in around]
    return common[0]
