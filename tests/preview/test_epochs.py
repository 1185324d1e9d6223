"""No change is lost, none is built twice, no reader sees half a site."""

from __future__ import annotations

import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.errors import Problem
from sitegen.preview.epochs import Epochs

NEVER = 0.0
LONG = 30.0


def test_the_first_build_needs_no_change() -> None:
    assert Epochs().take(NEVER) == ()


def test_without_a_change_nothing_is_built() -> None:
    epochs = built(Epochs())
    assert epochs.take(NEVER) is None


def test_a_burst_of_changes_is_one_build_that_knows_each_once() -> None:
    epochs = built(Epochs(quiet=0))
    for path in ("content/a.md", "content/b.md", "content/a.md"):
        epochs.note(path)
    assert epochs.take(NEVER) == ("content/a.md", "content/b.md")
    epochs.finish()
    assert epochs.take(NEVER) is None


def test_a_change_while_waiting_for_quiet_joins_the_build() -> None:
    epochs = built(Epochs(quiet=LONG, patience=LONG))
    taken: list[tuple[str, ...] | None] = []
    thread = threading.Thread(target=lambda: taken.append(epochs.take(LONG)))
    epochs.note("a")
    thread.start()
    epochs.note("b")
    epochs.close()  # ends the wait for quiet
    thread.join(LONG)
    assert taken == [("a", "b")]


def test_changes_that_never_pause_are_built_all_the_same() -> None:
    epochs = built(Epochs(quiet=LONG, patience=0.05))
    epochs.note("a")
    assert epochs.take(NEVER) == ("a",)


def test_changes_during_a_build_are_exactly_one_more() -> None:
    epochs = built(Epochs(quiet=0))
    epochs.note("a")
    epochs.take(NEVER)
    epochs.note("b")
    epochs.note("c")
    epochs.finish()
    assert epochs.take(NEVER) == ("b", "c")
    epochs.finish()
    assert epochs.take(NEVER) is None


def test_a_reader_waits_until_every_known_change_is_built() -> None:
    epochs = built(Epochs(quiet=0))
    before = epochs.settled().epoch
    epochs.note("a")
    epochs.take(NEVER)
    epochs.note("b")
    seen: list[str] = []
    reader = threading.Thread(target=lambda: seen.append(epochs.settled().epoch))
    reader.start()
    epochs.finish()
    reader.join(0.05)
    assert seen == []  # "b" is not built yet
    epochs.take(NEVER)
    epochs.finish()
    reader.join(LONG)
    assert seen == [epochs.settled().epoch] != [before]


def test_a_listener_hears_of_the_next_build_at_once_or_after_its_time() -> None:
    epochs = built(Epochs(quiet=0))
    epoch = epochs.settled().epoch
    assert epochs.after(epoch, NEVER).epoch == epoch
    epochs.note("a")
    epochs.take(NEVER)
    epochs.finish()
    assert epochs.after(epoch, LONG).epoch != epoch


def test_a_page_of_an_earlier_preview_is_out_of_date() -> None:
    assert built(Epochs()).settled().epoch != built(Epochs()).settled().epoch


def test_the_problems_are_those_of_the_last_build() -> None:
    epochs = Epochs(quiet=0)
    epochs.take(NEVER)
    epochs.finish((Problem("content/a.md", 3, "no title"),))
    assert [problem.message for problem in epochs.settled().problems] == ["no title"]
    epochs.note("content/a.md")
    epochs.take(NEVER)
    epochs.finish()
    assert epochs.settled().problems == ()


def test_closing_lets_everyone_go() -> None:
    epochs = Epochs()
    closed: list[bool] = []
    readers = [
        threading.Thread(target=lambda: closed.append(epochs.settled().closed)),
        threading.Thread(target=lambda: closed.append(epochs.after("", LONG).closed)),
    ]
    for reader in readers:
        reader.start()
    epochs.close()
    for reader in readers:
        reader.join(LONG)
    assert closed == [True, True]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["note", "take", "finish"])))
def test_whatever_the_order_every_change_is_in_a_build_that_began_after_it(steps: list[str]) -> None:
    epochs = Epochs(quiet=0)
    noted, taken, building = 0, set[str](), False
    for step in steps:
        if step == "note":
            noted += 1
            epochs.note(str(noted))
        elif step == "take" and not building:
            reasons = epochs.take(NEVER)
            building = reasons is not None
            assert taken.isdisjoint(reasons or ())
            taken.update(reasons or ())
            assert taken == {str(number) for number in range(1, noted + 1)}
        elif step == "finish" and building:
            epochs.finish()
            building = False


def built(epochs: Epochs) -> Epochs:
    epochs.take(NEVER)
    epochs.finish()
    return epochs
