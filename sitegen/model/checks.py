"""What an editor wants to know of content that a build accepts: what is there twice, missing, or leads nowhere.

All of it is warnings, with file and line. Nothing here reads a file but to find the line of a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Set
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sitegen.errors import Problem
from sitegen.language import closest
from sitegen.model.article import Article, Edition, Entry
from sitegen.model.content import locate
from sitegen.model.duplicates import Texts, alike
from sitegen.model.library import Library
from sitegen.model.story import Story
from sitegen.storage import digest

Pictures = Mapping[str, tuple[tuple[str, str, int], ...]]
"""By the key of a text, its pictures: address, alternative text, line (from 0) within the text."""


def stories(library: Library) -> list[Story]:
    """Return the visible articles of every language, oldest first."""
    found = [story for shelf in library.shelves.values() for story in shelf.stories]
    return sorted(found, key=lambda story: (story.article.date, story.article.file))


def entries(library: Library) -> Iterator[tuple[Entry, str]]:
    """Yield everything visible with the key of its rendered text."""
    for shelf in library.shelves.values():
        yield from ((story.article, story.text) for story in shelf.stories)
        yield from ((issue.edition, issue.text) for issue in shelf.issues)
        yield from ((sheet.page, sheet.text) for sheet in shelf.sheets)


def family(library: Library, path: str) -> str:
    """Return what a page has in common with its translations and with nothing else."""
    return next((other for _, other in library.translations.get(path, ())), path)


def same_source(library: Library, content: Path, identity: Callable[[str], str]) -> Iterator[Problem]:
    """Yield each article whose source an older one names already, unless it is that one's translation.

    `identity` returns what the addresses of one page have in common. A publisher's home page is the source of many.
    """
    first: dict[str, tuple[Story, str]] = {}
    for story in stories(library):
        url = story.article.source.url if story.article.source else ""
        parts = urlsplit(url)
        if not url or not (parts.path.strip("/") or parts.query):
            continue
        own = family(library, story.path)
        other, known = first.setdefault(identity(url), (story, own))
        if known != own:
            said = f"has the same source as content/{other.article.file}: {url}"
            yield _warning(content, story.article, "source", said, "keep one of them, or name the source of each")


def same_text(library: Library, texts: Texts) -> Iterator[Problem]:
    """Yield each article that is nearly the same text as an older one. `texts` gives the shingles of each file."""
    all_stories = stories(library)
    by_file = {story.article.file: story for story in all_stories}
    order = {file: (place, family(library, story.path)) for place, (file, story) in enumerate(by_file.items())}
    for found in alike(texts, order):
        article = by_file[found.key].article
        likeness = "the same text" if found.percent == 100 else f"nearly the same text ({found.percent} %)"
        said = f"has {likeness} as content/{found.other}"
        hint = "keep one of them, and add the other's address to its `aliases`"
        yield Problem(f"content/{article.file}", article.body_line, said, hint, "warning")


def missing_summaries(library: Library, content: Path) -> Iterator[Problem]:
    """Yield the articles and editions without a summary."""
    for entry, _ in entries(library):
        if isinstance(entry, Article | Edition) and not entry.summary:
            hint = "add summary: one or two sentences, for lists, feeds and search engines"
            yield _warning(content, entry, "title", "has no summary", hint)


def pictures(
    library: Library, content: Path, shown: Pictures, files: Set[str], media: Callable[[str], str]
) -> Iterator[Problem]:
    """Yield the pictures without alternative text and those of the site's own that do not exist.

    `files` are the paths of all that is copied into the site; `media` returns the path of a picture in content/media/
    as a text names it, or "".
    """
    for entry, key in entries(library):
        if entry.image is None and key not in shown:
            continue
        path = f"content/{entry.file}"
        found = [(entry.body_line + line, src, alt, "![what it shows](…)") for src, alt, line in shown.get(key, ())]
        if entry.image is not None and _wrong(entry.image.src, entry.image.alt, files, media):
            found.insert(0, (_line(content, entry, "image"), entry.image.src, entry.image.alt, "alt: …"))
        for line, src, alt, example in found:
            for said, hint in _faults(src, alt, example, files, media):
                yield Problem(path, line, f"the picture {unquote(src)} {said}", hint, "warning")


def _wrong(src: str, alt: str, files: Set[str], media: Callable[[str], str]) -> bool:
    return any(True for _ in _faults(src, alt, "", files, media))


def _faults(
    src: str, alt: str, example: str, files: Set[str], media: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a picture, and what to do."""
    if not alt.strip():
        yield "has no alternative text", f"say what it shows, for those who cannot see it: {example}"
    parts = urlsplit(src)
    if parts.scheme or parts.netloc:
        return
    path = unquote(parts.path)
    own = media(path) or (path.lstrip("/") if path.startswith("/") else "")
    if own not in files:
        start = path.rsplit("/", 1)[-1][:2]
        near = closest(own or f"media/{path}", (f for f in files if f.rsplit("/", 1)[-1].startswith(start)))
        yield "does not exist", f'did you mean "{near}"?' if near else "put it into content/media/ and write media/NAME"


_NO_TEXT = digest("")
"""The fingerprint of an empty text, which tells nothing of where it was before."""


def moved(
    before: Mapping[str, tuple[str, str]], library: Library, served: Container[str], content: Path
) -> Iterator[tuple[str, Problem]]:
    """Yield each file whose address changed since it was built last, with nothing left at the old address; and why.

    `before` holds, for each file of the last build, its address and the fingerprint of its text; `served` are the files
    of this build's output. A file that is gone is recognised by its text under its new name. What was taken down or
    hidden is no move.
    """
    now = {entry.file: entry for entry, _ in entries(library)}
    by_body: dict[str, list[str]] = {}
    for file, entry in now.items():
        if file not in before and entry.body != _NO_TEXT:
            by_body.setdefault(entry.body, []).append(file)
    for file, (old, body) in sorted(before.items()):
        renamed = by_body.get(body, [])
        name = file if file in now else renamed[0] if len(renamed) == 1 else ""
        if not name or now[name].draft or library.addresses[name] == old or f"{old}index.html" in served:
            continue
        entry, new = now[name], library.addresses[name]
        hint = f"add `aliases: [/{old}]`"
        head, _, slug = old.rstrip("/").rpartition("/")
        if head == new.rstrip("/").rpartition("/")[0]:
            hint += f", or run `sitegen move content/{name} --slug {slug}` to take it back"
        message = f"moved from /{old} to /{new}, and the old address leads nowhere"
        yield file, _warning(content, entry, "slug", message, hint)


def _warning(content: Path, entry: Entry, key: str, message: str, hint: str) -> Problem:
    return Problem(f"content/{entry.file}", _line(content, entry, key), message, hint, "warning")


def _line(content: Path, entry: Entry, key: str) -> int:
    try:
        return locate((content / entry.file).read_bytes(), key)
    except OSError:
        return 1
