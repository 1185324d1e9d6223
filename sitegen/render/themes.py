"""Themes: a folder of templates, static files and a theme.toml; a site's own files go before the theme's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from sitegen.errors import Problem, SitegenError, fail
from sitegen.storage import digest

_PACKAGE = Path(__file__).parents[1]
_BUILT_IN = Path(__file__).parent / "templates"
ENDINGS = (".html", ".xml", ".txt", ".json", ".css", ".opml", ".webmanifest")
"""What the names of templates end in."""
_TYPES = {"text": str, "flag": bool, "number": int}
_COLOURS = ("paper", "ink", "soft", "accent")
_KEYS = ("type", "default", "choices", "description")


class Template(msgspec.Struct, frozen=True):
    """A template's source, and the file that it came from as messages show it."""

    source: str
    shown: str


class Theme(msgspec.Struct, frozen=True):
    """A theme ready for use: templates by name, static files by their path below assets/, option values.

    `share` holds the colours of the pictures that are drawn for those who share a page, if it has any.
    """

    name: str
    templates: dict[str, Template]
    static: dict[str, str]
    options: dict[str, object]
    digest: str
    share: dict[str, str] = {}


def bundled() -> Path:
    """Return the folder of the themes that come with sitegen: inside the wheel, or beside the package in a clone."""
    inside = _PACKAGE / "themes"
    return inside if inside.is_dir() else _PACKAGE.parent / "themes"


def folders(root: Path, name: str) -> list[Path]:
    """Return the folders that make up theme `name`, the first going before the others: the site's, the bundled."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise fail(
            f'"{name}" is not the name of a theme', "use letters, digits, - and _", path="site.toml", line=_line(root)
        )
    own, ours = root / "themes" / name, bundled() / name
    found = [folder for folder in dict.fromkeys((own, ours)) if folder.is_dir()]
    if not found:
        from sitegen.language import closest

        there = sorted({p.parent.name for base in (root / "themes", bundled()) for p in base.glob("*/theme.toml")})
        near = closest(name, there)
        hint = f'did you mean "{near}"?' if near else f"there are: {', '.join(there)}"
        raise fail(f'there is no theme "{name}"', hint, path="site.toml", line=_line(root))
    return found


def _line(root: Path, key: str = "theme") -> int:
    """Return the line of site.toml that sets `key`, 0 if none does."""
    try:
        lines = (root / "site.toml").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return 0
    return next((n for n, line in enumerate(lines, 1) if re.match(rf"\s*{re.escape(key)}\s*=", line)), 0)


def load_theme(root: Path, name: str, chosen: Mapping[str, object]) -> Theme:
    """Read theme `name` for the site at `root` with the options that site.toml chose. Raises SitegenError.

    A template is found in the site's own folder of that theme, else in the bundled one, else in the theme that
    theme.toml `extends`. The untouched template of a theme can be named as "gazette/article.html".
    """
    lineage = _lineage(root, name)
    options = _options(root, [file for _, _, file in lineage], chosen)
    templates = {p.name: Template(p.read_text(encoding="utf-8"), p.name) for p in _BUILT_IN.iterdir()}
    static: dict[str, str] = {}
    for theme, where, _ in reversed(lineage):
        for folder in reversed(where):
            for path in _files(folder / "templates"):
                if path.suffix in ENDINGS:
                    template = Template(_read(root, path), _shown(root, path))
                    key = path.relative_to(folder / "templates").as_posix()
                    templates[key] = template
                    if folder == where[-1]:
                        templates[f"{theme}/{key}"] = template
            for path in _files(folder / "static"):
                static[f"assets/{path.relative_to(folder / 'static').as_posix()}"] = str(path)
    parts = [part for key in sorted(templates) for part in (key, templates[key].source)]
    share = _share(root, [file for _, _, file in lineage], options)
    return Theme(name, templates, static, options, digest(*parts), share)


def _lineage(root: Path, name: str) -> list[tuple[str, list[Path], Path]]:
    """Return the theme and those that it extends, nearest first: name, folders, theme.toml. Raises SitegenError."""
    lineage: list[tuple[str, list[Path], Path]] = []
    while name:
        where = folders(root, name)
        file = next((folder / "theme.toml" for folder in where if (folder / "theme.toml").is_file()), None)
        if file is None:
            hint = f"write {_shown(root, where[0])}/theme.toml with a name and, if any, its options"
            raise fail(f'the theme "{name}" has no theme.toml', hint, path=_shown(root, where[0]))
        lineage.append((name, where, file))
        name = str(_table(root, file).get("extends", ""))
        if any(name == known for known, _, _ in lineage):
            raise fail(f'extends "{name}", which extends it', "remove one `extends`", path=_shown(root, file))
    return lineage


def _table(root: Path, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_read(root, file))
    except tomllib.TOMLDecodeError as error:
        raise fail(f"is not valid TOML: {error}", path=_shown(root, file)) from None


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(p for p in folder.rglob("*") if p.is_file() and p.name[0] != "." and p.name[-1] != "~")


def _shown(root: Path, path: Path) -> str:
    for base in (root, bundled().parent):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.as_posix()


def _read(root: Path, path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise fail("is not UTF-8 text", "save the file as UTF-8", path=_shown(root, path)) from None
    except OSError as error:
        raise fail(f"cannot be read: {error.strerror}", path=_shown(root, path)) from None


def _options(root: Path, files: list[Path], chosen: Mapping[str, object]) -> dict[str, object]:
    """Return every option that the theme.toml `files` (nearest first) declare, as the site chose it or by default."""
    shown = _shown(root, files[0])
    declared: dict[str, Any] = {}
    for file in reversed(files):
        declared |= _table(root, file).get("options", {})
    problems, values = [], {}
    for key, option in declared.items():
        wrong = _declaration(option)
        if wrong:
            problems.append(Problem(shown, 0, f'option "{key}" {wrong[0]}', wrong[1]))
            continue
        values[key] = chosen.get(key, option["default"])
        wrong = _choice(values[key], option)
        if wrong:
            problems.append(Problem("site.toml", _line(root, key), f'theme option "{key}" {wrong[0]}', wrong[1]))
    for key in chosen.keys() - declared.keys():
        hint = _nearest(key, declared) or f"the theme has: {', '.join(declared) or 'none'}"
        problems.append(Problem("site.toml", _line(root, key), f'unknown theme option "{key}"', hint))
    if problems:
        raise SitegenError(sorted(problems))
    return values


def _declaration(option: object) -> tuple[str, str] | None:
    """Return what is wrong with an option in theme.toml, and what to do, if anything is."""
    if not isinstance(option, Mapping) or option.get("type") not in _TYPES or "default" not in option:
        return "has no type and default", 'write it as {type = "text", "flag" or "number", default = …}'
    for key in sorted(option.keys() - set(_KEYS)):
        return f'has an unknown key "{key}"', _nearest(key, _KEYS) or f"it may have: {', '.join(_KEYS)}"
    kind, choices = _TYPES[option["type"]], option.get("choices", [])
    if not isinstance(choices, list) or not all(type(one) is kind for one in [*choices, option["default"]]):
        return f"holds what is no {option['type']}", "let default and choices have the type that it names"
    if choices and option["default"] not in choices:
        return "has a default that is not among its choices", "add it to them"
    return None


def _choice(value: object, option: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong with the value that a site gave to an option, and what to do, if anything is."""
    if type(value) is not _TYPES[option["type"]]:
        return f"must be a {option['type']}", f"its default is {option['default']!r}"
    choices = option.get("choices")
    if choices and value not in choices:
        listed = [str(one) for one in choices]
        return f'cannot be "{value}"', _nearest(str(value), listed) or f"choose one of: {', '.join(listed)}"
    return None


def _share(root: Path, files: list[Path], options: Mapping[str, object]) -> dict[str, str]:
    """Return the colours that the nearest of the theme.toml `files` has for drawn pictures. Raises SitegenError."""
    file = next((file for file in files if "share" in _table(root, file)), None)
    if file is None:
        return {}
    said = _table(root, file)["share"]
    if not isinstance(said, Mapping) or said.keys() != set(_COLOURS):
        raise fail(f"[share] must have {', '.join(_COLOURS)}", 'write each as "#rrggbb"', path=_shown(root, file))
    colours = {}
    for key, colour in said.items():
        chosen = colour.get(str(options.get(key))) if isinstance(colour, Mapping) else colour
        if not isinstance(chosen, str) or not re.fullmatch("#[0-9a-fA-F]{6}", chosen):
            hint = f'write "#rrggbb", or a table with one for each choice of the option "{key}"'
            raise fail(f'[share] has no colour for "{key}"', hint, path=_shown(root, file))
        colours[key] = chosen
    return colours


def _nearest(word: str, known: Iterable[str]) -> str:
    from sitegen.language import closest

    near = closest(word, known)
    return f'did you mean "{near}"?' if near else ""
