"""An HTML page → Story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec

from sitegen.errors import fail
from sitegen.ingest import dom
from sitegen.ingest.addresses import is_address
from sitegen.ingest.boilerplate import Leaf
from sitegen.ingest.embeds import keep_players
from sitegen.ingest.furniture import lists_in, tail_start
from sitegen.ingest.leads import described
from sitegen.ingest.maintext import choose, leaves_of
from sitegen.ingest.markup import markdown
from sitegen.ingest.metadata import Facts, facts_of
from sitegen.ingest.notes import mark_notes
from sitegen.ingest.pagehead import below_title, head_of, with_head, without_head, without_last_label
from sitegen.ingest.sentences import opening, sentences, shorten
from sitegen.ingest.story import ImportSettings, Origin, Story
from sitegen.ingest.tables import is_data_table
from sitegen.language import fold
from sitegen.records import Source
from sitegen.storage import digest

# More would need more than 300 MB while the extractors walk it.
MOST_CHARACTERS = 4_000_000
_LONGEST_NAME = 100
_LINES_OF_A_LIST = 12
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
    blocks = _without_lists(leaves_of(body))
    chosen = choose(root, blocks)
    if not chosen:
        raise fail("has no text of an article that could be found", hint, path=name)
    facts = facts if facts.title else _named(facts, chosen[0].words)
    facts = with_head(facts, head_of(blocks, chosen, facts.title), settings, now)
    chosen = without_head(below_title(blocks, chosen, facts.title), facts, settings, now)
    end = tail_start([leaf.words for leaf in chosen])
    kept = without_last_label(chosen[:end] or chosen, blocks)
    lead = facts.image.src if facts.image else ""
    made = markdown(_core(kept), kept, facts.base, lead, keep_paragraphs=settings.keep_paragraphs)
    del held
    return _story(facts, made, kept), ()


def _named(facts: Facts, words: str) -> Facts:
    """Return the facts of a page without any title, called by the first sentence of its text."""
    doubt = Origin("title", "first words", "no title was found")
    origins = (doubt, *(one for one in facts.origins if one.field != "title"))
    title = shorten(sentences(words)[0], _LONGEST_NAME).rstrip(" .")
    return msgspec.structs.replace(facts, title=title, origins=origins)


def _without_lists(blocks: list[Leaf]) -> list[Leaf]:
    """Take running lists of other news out of the page, wherever they stand."""
    gone = {at for found in lists_in([leaf.words for leaf in blocks]) for at in found}
    for at, leaf in enumerate(blocks):
        if sum(1 for _ in leaf.element.iter("br")) < _LINES_OF_A_LIST:
            continue
        lines = dom.lines_of(leaf.element)
        if len(lines) > _LINES_OF_A_LIST and sum(map(len, lists_in(lines))) > 0.6 * len(lines):
            gone.add(at)
    gone = {at for at in gone if not _is_tabled(blocks[at])}
    for at in gone:
        dom.drop(blocks[at].element)
    return [leaf for at, leaf in enumerate(blocks) if at not in gone]


def _is_tabled(leaf: Leaf) -> bool:
    """Tell whether a block stands in a table of data whose columns have names: its times are no other news."""
    table = next((one for one in leaf.ancestors if one.tag == "table"), None)
    return table is not None and next(table.iter("th"), None) is not None and is_data_table(table)


def _story(facts: Facts, body: str, kept: Sequence[Leaf]) -> Story:
    words = [leaf.words for leaf in kept]
    told = [leaf.words for leaf in kept if leaf.element.tag not in ("h1", "h2", "h3", "h4", "h5", "h6")]
    summary = facts.summary or opening(" ".join(told[:4]))
    origins = facts.origins if facts.summary else (*facts.origins, Origin("summary", "first sentences"))
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


def _core(kept: Sequence[Leaf]) -> object:
    """Return the smallest element that holds all of the text."""
    common = [kept[0].element, *kept[0].ancestors]
    for leaf in kept[1:]:
        around = {leaf.element, *leaf.ancestors}
        common = [element for element in common if element in around]
    return common[0]
