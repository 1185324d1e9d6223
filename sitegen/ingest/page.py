"""An HTML page → Story."""

from __future__ import annotations

from datetime import datetime

from sitegen.errors import fail
from sitegen.ingest.addresses import host_name, is_address, tidy
from sitegen.ingest.escape import document
from sitegen.ingest.furniture import tail_start
from sitegen.ingest.moments import read_moment
from sitegen.ingest.names import byline
from sitegen.ingest.sentences import opening, paragraphs
from sitegen.ingest.story import ImportSettings, Origin, Story
from sitegen.language import fold
from sitegen.records import Source
from sitegen.storage import digest


def read_page(
    text: str, address: str, settings: ImportSettings, now: datetime, name: str
) -> tuple[Story, tuple[str, ...]]:
    """Return the article in the HTML `text`, found at `address` ("" when unknown), and notes on it.

    Raises SitegenError when there is no article in it.
    """
    from trafilatura import bare_extraction

    found = bare_extraction(text, url=address or None, include_comments=False, with_metadata=True)
    facts = found if isinstance(found, dict) else found.as_dict() if found else {}
    body = [line for line in str(facts.get("text") or "").split("\n") if line.strip()]
    body = body[: tail_start(body)] if body else body
    title = str(facts.get("title") or "").strip()
    while body and fold(body[0]) == fold(title):
        del body[0]
    if not title or not body:
        missing = "title" if not title else "text"
        raise fail(
            f"no article was found in it: it has no {missing}",
            "copy its text into a .txt file and import that",
            path=name,
        )
    split = body if settings.keep_paragraphs else [part for line in body for part in paragraphs(line)]
    when = read_moment(str(facts.get("date") or ""), settings.language, settings.zone, now)
    canonical = str(facts.get("url") or address or "")
    origins = (
        Origin("title", "trafilatura"),
        Origin(
            "date",
            "trafilatura",
            "the day may be wrong and the time is not known" if when else "no date was found in the source",
        ),
    )
    story = Story(
        title=title,
        body=document(split),
        identity=tidy(canonical) if is_address(canonical) else "text:" + digest(*map(fold, [title, *body])),
        date=when,
        authors=byline(str(facts.get("author") or "")),
        source=Source(
            str(facts.get("sitename") or "") or host_name(canonical), tidy(canonical) if is_address(canonical) else ""
        ),
        summary=str(facts.get("description") or "") or opening(" ".join(body[:2])),
        origins=origins,
    )
    return story, ()
