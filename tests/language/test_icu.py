"""Letter case and order agree with ICU on words that icu/make.mjs built from the alphabets.

The files hold what ICU answered (its version stands in their first line), so that the tests need no ICU.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.language import initial, lower, sort_key, upper

FOLDER = Path(__file__).parent / "icu"
LANGUAGES = {"az": 5000, "tr": 5000, "ru": 1500, "de": 1500, "en": 1500}


def rows(language: str) -> list[tuple[str, str, str]]:
    """Return (word, small letters, capitals) in ICU's order."""
    lines = (FOLDER / f"{language}.tsv").read_text("utf-8").splitlines()[1:]
    return [(word, small, capital) for word, small, capital in (line.split("\t") for line in lines)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_there(language: str) -> None:
    words = [word for word, _, _ in rows(language)]
    assert len(set(words)) == len(words) >= LANGUAGES[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_small_letters_and_capitals_are_icus(language: str) -> None:
    wrong = [(word, lower(word, language), upper(word, language)) for word, _, _ in rows(language)]
    assert wrong == rows(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_order_is_icus(language: str) -> None:
    words = [word for word, _, _ in rows(language)]
    ours = sorted(set(words), key=lambda word: sort_key(word, language))
    differences = [(place, our, icu) for place, (our, icu) in enumerate(zip(ours, words, strict=True)) if our != icu]
    assert differences == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_come_in_groups(language: str) -> None:
    headings = [initial(word, language) for word, _, _ in rows(language)]
    groups = [heading for place, heading in enumerate(headings) if place == 0 or headings[place - 1] != heading]
    assert len(groups) == len(set(groups))
