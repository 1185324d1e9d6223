"""Story → a file below content/: once, in its place, and never over an editor's work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sitegen.errors import fail
from sitegen.ingest import store
from sitegen.ingest.addresses import tidy
from sitegen.ingest.catalogue import Catalogue
from sitegen.ingest.frontmatter import compose, day_of, fields_of, memory_of, remember, short, split
from sitegen.ingest.merge import merge
from sitegen.ingest.sound import sound
from sitegen.ingest.spellings import as_spelled
from sitegen.ingest.story import Imported, ImportSettings, Origin, Story
from sitegen.ingest.tongue import language_of
from sitegen.language import closest, fold, slugify
from sitegen.records import Source

LONGEST_TITLE = 300

Illustrate = Callable[[Story], tuple[Story, tuple[str, ...]]]
Fields = Mapping[str, Any]


def already_there(source: str, identities: set[str], catalogue: Catalogue) -> Imported | None:
    """Return the result for a source that is imported already, or None."""
    path = catalogue.find(identities)
    if not path:
        return None
    reason = "was imported before and is left alone; --force imports it anew"
    return Imported(source, path, "unchanged", reason)


def keep(
    source: str,
    story: Story,
    notes: tuple[str, ...],
    settings: ImportSettings,
    now: datetime,
    catalogue: Catalogue,
    illustrate: Illustrate,
) -> Imported:
    """Write the story, unless it is there already. Raises SitegenError when it cannot or must not be written.

    `illustrate` brings its pictures home, and is asked only when something may be written.
    """
    story = completed(story, settings, source)
    known = already_there(source, {story.identity, story.source.url}, catalogue)
    if known is None and not settings.force:
        alike = catalogue.alike(story.body)
        if alike is not None:
            reason = f"tells the same story ({alike.percent} % the same text); --force imports it all the same"
            return Imported(source, alike.path, "duplicate", reason, notes=notes)
    story, respelled = as_spelled(story, settings, catalogue, known.path if known else "")
    story, missing = illustrate(story)
    made, odd = sound(fields_of(story), settings, source)
    fields: Fields = made
    notes = (*notes, *respelled, *missing, *odd)
    if known is None:
        return _create(source, story, fields, notes, settings, now, catalogue)
    fields = _steadied(fields, story, settings, known.path)
    if settings.force:
        return _replace(source, known.path, story, fields, notes, settings)
    return _updated(source, known, story, fields, notes, settings)


def _steadied(fields: Fields, story: Story, settings: ImportSettings, path: str) -> Fields:
    """Return the fields with the imported dates of the file at `path` where the source counts from the day of reading.

    What an editor wrote is left to the merge.
    """
    moving = [origin.field for origin in story.origins if origin.moving and origin.field in fields]
    parts = split(store.read(settings.root, path)) if moving else None
    memory = memory_of(parts[0]) if parts else None
    if not parts or not memory:
        return fields
    marks = dict(memory.fields)
    ours = {key: parts[0][key] for key in moving if key in parts[0]}
    return {**fields, **{key: value for key, value in ours.items() if short(value) == marks.get(key)}}


def completed(story: Story, settings: ImportSettings, source: str) -> Story:
    """Fill in what the editor gave and what the text tells: address, section, tags, language.

    Raises SitegenError when the title is so long that it is none, or the section is unknown.
    """
    if len(story.title) > LONGEST_TITLE:
        said = f"its title would have {len(story.title):,} characters"
        raise fail(said, "put the title on a line of its own, and import it again", path=source)
    changes: dict[str, Any] = {}
    origins = list(story.origins)
    if settings.url and not story.source.url:
        changes["source"] = Source(story.source.name, tidy(settings.url))
        changes["identity"] = tidy(settings.url)
    if settings.section:
        changes["section"] = declared_section(settings.section, settings)
    if settings.tags:
        changes["tags"] = tuple(dict.fromkeys((*settings.tags, *story.tags)))
    code, place, doubt = language_of(story.body, story.language, settings.language)
    if settings.languages and code not in settings.languages:
        doubt = f"the text is in {code}, which site.toml does not list: add [languages.{code}] to give it its own pages"
        code = ""
    changes["language"] = code
    origins.append(Origin("language", place, doubt))
    return msgspec.structs.replace(story, origins=tuple(origins), **changes)


def declared_section(name: str, settings: ImportSettings) -> str:
    """Return the declared section that `name` names or slugs. Raises SitegenError when sections exist but not this."""
    if not settings.sections:
        return name
    for declared, slug in settings.sections:
        if fold(name) in (fold(declared), slug):
            return declared
    names = [declared for declared, _ in settings.sections]
    near = closest(name, names)
    hint = f'did you mean "{near}"?' if near else "declared are: " + ", ".join(names)
    raise fail(f'site.toml declares no section "{name}"', hint, path="site.toml")


def _create(
    source: str,
    story: Story,
    fields: Fields,
    notes: tuple[str, ...],
    settings: ImportSettings,
    now: datetime,
    catalogue: Catalogue,
) -> Imported:
    here = ZoneInfo(settings.zone)
    day = day_of(story.date.astimezone(here) if isinstance(story.date, datetime) else story.date)
    folder = store.target_folder(settings.root, settings.into, day, now.astimezone(here).date())
    slug = store.file_name(slugify(story.title, story.language or settings.language), story.identity)
    month = f"{day.year:04}-{day.month:02}" if day else ""

    def text_for(name: str) -> str:
        return "" if catalogue.is_taken(month, name) else _text(story, {**fields, "slug": name})

    path = store.create(settings.root, folder, slug, text_for)
    catalogue.add(path)
    return Imported(source, path, "written", origins=story.origins, notes=notes)


def _replace(
    source: str, path: str, story: Story, fields: Fields, notes: tuple[str, ...], settings: ImportSettings
) -> Imported:
    old = store.read(settings.root, path)
    store.refuse_if_edited(path, old)
    slug = path.rsplit("/", 1)[-1].removesuffix(".md")
    new = _text(story, {**fields, "slug": slug})
    if new == old:
        return Imported(source, path, "unchanged", "the source says the same as before", story.origins, notes)
    store.replace(settings.root, path, new, only_if=old)
    return Imported(source, path, "replaced", "nobody had edited it since its import", story.origins, notes)


def _updated(
    source: str, known: Imported, story: Story, fields: Fields, notes: tuple[str, ...], settings: ImportSettings
) -> Imported:
    """Merge what changed in the source, or only tell it without --update."""
    path = known.path
    old = store.read(settings.root, path)
    parts = split(old)
    if parts is None or memory_of(parts[0]) is None:
        return msgspec.structs.replace(known, notes=(*notes, "it was not made by an import, so nothing is merged"))
    merged = merge(old, fields, story.body, remember(story, fields, story.body), story.origins, path)
    if merged.text == old:
        return Imported(source, path, "unchanged", known.reason, notes=(*notes, *merged.notes))
    if not settings.update:
        reason = "was imported before, and the source has changed since; --update merges this into it"
        return Imported(source, path, "unchanged", reason, notes=notes, diff=merged.diff)
    store.replace(settings.root, path, merged.text, only_if=old)
    reason = "the source had changed since its import"
    return Imported(source, path, "updated", reason, story.origins, (*notes, *merged.notes), merged.diff)


def _text(story: Story, fields: Fields) -> str:
    return compose(fields, story.body, remember(story, fields, story.body), story.origins)
