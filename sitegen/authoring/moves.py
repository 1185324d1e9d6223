"""Another address for a text that has one: on request, with the old address as an alias, in its own file only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from sitegen.authoring.contents import Content, content_file, finder, load_content
from sitegen.authoring.lines import Unclear, add_item, replace_item, set_value
from sitegen.authoring.writing import checked_slug, checked_title, quoted, slug_value
from sitegen.config import Config, load_config
from sitegen.errors import Problem, SitegenError, fail
from sitegen.language import slugify
from sitegen.model.addresses import alias_path
from sitegen.model.article import ChoiceGroup, Edition, Entry
from sitegen.model.content import read
from sitegen.model.references import target_file, target_path
from sitegen.model.taxonomy import entry_language
from sitegen.storage import write_atomic


class Moved(msgspec.Struct, frozen=True):
    """A text's file (relative to the root), its address before and now (site-relative, without a leading slash).

    `changed` says whether the file was written; `alias` is the old address if it leads to the new one from now on.
    `mentions` are places in other files that name the old address where only the present one is understood.
    """

    path: str
    old: str
    new: str
    changed: bool = True
    alias: str = ""
    mentions: tuple[Problem, ...] = ()


def move(root: Path, file: str, *, slug: str = "", title: str = "") -> Moved:
    """Give the text in `file` another slug (or the one that a new `title` makes) and keep its old address as an alias.

    Only the lines of `slug`, `aliases` and `title` change; a draft, which nobody has linked to, gets no alias. Asked
    twice, the second time changes nothing. Raises SitegenError when the address is somebody else's, or when the front
    matter is written in a way that only a person can edit; the file is then untouched.
    """
    if not slug and not title:
        raise fail("nothing to change", "give --slug NEW, or --title TEXT")
    config = load_config(root)
    content = load_content(root, config)
    name = content_file(root, file, [*content.entries, *content.broken])
    if name not in content.entries:
        raise SitegenError(p for p in content.problems if p.path == f"content/{name}")
    entry = content.entries[name]
    language = entry_language(entry, config)
    title = checked_title(title) if title else ""
    slug = checked_slug(slug, language) if slug else slugify(title, language)
    find_path = finder(config)
    old, new = find_path(entry), find_path(msgspec.structs.replace(entry, slug=slug))
    if new == old:
        slug = entry.slug  # the file's own name says it already
    _refuse_clash(entry, new, content, find_path)
    after = _renamed(entry, slug, title, old, new)
    if after == entry:
        return Moved(f"content/{name}", old, new, changed=False)
    _edit(root, entry, after, f"/{old}", config)
    alias = old if new != old and old in map(alias_path, after.aliases) else ""
    mentions = tuple(_mentions(old, new, content)) if new != old else ()
    return Moved(f"content/{name}", old, new, True, alias, mentions)


def _renamed(entry: Entry, slug: str, title: str, old: str, new: str) -> Entry:
    """Return the entry as it should read afterwards. Moving back trades places with the alias that is there already."""
    aliases = entry.aliases
    if new != old and not (entry.draft and not aliases):
        aliases = tuple(dict.fromkeys(f"/{old}" if alias_path(alias) == new else alias for alias in aliases))
        if old not in map(alias_path, aliases):
            aliases = (*aliases, f"/{old}")
    return msgspec.structs.replace(entry, slug=slug, title=title or entry.title, aliases=aliases)


def _refuse_clash(entry: Entry, new: str, content: Content, find_path: Callable[[Entry], str]) -> None:
    for other in content.entries.values():
        if other.file == entry.file:
            continue
        if find_path(other) == new:
            raise fail(f"/{new} is the address of content/{other.file}", "choose another --slug")
        if new in map(alias_path, other.aliases):
            hint = "choose another --slug, or remove that alias"
            raise fail(f"/{new} leads to content/{other.file}, which had it before", hint)


def _edit(root: Path, entry: Entry, after: Entry, alias: str, config: Config) -> None:
    """Change the file from saying `entry` to saying `after`, or raise SitegenError and leave it alone."""
    shown = f"content/{entry.file}"
    path = (root / shown).resolve()
    try:
        data = path.read_bytes()
        edited = _edited(data.decode(), entry, after, alias).encode()
        said = read(edited, entry.file, config.zone, config.all_languages).entry
        if said is None or _without_lines(said) != _without_lines(after):
            raise _by_hand(entry, after)
        mode = path.stat().st_mode
        if path.read_bytes() != data:
            raise fail("was changed meanwhile", "try again", path=shown)
        write_atomic(path, edited)
        path.chmod(mode)
    except Unclear:
        raise _by_hand(entry, after) from None
    except OSError as error:
        raise fail(f"cannot be written: {error.strerror or error}", "is the folder writable?", path=shown) from error


def _edited(text: str, entry: Entry, after: Entry, alias: str) -> str:
    """Return the file's text with the keys that differ written anew; `alias` is the old address. Raises Unclear."""
    if after.title != entry.title:
        text = set_value(text, "title", quoted(after.title), below="title")
    if after.slug != entry.slug:
        text = set_value(text, "slug", slug_value(after.slug), below="title")
    if after.aliases == entry.aliases:
        return text
    traded = [one for one in entry.aliases if one not in after.aliases]
    for one in traded:
        text = replace_item(text, "aliases", one, alias)
    return text if traded else add_item(text, "aliases", alias, below="slug")


def _without_lines(entry: Entry) -> Entry:
    """Return the entry without the lines that it remembers, which an edit above them moves."""
    entry = msgspec.structs.replace(entry, body_line=0)
    if not isinstance(entry, Edition):
        return entry
    groups = (
        ChoiceGroup(group.name, tuple(msgspec.structs.replace(choice, line=0) for choice in group.items))
        for group in entry.groups
    )
    return msgspec.structs.replace(entry, groups=tuple(groups))


def _by_hand(entry: Entry, after: Entry) -> SitegenError:
    wanted = [f"title: {quoted(after.title)}"] if after.title != entry.title else []
    wanted += [f"slug: {slug_value(after.slug)}"] if after.slug != entry.slug else []
    wanted += [f"aliases: [{', '.join(after.aliases)}]"] if after.aliases != entry.aliases else []
    said = "the front matter is written in a way that cannot be edited line by line"
    return fail(said, f"edit it yourself: {'; '.join(wanted)}", path=f"content/{entry.file}", line=1)


def _mentions(old: str, new: str, content: Content) -> Iterator[Problem]:
    """Yield where editions and translations name the old address: those do not follow aliases."""
    hint = f"write /{new} there, or name the file"

    def names_it(reference: str, other: Entry) -> bool:
        return bool(reference) and target_file(reference, other.file) is None and target_path(reference) == old

    for other in content.entries.values():
        path = f"content/{other.file}"
        if isinstance(other, Edition):
            for choice in (choice for group in other.groups for choice in group.items):
                if names_it(choice.article, other):
                    yield Problem(path, choice.line, f"chooses /{old}, which has moved", hint, "warning")
        if names_it(other.translation_of, other):
            yield Problem(path, 0, f"is a translation of /{old}, which has moved", hint, "warning")
