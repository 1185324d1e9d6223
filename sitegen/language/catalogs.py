"""The words of the interface: one TOML file per language in texts/, which a site may override in site.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from sitegen.errors import Problem
from sitegen.language.names import closest
from sitegen.language.numbers import format_number, plural

CATALOGS = ("az", "en", "ru", "tr")
"""Languages that have every text."""

_FOLDER = Path(__file__).parent / "texts"
_PLACE = re.compile(r"\{(\w+)\}")


def texts(language: str, overrides: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the interface texts of a language by key, `overrides` laid over them.

    Keys are words ("home") or a word and a plural category of CLDR ("articles.few"). A language without a catalog
    of its own reads the English one; `missing_texts` names what is then still to be written.
    """
    return {**_catalog(_nearest(language) or "en"), **(overrides or {})}


def missing_texts(language: str, overrides: Mapping[str, str] | None = None) -> list[str]:
    """Return the keys that neither the language's own catalog nor `overrides` has, in the catalog's order."""
    if _nearest(language):
        return []
    given = set(overrides or {})
    return [key for key in _catalog("en") if key not in given]


def text_problems(language: str, overrides: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with a site's own texts: unknown keys, and {places} that are missing or unknown.

    The problems name no file; whoever read the overrides knows where each key stands.
    """
    known = _catalog(_nearest(language) or "en")
    problems = []
    for key, text in overrides.items():
        model = known.get(key) or known.get(key.partition(".")[0] + ".other")
        if model is None or ("." in key and key.partition(".")[2] not in _CATEGORIES):
            near = closest(key, known)
            hint = f'did you mean "{near}"?' if near else "the interface has no such text; remove it"
            problems.append(Problem("", 0, f'unknown text "{key}"', hint))
            continue
        wanted, found = set(_PLACE.findall(model)), set(_PLACE.findall(text))
        for name in sorted(found - wanted):
            places = ", ".join(f"{{{place}}}" for place in sorted(wanted)) or "no places"
            problems.append(Problem("", 0, f'text "{key}" has the unknown place {{{name}}}', f"it may use {places}"))
        problems.extend(
            Problem("", 0, f'text "{key}" lacks {{{name}}}', f"write it as in “{model}”")
            for name in sorted(wanted - found)
            if "." not in key  # a plural form may say the number in words: "one article"
        )
    return problems


def phrase(catalog: Mapping[str, str], language: str, key: str, **values: object) -> str:
    """Return a text with its {places} filled in; with a number `n`, in the plural form that the language wants.

    `phrase(texts("ru"), "ru", "articles", n=3)` is "3 статьи". Numbers are written as the language writes them. Raises
    KeyError for a key that the catalog does not have.
    """
    n = values.get("n")
    pattern = catalog.get(key)
    if pattern is None and isinstance(n, int | float):
        pattern = catalog.get(f"{key}.{plural(n, language)}", catalog.get(f"{key}.other"))
    if pattern is None:
        raise KeyError(key)
    filled = {
        name: format_number(value, language) if isinstance(value, int | float) else str(value)
        for name, value in values.items()
    }
    return _PLACE.sub(lambda match: filled.get(match[1], match[0]), pattern)


_CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})


def _nearest(language: str) -> str | None:
    """Return the catalog for a tag: its own, or that of the language without region ("az" for "az-AZ")."""
    # Azerbaijani in Cyrillic or Arabic script would not be served by the Latin catalog.
    parts = language.replace("_", "-").lower().split("-")
    scripts = [part for part in parts[1:] if len(part) == 4 and part.isalpha()]
    home = {"ru": "cyrl"}.get(parts[0], "latn")
    return parts[0] if parts[0] in CATALOGS and scripts in ([], [home]) else None


@lru_cache(maxsize=16)
def _catalog(name: str) -> Mapping[str, str]:
    import tomllib

    table = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{category}": text for category, text in value.items()})
        else:
            flat[key] = value
    return flat
