"""What all pages of one language can see of the site, and what browsers are told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen.config import Config
from sitegen.errors import Problem
from sitegen.language import direction, language_name, missing_texts, text_problems, texts
from sitegen.model.library import Library
from sitegen.outputs.feeds import FORMATS
from sitegen.target import Alternate, Choice, Site, Target, Text


def site(library: Library, language: str, options: Mapping[str, object]) -> Site:
    """Return the site as its pages in `language` show it; `options` are the theme's."""
    config, shelf = library.config, library.shelves[language]
    own = config.languages.get(language)
    main = language == config.language
    return Site(
        title=(own.title if own and own.title else config.title),
        description=(own.description if own and own.description else config.description if main else ""),
        base_url=config.base_url,
        base_path=config.base_path,
        home=shelf.prefix,
        language=language,
        direction=direction(language),
        languages=tuple(
            Alternate(code, language_name(code), library.shelves[code].prefix) for code in config.all_languages
        ),
        sections=tuple(Choice(s.name, s.path, s.about.get("description", "")) for s in shelf.sections),
        pages=tuple(Choice(s.page.title, s.path, s.page.summary) for s in shelf.sheets if s.page.menu is not None),
        timezone=config.timezone,
        theme=dict(options),
        texts=texts(language, _overrides(config, language)),
        feeds=tuple(FORMATS[name] for name in config.feeds.formats),
        has_editions=bool(shelf.issues),
    )


def manifests(library: Library) -> Iterator[Target]:
    """Yield the web manifest of each language (https://www.w3.org/TR/appmanifest/)."""
    for code, shelf in library.shelves.items():
        path = f"{shelf.prefix}manifest.webmanifest"
        yield Target(path, "manifest.webmanifest", Text(path=path, language=code))


def _overrides(config: Config, language: str) -> Mapping[str, str]:
    own = config.languages.get(language)
    found = dict(config.texts) if language == config.language else {}
    return found | dict(own.texts if own else {})


def interface_problems(config: Config) -> list[Problem]:
    """Return what is wrong with the site's own interface texts, and which texts a language lacks."""
    problems = []
    for code in config.all_languages:
        overrides = _overrides(config, code)
        problems += [Problem("site.toml", 0, p.message, p.hint) for p in text_problems(code, overrides)]
        if missing := missing_texts(code, overrides):
            said = f'the interface has no texts in the language "{code}": {", ".join(missing)}'
            hint = f"write them below [languages.{code}.texts]; English is shown meanwhile"
            problems.append(Problem("site.toml", 0, said, hint, "warning"))
    return problems
