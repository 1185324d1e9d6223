"""Options of themes: what theme.toml declares and site.toml chooses is checked, with file, line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.errors import SitegenError
from sitegen.render.themes import load_theme


def told(root: Path, theme: str, chosen: dict[str, object], site: str = "") -> list[str]:
    (root / "site.toml").write_text(site, encoding="utf-8")
    with pytest.raises(SitegenError) as raised:
        load_theme(root, theme, chosen)
    return [str(problem) for problem in raised.value.problems]


def declare(root: Path, option: str) -> None:
    folder = root / "themes/mine"
    folder.mkdir(parents=True)
    (folder / "theme.toml").write_text(f"[options.columns]\n{option}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ({"accent": "petrl"}, 'site.toml:4: theme option "accent" cannot be "petrl"; did you mean "petrol"?'),
        ({"accent": "violet"},
         'site.toml:4: theme option "accent" cannot be "violet"; choose one of: madder, petrol, moss, ink'),
        ({"accent": 3}, 'site.toml:4: theme option "accent" must be a text; its default is \'madder\''),
        ({"show_rail": "no"}, 'site.toml:0: theme option "show_rail" must be a flag; its default is True'),
        ({"acent": "ink"}, 'site.toml:0: unknown theme option "acent"; did you mean "accent"?'),
    ],
)  # fmt: skip
def test_a_choice_that_a_theme_does_not_offer(tmp_path: Path, chosen: dict[str, object], problem: str) -> None:
    site = 'theme = "gazette"\n\n[theme_options]\naccent = "x"\n'
    assert told(tmp_path, "gazette", chosen, site) == [problem.replace("site.toml:0:", "site.toml:")]


@pytest.mark.parametrize(
    ("option", "problem"),
    [
        ('type = "text"',
         'has no type and default; write it as {type = "text", "flag" or "number", default = …}'),
        ('type = "number"\ndefault = 2\nchoises = [1, 2]', 'has an unknown key "choises"; did you mean "choices"?'),
        ('type = "number"\ndefault = "2"',
         "holds what is no number; let default and choices have the type that it names"),
        ('type = "number"\ndefault = 2\nchoices = [true, 2]',
         "holds what is no number; let default and choices have the type that it names"),
        ('type = "number"\ndefault = 3\nchoices = [1, 2]',
         "has a default that is not among its choices; add it to them"),
    ],
)  # fmt: skip
def test_a_mistaken_declaration(tmp_path: Path, option: str, problem: str) -> None:
    declare(tmp_path, option)
    assert told(tmp_path, "mine", {}) == [f'themes/mine/theme.toml: option "columns" {problem}']


def test_a_choice_among_numbers(tmp_path: Path) -> None:
    declare(tmp_path, 'type = "number"\ndefault = 2\nchoices = [1, 2]')
    assert load_theme(tmp_path, "mine", {"columns": 1}).options == {"columns": 1}
    assert told(tmp_path, "mine", {"columns": 3}) == [
        'site.toml: theme option "columns" cannot be "3"; choose one of: 1, 2'
    ]
