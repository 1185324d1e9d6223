"""A draft article: valid front matter with its address fixed, and hints where the editor has to write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count
from pathlib import Path, PurePosixPath

from sitegen.authoring.contents import declared_language, declared_section, finder, load_content, taken
from sitegen.authoring.writing import checked_slug, checked_title, flow, moment, one_line, quoted, scalar, slug_value
from sitegen.config import Config
from sitegen.errors import fail
from sitegen.language import slugify
from sitegen.model.article import Article


def new(
    root: Path,
    title: str,
    *,
    section: str = "",
    language: str = "",
    tags: Sequence[str] = (),
    slug: str = "",
    now: dt.datetime,
    config: Config,
) -> str:
    """Write a draft article below content/articles/YYYY/MM/ and return its path relative to `root`.

    Its slug is written into it, so a later change of the title does not move it. A slug made of the title gets a number
    where its address is taken; a `slug` that was asked for is refused. Raises SitegenError; no file is ever replaced.
    """
    title = checked_title(title)
    language = declared_language(language, config)
    section = declared_section(section, config, language).name if section else ""
    tags = tuple(dict.fromkeys(tag for tag in map(one_line, tags) if tag))
    wanted = checked_slug(slug, language) if slug else slugify(title, language)
    when = now.astimezone(config.zone)
    folder = PurePosixPath("articles", f"{when.year:04}", f"{when.month:02}")
    owners, find_path = taken(load_content(root, config), config), finder(config)
    for number in count(1):
        name = wanted if number == 1 else f"{wanted}-{number}"
        file = (folder / f"{name}.md").as_posix()
        draft = Article(file=file, stem=name, title=title, slug=name, language=language, section=section, date=when)
        path = find_path(draft)
        if slug and path in owners:
            said = f"content/{owners[path].file} has the address /{path} already"
            raise fail(said, "give another --slug, or leave it out")
        if path not in owners and _write(root, f"content/{file}", _text(draft, tags, config)):
            return f"content/{file}"
        if slug:
            raise fail("exists already", "give another --slug, or leave it out", path=f"content/{file}")
    raise AssertionError("numbers do not end")


def _write(root: Path, path: str, text: str) -> bool:
    """Write a new file; False when there is one already. Raises SitegenError when it cannot be written."""
    from sitegen.ingest.store import place_new

    try:
        place_new(root, root / path, text.encode())
    except FileExistsError:
        return False
    except OSError as error:
        raise fail(f"cannot be written: {error.strerror or error}", "is the folder writable?", path=path) from error
    return True


def _text(draft: Article, tags: Sequence[str], config: Config) -> str:
    names = ", ".join(section.name for section in config.sections)
    lines = [
        "---",
        f"title: {quoted(draft.title)}",
        f"date: {moment(draft.date)}",
        f"slug: {slug_value(draft.slug)}",
        f"language: {scalar(draft.language)}" if draft.language != config.language else "",
        f"section: {scalar(draft.section)}" if draft.section else f"# section: {names}" if names else "",
        f"tags: {flow(tags)}" if tags else "# tags: [ , ]",
        "# author: {name: , role: }",
        "# source: {name: , url: https://}",
        "# image: {src: media/ , alt: , credit: }",
        '# summary: ""  # one or two sentences, for lists, feeds and search engines',
        "draft: true  # remove this line to publish",
        "---",
        "",
        "",
    ]
    return "\n".join(line for position, line in enumerate(lines) if line or position >= len(lines) - 2)
