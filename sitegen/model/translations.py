"""Translations: which entries are the same text in different languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from sitegen.config import Config
from sitegen.language import closest
from sitegen.model.addresses import Places
from sitegen.model.article import Entry
from sitegen.model.content import name_parts
from sitegen.model.references import target_file, target_path
from sitegen.model.taxonomy import Blame, entry_language

Translations = Mapping[str, tuple[tuple[str, str], ...]]
"""Path of a page → (language, path) of itself and its translations, in the order of the site's languages."""


def group_translations(entries: Iterable[Entry], places: Places, config: Config, absent: Set[str], blame: Blame) -> Translations:
    """Find translations by the files' names (`x.md`, `x.en.md`) and by `translation_of`.

    A translation of an `absent` text (hidden or broken) stands alone.
    """
    if len(config.all_languages) < 2:
        return {}
    visible = list(entries)
    key_of = {entry.file: _key(entry.file, config) for entry in visible}
    for entry in visible:
        if entry.translation_of:
            original = _original(entry, places, key_of)
            if original is None and target_file(entry.translation_of, entry.file) in absent:
                continue
            if original is None:
                near = closest(entry.translation_of, key_of)
                hint = f'did you mean "{near}"?' if near else "name its file below content/, or its address"
                blame(entry, "translation_of", f"is a translation of {entry.translation_of}, which does not exist", hint)
            else:
                key_of[entry.file] = key_of[original]
    groups: dict[str, dict[str, Entry]] = {}
    for entry in visible:
        language = entry_language(entry, config)
        other = groups.setdefault(key_of[entry.file], {}).setdefault(language, entry)
        if other is not entry:
            said = f"is the same text in the same language as content/{other.file}"
            blame(entry, "language", said, "give one of them another language, or another name")
    order = {code: position for position, code in enumerate(config.all_languages)}
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for group in groups.values():
        if len(group) > 1:
            pairs = sorted(((code, places.by_file[e.file]) for code, e in group.items()), key=lambda p: order[p[0]])
            found |= {path: tuple(pairs) for _, path in pairs}
    return found


def _key(file: str, config: Config) -> str:
    folder = file.rpartition("/")[0]
    return f"{folder}/{name_parts(file, config.all_languages)[0]}"


def _original(entry: Entry, places: Places, known: Mapping[str, str]) -> str | None:
    file = target_file(entry.translation_of, entry.file)
    if file is None:
        owner = places.by_path.get(target_path(entry.translation_of))
        file = owner.file if owner else None
    return file if file in known else None
