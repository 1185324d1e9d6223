"""The drawing of the layers is the contract that is checked, and its stages are the program's."""

from __future__ import annotations

import re
import tomllib

from tests.docs.pages import ROOT, code, read_page

PAGE = read_page("docs/explanation/architecture.md")


def test_the_drawing_of_the_layers_is_the_import_contract() -> None:
    (drawn,) = [block.text for block in PAGE.blocks if block.info == ("text", "layers")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [one for one in project["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    assert drawn.splitlines() == contract["layers"], "run: python -m tests.docs.generated"


def test_every_stage_is_a_part_of_the_program() -> None:
    stages = [code(row[0])[0] for row in PAGE.rows("The way of an article")]
    assert [stage for stage in stages if not list((ROOT / "sitegen").glob(f"{stage}*"))] == []
    (drawing,) = [b.text for b in PAGE.blocks if b.info == ("text",)]
    assert set(re.findall(r"─ (\w+)", drawing)) <= set(stages)
