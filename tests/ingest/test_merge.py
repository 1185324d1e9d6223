"""What a source changed since its import, beside what the editor changed: nothing that nobody deleted is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.ingest.frontmatter import Memory, compose, short
from sitegen.ingest.merge import _merged_blocks, merge

BASE = ["A", "B", "C", "D", "E"]
EDITED = {
    # what the editor made of A B C D E, what the source says now, what comes of it, whose paragraphs clash
    "nothing changed": ("A B C D E", "A B C D E", "A B C D E", []),
    "the source changed one": ("A B C D E", "A B c D E", "A B c D E", []),
    "each changed another": ("A B C x E", "A B c D E", "A B c x E", []),
    "each changed another, side by side": ("A B x D E", "A B C d E", "A B x d E", []),
    "both changed the same": ("A B x D E", "A B c D E", "A B x D E", [3]),
    "both made the same change": ("A B x D E", "A B x D E", "A B x D E", []),
    "the source moved two, of which one was edited": ("A B x D E", "A B D C E", "A B x D E", []),
    "the source moved two, nobody edited them": ("A B C D x", "A B D C E", "A B D C x", []),
    "the source added one behind an edited one": ("A B x D E", "A B C n D E", "A B x n D E", []),
    "the editor added one, the source changed the next": ("A B n C D E", "A B c D E", "A B n c D E", []),
    "the editor made two of one, the source changed it and another": ("A B x y D E", "A b c D E", "A b x y D E", [3]),
    "the source deleted one": ("A x C D E", "A B C E", "A x C E", []),
}


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("name", EDITED)
def test_paragraphs(name: str) -> None:
    ours, theirs, expected, clashes = EDITED[name]
    made = _merged_blocks([short(one) for one in BASE], words(ours), words(theirs))
    assert made == (words(expected), clashes)


@given(st.permutations(BASE), st.lists(st.integers(0, 4), max_size=3))
def test_whatever_the_source_moves_no_paragraph_is_lost(theirs: list[str], edited: list[int]) -> None:
    ours = [f"{one} edited" if at in edited else one for at, one in enumerate(BASE)]
    made, _ = _merged_blocks([short(one) for one in BASE], ours, theirs)
    assert {one[0] for one in made} == set(BASE)
    assert {one for one in ours if "edited" in one} <= set(made)


def test_a_source_that_shrank_to_a_stub_takes_no_text_away() -> None:
    text = [
        f"Paragraph {number} of a text that is long enough to be one, and then some more words." for number in range(9)
    ]
    memory = Memory("https://x.example/1", fields=(("title", short("T")),), blocks=tuple(map(short, text)))
    old = compose({"title": "T"}, "\n\n".join(text) + "\n", memory)
    new = "Subscribe to read on.\n"
    made = merge(old, {"title": "T"}, new, Memory("https://x.example/1", blocks=(short(new.strip()),)), (), "a.md")
    assert made.text == old
    assert made.notes == ("the source has only 4 words left: the text stays; --force takes the source's",)
