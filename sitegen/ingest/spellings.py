"""Tags, authors and sources as the site already writes them.

A build refuses two spellings of one name, for their pages would share an address (sitegen.model.taxonomy). What other
sites call "E-Ticarət" becomes "E ticarət" here, if that is what the site's own articles say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from sitegen.ingest.catalogue import Catalogue
from sitegen.ingest.frontmatter import split
from sitegen.ingest.story import ImportSettings, Story
from sitegen.language import slugify
from sitegen.records import Author

Kind = Literal["tag", "author", "source"]


def as_spelled(
    story: Story, settings: ImportSettings, catalogue: Catalogue, known: str = ""
) -> tuple[Story, tuple[str, ...]]:
    """Return the story with the names that the site's articles in its language have for the same addresses, and notes.

    `known` is the path of the story's own article, where it has one: that is no other article to agree with. Of two
    authors in the story that share an address the first stays.
    """
    language = story.language or settings.language
    notes: list[str] = []

    def usual(kind: Kind, name: str) -> str:
        slug = slugify(name, language) if name else ""
        for path, text in catalogue.other_spellings(name, slug, language) if slug else ():
            for spelled in () if path == known else _names(text, kind, language, settings.language):
                if spelled != name and slugify(spelled, language) == slug:
                    notes.append(f'the {kind} "{name}" became "{spelled}", which is how {path} writes it')
                    return spelled
        return name

    authors: dict[str, Author] = {}
    for author in story.authors:
        name = usual("author", author.name)
        authors.setdefault(slugify(name, language) or name, msgspec.structs.replace(author, name=name))
    made = msgspec.structs.replace(
        story,
        authors=tuple(authors.values()),
        tags=tuple(dict.fromkeys(usual("tag", tag) for tag in story.tags)),
        source=msgspec.structs.replace(story.source, name=usual("source", story.source.name)),
    )
    return made, tuple(notes)


def _names(text: str, kind: Kind, language: str, main: str) -> Iterator[str]:
    """Yield the names of a kind in an article's front matter; none if the article is in another language."""
    parts = split(text)
    fields: Mapping[str, Any] = parts[0] if parts else {}
    if (fields.get("language") or main) != language:
        return
    for key in (kind, f"{kind}s"):
        value = fields.get(key)
        for one in value if isinstance(value, list) else [value]:
            name = one.get("name") if isinstance(one, dict) else one
            if isinstance(name, str):
                yield name
