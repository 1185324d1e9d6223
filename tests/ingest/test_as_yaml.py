"""Two emitters write front matter, and nobody can see which."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.ingest.as_yaml import as_yaml, each_as_yaml

ODD = (
    " \n\r\t:-#'\"[]{},&*!|>%@`?=~<.0123456789aeynəİ\u2028\u00a0\ufeff\u200b\ue000\ud7ff\x85\x7f\x01\u0301Ж文\U0001f600"
)
WORDS = ["yes", "no", "y", "N", "null", "2024-01-01", "1e3", "0x1", "1:20", "on", ".inf", "=", "<<", "---", "a: b", " "]
TEXTS = st.one_of(st.text(st.sampled_from(ODD), max_size=20), st.text(max_size=30), st.sampled_from(WORDS))
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=4))]))
SCALARS = st.one_of(TEXTS, st.booleans(), st.integers(), st.none(), st.dates(), MOMENTS)
VALUES = st.recursive(
    SCALARS, lambda one: st.one_of(st.lists(one, max_size=3), st.dictionaries(TEXTS, one, max_size=3))
)
KEYS = st.one_of(st.sampled_from(["title", "date", "tags", "source", "extra"]), TEXTS)


@settings(max_examples=500)
@given(st.dictionaries(KEYS, VALUES, max_size=4))
@example({"title": "😀", "tags": ["a", "b"], "source": {"name": "x: y", "url": "#"}})
@example({"?": {}, "\r": "a", "x": []})
def test_each_field_stands_as_the_one_emitter_writes_it(fields: dict[str, Any]) -> None:
    assert dict(each_as_yaml(fields)) == {key: as_yaml({key: value}) for key, value in fields.items()}
    assert [key for key, _ in each_as_yaml(fields)] == list(fields)


def test_people_can_read_it() -> None:
    fields = {"title": "Siyasət: 😀", "tags": ["a", "b"], "date": datetime(2025, 10, 27, 14, 37, tzinfo=UTC), "y": "y"}
    text = "".join(lines for _, lines in each_as_yaml(fields))
    assert text == ("title: 'Siyasət: 😀'\ntags:\n  - a\n  - b\ndate: 2025-10-27T14:37:00+00:00\n'y': 'y'\n")
    assert yaml.safe_load(text) == fields
