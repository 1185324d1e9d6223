"""Near-same texts: found without a miss, told apart from texts that only share phrases."""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.duplicates import FEWEST, LIKENESS, Alike, alike, shingles

WORDS = [f"söz{number}" for number in range(2000)]
TEXT = " ".join(WORDS[:100])


def find(texts: dict[str, str], families: dict[str, str] | None = None) -> list[Alike]:
    marks = {key: shingles(text) for key, text in texts.items()}
    order = {key: (place, (families or {}).get(key, key)) for place, key in enumerate(marks)}
    return list(alike(marks.items, order))


def likeness(one: str, other: str) -> int:
    """Return how alike two texts are by the definition: the percentage of all their shingles that are in both."""
    mine, theirs = set(array("I", shingles(one))), set(array("I", shingles(other)))
    return 100 * len(mine & theirs) // (len(mine | theirs) or 1)


def edited(text: str, *places: int) -> str:
    words = text.split()
    for place in places:
        words[place] = f"başqa{place}"
    return " ".join(words)


def test_the_later_text_names_the_earlier() -> None:
    assert find({"first": TEXT, "other": " ".join(WORDS[200:300]), "second": TEXT}) == [Alike("second", "first", 100)]


def test_an_edited_text_is_nearly_the_same() -> None:
    # 98 runs of three words; each of five changed words takes three of them on either side.
    assert find({"a": TEXT, "b": edited(TEXT, 10, 30, 50, 70, 90)}) == [Alike("b", "a", 83 * 100 // 113)]


def test_a_rewritten_text_is_another() -> None:
    assert find({"a": TEXT, "b": edited(TEXT, *range(5, 95, 9))}) == []


def test_a_text_with_a_paragraph_more_is_nearly_the_same_until_it_is_half_another() -> None:
    assert find({"a": TEXT, "b": " ".join(WORDS[:130])}) == [Alike("b", "a", 98 * 100 // 128)]
    assert find({"a": TEXT, "b": " ".join(WORDS[:160])}) == []


def test_markup_case_accents_and_targets_of_links_do_not_count() -> None:
    words = TEXT.split()
    marked = f"## {words[0].upper()}\n\n> **{words[1]}** [{words[2]}](https://example.org/a/b)\n\n- "
    assert likeness(TEXT.replace("ö", "o"), marked + " ".join(words[3:])) == 100


def test_short_texts_are_not_compared() -> None:
    short, long = " ".join(WORDS[: FEWEST + 1]), " ".join(WORDS[100 : 102 + FEWEST])
    assert find({"a": short, "b": short, "c": long, "d": long}) == [Alike("d", "c", 100)]


def test_a_family_is_not_compared_with_itself() -> None:
    texts = {"az": TEXT, "en": TEXT, "copy": TEXT}
    assert find(texts, {"az": "one", "en": "one"}) == [Alike("copy", "az", 100)]


def test_phrases_that_a_desk_repeats_are_no_likeness() -> None:
    """Three hundred texts with the same first half: each is half another text, and none is named."""
    numbers = random.Random(1)
    texts = {f"n{n}": " ".join((*WORDS[:50], *(f"x{numbers.random()}" for _ in range(50)))) for n in range(300)}
    assert find(texts) == []


def test_only_the_texts_in_order_are_compared() -> None:
    marks = {"a": shingles(TEXT), "hidden": shingles(TEXT)}
    assert list(alike(marks.items, {"a": (0, "a")})) == []


@st.composite
def desks(draw: st.DrawFn) -> list[str]:
    """Texts of a few stories, each cut out of its story and edited here and there."""
    made = []
    for _ in range(draw(st.integers(2, 9))):
        story = draw(st.integers(0, 2)) * 150
        begin, size = draw(st.integers(0, 20)), draw(st.integers(15, 80))
        words = WORDS[story + begin : story + begin + size]
        for place in draw(st.lists(st.integers(0, size - 1), max_size=5)):
            words[place] = draw(st.sampled_from(["və", "isə", "amma"]))
        made.append(" ".join(words))
    return made


@given(desks())
def test_the_answer_is_that_of_comparing_each_with_each(texts: list[str]) -> None:
    """Law: a text is named if and only if an earlier one is alike, and the one that it names is."""
    sets = [set(array("I", shingles(text))) for text in texts]
    found = {int(one.key): one for one in find({str(place): text for place, text in enumerate(texts)})}
    for place, mine in enumerate(sets):
        near = {before for before in range(place) if _is_alike(mine, sets[before])}
        assert (place in found) == bool(near)
        if near:
            assert int(found[place].other) in near
            assert found[place].percent == likeness(texts[place], texts[int(found[place].other)])


def _is_alike(one: set[int], other: set[int]) -> bool:
    return min(len(one), len(other)) >= FEWEST and len(one & other) * 100 >= len(one | other) * LIKENESS


@given(st.text())
def test_any_text_has_shingles(text: str) -> None:
    """Law: they are distinct and in order, at most one a word, and the same when the text is given again."""
    numbers = list(array("I", shingles(text)))
    assert numbers == sorted(set(numbers))
    assert len(numbers) <= len(text)
    assert shingles(text) == shingles(text)


def test_texts_are_streamed() -> None:
    """Each pass asks for the texts anew: nobody has to hold them all."""
    passes = 0

    def texts() -> Iterable[tuple[str, bytes]]:
        nonlocal passes
        passes += 1
        return _one_by_one()

    def _one_by_one() -> Iterator[tuple[str, bytes]]:
        yield "a", shingles(TEXT)
        yield "b", shingles(TEXT)

    assert list(alike(texts, {"a": (0, "a"), "b": (1, "b")})) == [Alike("b", "a", 100)]
    assert passes == 3
