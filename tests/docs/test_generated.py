"""The generated pages say what the program says now."""

from __future__ import annotations

import pytest

from tests.docs.generated import pages
from tests.docs.pages import ROOT


@pytest.mark.parametrize("path", pages())
def test_generated_page_is_up_to_date(path: str) -> None:
    written = (ROOT / path).read_text(encoding="utf-8")
    assert written == pages()[path], f"{path} is out of date; run: python -m tests.docs.generated"
