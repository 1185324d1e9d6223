"""Translations: which entries are the same text in different languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sitegen.config import Config
from sitegen.model.article import Entry
from sitegen.model.content import name_parts
from sitegen.model.references import References, nearest
from sitegen.model.taxonomy import Blame, entry_language

Translations = Mapping[str, tuple[tuple[str, str], ...]]
"""Path of a page → (language, path) of itself and its translations, in the order of the site's languages."""


def group_translations(entries: Iterable[Entry], references: References, config: Config, blame: Blame) -> Translations:
    """Find translations by the files' names (`x.md`, `x.en.md`) and by `translation_of`.

    A translation of a text that is hidden or cannot be read stands alone.
    """
    if len(config.all_languages) < 2:
        return {}
    visible = list(entries)
    keys = {entry.file: _key(entry.file, config) for entry in visible}
    joined: dict[str, str] = {}
    for entry in visible:
        if entry.translation_of and (original := _original(entry, references, keys, blame)):
            one, other = _root(keys[entry.file], joined), _root(keys[original], joined)
            if one != other:
                joined[one] = other
    groups: dict[str, dict[str, Entry]] = {}
    for entry in visible:
        group = groups.setdefault(_root(keys[entry.file], joined), {})
        first = group.setdefault(entry_language(entry, config), entry)
        if first is not entry:
            said = f"is the same text in the same language as content/{first.file}"
            key = "translation_of" if entry.translation_of else "language"
            blame(entry, key, said, "give one of them another language, or another name")
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for group in groups.values():
        if len(group) > 1:
            codes = [code for code in config.all_languages if code in group]
            paths = {code: references.places.by_file[group[code].file] for code in codes}
            found |= dict.fromkeys(paths.values(), tuple(paths.items()))
    return found


def _key(file: str, config: Config) -> str:
    folder = file.rpartition("/")[0]
    return f"{folder}/{name_parts(file, config.all_languages)[0]}"


def _root(key: str, joined: Mapping[str, str]) -> str:
    while key in joined:
        key = joined[key]
    return key


def _original(entry: Entry, references: References, known: Mapping[str, str], blame: Blame) -> str | None:
    """Return the visible file that `entry` is a translation of; blame it for what does not exist."""
    file = references.file(entry.translation_of, entry.file)
    if file == entry.file:
        blame(entry, "translation_of", "is a translation of itself", "name the file of the original")
        return None
    if file in known:
        return file
    if file is None or not (file in references.hidden or file in references.broken):
        near = nearest(entry.translation_of, known)
        hint = f'did you mean "{near}"?' if near else "name its file below content/, or its address"
        blame(entry, "translation_of", f"is a translation of {entry.translation_of}, which does not exist", hint)
    return None
