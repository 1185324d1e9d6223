"""What is made, not written: `python -m tests.docs.generated` makes it anew.

Three pages as a whole, and the drawing of the layers in the explanation of the architecture.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections.abc import Iterator

from sitegen.cli.arguments import parser
from sitegen.language import CATALOGS, texts
from sitegen.render.themes import bundled
from tests.docs.pages import ROOT

_ON_ALL = ("--help", "--root", "--quiet", "--json")
_CODES = """\
| Code | Meaning |
|---|---|
| `0` | done |
| `1` | the content or the world has a problem: each is one line with file, line, what is wrong and what to do |
| `2` | wrong usage |
"""


def pages() -> dict[str, str]:
    """Return the text of each page by its path."""
    return {
        "docs/reference/commands.md": _commands(),
        "docs/reference/texts.md": _texts(),
        "docs/reference/theme-options.md": _options(),
        "docs/explanation/architecture.md": _architecture(),
    }


def _commands() -> str:
    top = parser("VERSION")
    chooser = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    told = {choice.dest: choice.help or "" for choice in chooser._choices_actions}
    first = next(iter(chooser.choices.values()))
    parts = [
        "# Commands\n",
        "`sitegen --version` prints the version, `sitegen COMMAND --help` what stands here.\n",
        "| Command | What it does |\n|---|---|\n"
        + "".join(f"| [`sitegen {name}`](#sitegen-{name}) | {_cell(told[name])} |\n" for name in chooser.choices),
        "## On every command\n",
        _table(action for action in first._actions if set(action.option_strings) & set(_ON_ALL)),
        "## Exit codes\n",
        _CODES,
        "Results go to standard output, problems and notices to standard error.\n",
    ]
    for name, command in chooser.choices.items():
        own = [action for action in command._actions if not set(action.option_strings) & set(_ON_ALL)]
        parts += [f"## sitegen {name}\n", f"{command.description}\n"]
        parts += [f"```text\n{_usage(name, own)}\n```\n", _table(own)]
    return "\n".join(part for part in parts if part)


def _usage(name: str, actions: list[argparse.Action]) -> str:
    places = [action for action in actions if not action.option_strings]
    words = [f"sitegen {name}", *(["[SWITCHES]"] if len(places) < len(actions) else [])]
    for action in places:
        word = str(action.metavar or action.dest)
        words.append({"?": f"[{word}]", "*": f"[{word} …]"}.get(str(action.nargs), word))
    return " ".join(words)


def _table(actions: Iterator[argparse.Action] | list[argparse.Action]) -> str:
    rows = [f"| {_written(action)} | {_cell(action.help or '')} |\n" for action in actions]
    return "| Switch | Meaning |\n|---|---|\n" + "".join(rows) if rows else ""


def _written(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest}`"
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    if action.choices:
        value = f" {'|'.join(map(str, action.choices))}"
    return _cell(", ".join(f"`{name}{value}`" for name in action.option_strings))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<")


def _texts() -> str:
    catalogs = {code: texts(code) for code in sorted(CATALOGS)}
    keys = list(dict.fromkeys(key for code in ("en", *catalogs) for key in catalogs[code]))
    head = "| Key | " + " | ".join(f"`{code}`" for code in catalogs) + " |\n|---|" + "---|" * len(catalogs) + "\n"
    rows = "".join(
        f"| `{key}` | " + " | ".join(_cell(catalog.get(key, "")) for catalog in catalogs.values()) + " |\n"
        for key in keys
    )
    return (
        "# Interface texts\n\n"
        'The words that templates show with `t("key")`. A site writes its own below `[texts]` and\n'
        "`[languages.CODE.texts]` in site.toml: see [Make it yours](../how-to/make-it-yours.md). Words in braces are\n"
        "filled in. A key with a dot is a plural form; which forms a language has is CLDR's to say.\n\n" + head + rows
    )


def _options() -> str:
    parts = [
        "# Options of the themes\n",
        "Chosen in site.toml, below `[theme_options]`. An unknown one, or a value that it cannot have, is an error.\n",
    ]
    for file in sorted(bundled().glob("*/theme.toml")):
        theme = tomllib.loads(file.read_text(encoding="utf-8"))
        parts += [f"## {theme['name']}\n", f"{theme['description']}.\n"]
        rows = [
            f"| `{key}` | {option['type']} | `{json.dumps(option['default'], ensure_ascii=False)}` "
            f"| {_cell(option['description'])}{_choices(option)} |\n"
            for key, option in theme.get("options", {}).items()
        ]
        head = "| Option | Type | Default | Meaning |\n|---|---|---|---|\n"
        parts.append(head + "".join(rows) if rows else "It has no options.\n")
    return "\n".join(parts)


def _choices(option: dict[str, object]) -> str:
    choices = option.get("choices")
    return ": " + ", ".join(f"`{json.dumps(one)}`" for one in choices) if isinstance(choices, list) else ""


def _architecture() -> str:
    page = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [one for one in project["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    drawing = "".join(f"{layer}\n" for layer in contract["layers"])
    return re.sub(r"(?<=```text layers\n).*?(?=```)", drawing, page, flags=re.DOTALL)


if __name__ == "__main__":
    for path, text in pages().items():
        (ROOT / path).write_text(text, encoding="utf-8")
