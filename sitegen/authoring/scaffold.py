"""A new site: the configuration, one example, one page, and what git and GitHub Pages need."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from sitegen.authoring.writing import moment, one_line, quoted
from sitegen.errors import fail

_SCAFFOLD = Path(__file__).parents[1] / "scaffold"
_TITLES = {"az": "Yeni digest", "tr": "Yeni bülten", "ru": "Новый дайджест", "en": "New digest"}
_NAMES = {
    "az": ("ilk-yazi", "haqqimizda"),
    "tr": ("ilk-yazi", "hakkimizda"),
    "ru": ("pervaya-statya", "o-sayte"),
    "en": ("the-first-article", "about"),
}
_HARMLESS = ("readme", "license", "licence", "copying")
"""What a repository may hold before it holds a site; none of these is ever written."""


def init(folder: Path, *, title: str = "", language: str = "az", now: dt.datetime | None = None) -> tuple[str, ...]:
    """Begin a site in `folder` and return the paths written, relative to it.

    `folder` may be absent or hold nothing but dot files, a README and a licence. A .gitignore that is there gets
    the lines it lacks; no other file is touched. The example is dated `now`. Raises SitegenError.
    """
    if language not in _TITLES:
        from sitegen.language import closest

        near = closest(language, _TITLES)
        choice = f'did you mean "{near}"?' if near else f"begin with one of {', '.join(_TITLES)}"
        raise fail(f'there is no example in the language "{language}"', f"{choice}; site.toml can say another later")
    _refuse_occupied(folder)
    written = []
    try:
        for path, text in _files(one_line(title) or _TITLES[language], language, now or dt.datetime.now(dt.UTC)):
            if _place(folder / path, text):
                written.append(path)
        if _ignore(folder / ".gitignore", (_SCAFFOLD / "gitignore").read_text("utf-8")):
            written.append(".gitignore")
    except OSError as error:
        raise fail(
            f"cannot be written: {error.strerror or error}", "is the folder writable?", path=str(folder)
        ) from error
    return tuple(written)


def _refuse_occupied(folder: Path) -> None:
    if (folder / "site.toml").exists():
        raise fail("is a site already", "build it with `sitegen build`", path=str(folder))
    try:
        there = sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
    except NotADirectoryError:
        raise fail("is a file, not a folder", "name a new folder: sitegen init FOLDER", path=str(folder)) from None
    except OSError as error:
        raise fail(f"cannot be looked into: {error.strerror}", "make it readable", path=str(folder)) from error
    occupied = [name for name in there if name[0] != "." and name.casefold().split(".")[0] not in _HARMLESS]
    if occupied:
        said = f"is not empty: it holds {', '.join(occupied[:3])}{' …' if len(occupied) > 3 else ''}"
        raise fail(said, "name a new folder: sitegen init FOLDER", path=str(folder))


def _files(title: str, language: str, now: dt.datetime) -> list[tuple[str, str]]:
    """Return the new site's files, path and text."""

    def text(name: str, **values: str) -> str:
        return Template((_SCAFFOLD / language / name).read_text("utf-8")).substitute(values)

    site = text("site.toml", title=quoted(title))
    local = now.astimezone(ZoneInfo(tomllib.loads(site)["timezone"]))
    article, about = _NAMES[language]
    return [
        ("site.toml", site),
        (f"content/articles/{local.year:04}/{local.month:02}/{article}.md", text("article.md", date=moment(local))),
        (f"content/pages/{about}.md", text("about.md")),
        (".github/workflows/pages.yml", (_SCAFFOLD / "pages.yml").read_text("utf-8")),
    ]


def _place(path: Path, text: str) -> bool:
    """Write a new file; False where there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


def _ignore(path: Path, wanted: str) -> bool:
    """Let `path` hold every line that is `wanted`; False where it does so already."""
    there = path.read_text("utf-8") if path.exists() else ""
    known = {line.strip().strip("/") for line in there.splitlines()}
    missing = [line for line in wanted.splitlines() if line.strip("/") not in known]
    if missing:
        gap = "" if not there or there.endswith("\n") else "\n"
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(gap + "".join(f"{line}\n" for line in missing))
    return bool(missing)
