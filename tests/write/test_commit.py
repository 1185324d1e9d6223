"""The output changes all at once or not at all: staging, the journal, what stands in the way."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from sitegen.errors import SitegenError
from sitegen.write import aside
from sitegen.write.commit import Stage, load_manifest, recover
from sitegen.write.manifest import Manifest, Written, untouched
from tests.engine.sites import files, killed

NAME = "output-1"


class Shelf:
    """An output folder with its state; `put` commits a whole site as a build would."""

    def __init__(self, folder: Path) -> None:
        self.output, self.state = folder / "output", folder / ".sitegen"

    def put(self, site: dict[str, str]) -> None:
        """Make the output hold `site`: stage what differs from the last commit, remove what it lacks."""
        before = self.known
        stage = Stage(self.output, self.state, NAME)
        try:
            kept = {}
            for file, text in site.items():
                if file in before and before[file].key == text.encode():
                    kept[file] = before[file]
                else:
                    stage.put(stage.reserve(file), file, text.encode(), text.encode())
            stage.commit(Manifest(files=kept | stage.written), sorted(before.keys() - site.keys()))
        finally:
            stage.drop()

    @property
    def known(self) -> dict[str, Written]:
        manifest = load_manifest(self.state, NAME)
        return dict(manifest.files) if manifest else {}

    @property
    def site(self) -> dict[str, str]:
        return {file: data.decode() for file, data in files(self.output).items()}

    def recover(self) -> bool:
        return recover(self.state, NAME)


@pytest.fixture(autouse=True, params=[1, 1000], ids=["set aside", "replaced at once"])
def many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of this holds for few files as for many, whose old ones are set aside."""
    monkeypatch.setattr(aside, "MANY", request.param)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


OLD = {"index.html": "old home", "a/index.html": "old a", "b/c/index.html": "gone soon", "same.txt": "same"}
NEW = {"index.html": "new home", "a/index.html": "new a", "d/e/index.html": "fresh", "same.txt": "same"}


def test_a_commit_writes_replaces_and_removes(shelf: Shelf) -> None:
    shelf.put(OLD)
    assert shelf.site == OLD
    shelf.put(NEW)
    assert shelf.site == NEW
    assert not (shelf.output / "b").exists(), "folders that became empty go too"
    assert untouched(shelf.output, shelf.known) == NEW.keys()


def test_nothing_but_the_manifest_stays_in_the_state_folder(shelf: Shelf) -> None:
    shelf.put(OLD)
    shelf.put(NEW)
    clear(shelf)
    assert os.listdir(shelf.state) == [f"{NAME}.manifest"]


def test_files_of_others_stay(shelf: Shelf) -> None:
    shelf.put(OLD)
    (shelf.output / "b" / "CNAME").write_text("mine")
    shelf.put(NEW)
    assert shelf.site == NEW | {"b/CNAME": "mine"}


def test_a_build_killed_at_any_step_of_the_commit_leaves_the_old_or_the_new_site(tmp_path: Path) -> None:
    seen = set()
    for step in range(1, 200):
        shelf = Shelf(tmp_path / str(step))
        shelf.put(OLD)
        ended = not killed(lambda s=shelf: s.put(NEW), step)  # type: ignore[misc]  # mypy cannot infer the default's type
        half = shelf.site
        for file, text in half.items():
            assert text in (OLD.get(file), NEW.get(file)), f"step {step}: {file} is neither old nor new"
        completed = shelf.recover()
        assert shelf.site == (NEW if completed or shelf.site == NEW else OLD), f"step {step}"
        assert shelf.known.keys() == shelf.site.keys(), f"step {step}"
        assert untouched(shelf.output, shelf.known) == shelf.site.keys(), f"step {step}"
        assert not shelf.recover(), "there is nothing more to complete"
        assert {name.partition(".old-")[0] for name in os.listdir(shelf.state)} <= {f"{NAME}.manifest", NAME}, (
            f"step {step}"
        )
        seen.add((half == OLD, half == NEW, completed))
        if ended:
            break
    assert ended
    assert {(True, False, False), (False, False, True), (False, True, True)} <= seen, (
        "before, amid and after the renames"
    )


def test_a_first_build_killed_at_any_step_leaves_no_output_or_a_whole_one(tmp_path: Path) -> None:
    seen = set()
    for step in range(1, 200):
        shelf = Shelf(tmp_path / str(step))
        ended = not killed(lambda s=shelf: s.put(NEW), step)  # type: ignore[misc]  # mypy cannot infer the default's type
        assert not shelf.output.exists() or shelf.site == NEW, f"step {step}: a half site"
        there = shelf.output.exists()
        completed = shelf.recover()
        assert shelf.output.exists() == (there or completed), f"step {step}"
        assert shelf.known.keys() == (NEW.keys() if shelf.output.exists() else set()), f"step {step}"
        assert untouched(shelf.output, shelf.known) == shelf.known.keys(), f"step {step}"
        seen.add((there, completed))
        if ended:
            break
    assert ended
    assert {(False, False), (False, True), (True, True), (True, False)} == seen


def test_what_a_killed_first_build_staged_becomes_no_part_of_the_site(shelf: Shelf) -> None:
    killed_one = Stage(shelf.output, shelf.state, NAME)
    killed_one.put(killed_one.reserve("draft/index.html"), "draft/index.html", b"not for you", b"")
    shelf.put(NEW)
    assert shelf.site == NEW


def test_an_output_that_appears_while_the_first_build_runs_keeps_what_is_in_it(shelf: Shelf) -> None:
    stage = Stage(shelf.output, shelf.state, NAME)
    for file, text in NEW.items():
        stage.put(stage.reserve(file), file, text.encode(), b"")
    (shelf.output / "a").mkdir(parents=True)
    (shelf.output / "a" / "CNAME").write_text("mine")
    stage.commit(Manifest(files=stage.written), [])
    assert shelf.site == NEW | {"a/CNAME": "mine"}
    assert os.listdir(shelf.state) == [f"{NAME}.manifest"]


def test_a_recovery_killed_at_any_step_is_completed_by_the_next(tmp_path: Path) -> None:
    for step in range(1, 200):
        shelf = Shelf(tmp_path / str(step))
        shelf.put(OLD)
        amid = next(n for n in range(1, 200) if _left_journal(shelf, n))
        assert amid
        ended = not killed(shelf.recover, step)
        shelf.recover()
        assert shelf.site == NEW, f"step {step}"
        assert untouched(shelf.output, shelf.known) == NEW.keys()
        if ended:
            break
    assert ended


def _left_journal(shelf: Shelf, step: int) -> bool:
    killed(lambda: shelf.put(NEW), step)
    return (shelf.state / f"{NAME}.journal").exists()


def test_a_commit_that_the_disk_refuses_half_way_is_completed_by_the_next_command(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(OLD)
    replace, count = os.replace, 0

    def full(source: str, target: str) -> None:
        nonlocal count
        count += Path(target).is_relative_to(shelf.output)
        if count == 2:
            raise OSError(errno.ENOSPC, "No space left on device", target)
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(SitegenError) as raised:
            shelf.put(NEW)
    [problem] = raised.value.problems
    assert problem.message.startswith("cannot finish writing the site: No space left on device: ")
    assert problem.hint == "mend that and run the command again: it will finish the work"
    assert shelf.recover()
    assert shelf.site == NEW
    assert untouched(shelf.output, shelf.known) == NEW.keys()


# ------------------------------------------------------------------ what stands in the way


def test_a_file_of_somebody_else_where_a_folder_is_needed(shelf: Shelf) -> None:
    shelf.put(OLD)
    (shelf.output / "d").write_text("mine")
    with pytest.raises(SitegenError) as raised:
        shelf.put(NEW)
    [problem] = raised.value.problems
    assert problem.message == f"{shelf.output / 'd'} is in the way: a folder is needed there"
    assert problem.hint == "move it away and build again"
    assert shelf.site == OLD | {"d": "mine"}


def test_a_folder_of_somebody_else_where_a_file_is_needed(shelf: Shelf) -> None:
    shelf.put(OLD)
    (shelf.output / "feed.xml").mkdir()
    with pytest.raises(SitegenError) as raised:
        shelf.put(OLD | {"feed.xml": "new"})
    [problem] = raised.value.problems
    assert problem.message == f"{shelf.output / 'feed.xml'} is in the way: a file is needed there"
    assert problem.hint == "move the folder away and build again"
    assert shelf.site == OLD


@pytest.mark.parametrize("name", ["d", "d/e"])
def test_a_link_where_a_folder_is_needed(shelf: Shelf, name: str) -> None:
    shelf.put(OLD)
    elsewhere = shelf.output.parent / "elsewhere"
    elsewhere.mkdir()
    (shelf.output / name).parent.mkdir(exist_ok=True)
    (shelf.output / name).symlink_to(elsewhere)
    with pytest.raises(SitegenError, match="is in the way: a folder is needed there"):
        shelf.put(NEW)
    assert not list(elsewhere.iterdir()), "nothing is written through a link"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"news": "a file"}, {"news/index.html": "a page"}),
        ({"news/index.html": "a page"}, {"news": "a file"}),
        ({"news/a/1": "x", "news/a/2": "x", "news/b/1": "x"}, {"news": "a file"}),
        ({"a/b": "a file", "c/d/e": "x"}, {"a/b/c/d": "deep", "c/d": "shallow"}),
    ],
)
def test_what_sitegen_wrote_and_will_remove_is_not_in_the_way(
    tmp_path: Path, before: dict[str, str], after: dict[str, str]
) -> None:
    for step in range(1, 200):
        shelf = Shelf(tmp_path / str(step))
        shelf.put(before)
        ended = not killed(lambda s=shelf: s.put(after), step)  # type: ignore[misc]  # as above
        shelf.recover()
        assert shelf.site in (before, after), f"step {step}"
        shelf.put(after)
        assert shelf.site == after, f"step {step}"
        if ended:
            break
    assert ended


def test_a_folder_that_also_holds_files_of_others_is_in_the_way(shelf: Shelf) -> None:
    shelf.put({"news/index.html": "a page"})
    (shelf.output / "news" / "mine.txt").write_text("mine")
    with pytest.raises(SitegenError, match="is in the way: a file is needed there"):
        shelf.put({"news": "a file"})
    assert shelf.site == {"news/index.html": "a page", "news/mine.txt": "mine"}


def test_nothing_is_removed_through_a_link_that_somebody_made(shelf: Shelf) -> None:
    shelf.put(OLD)
    elsewhere = shelf.output.parent / "elsewhere"
    (shelf.output / "b").rename(elsewhere)
    (shelf.output / "b").symlink_to(elsewhere)
    shelf.put(NEW)
    assert (elsewhere / "c" / "index.html").read_text() == "gone soon"
    assert {file: shelf.site[file] for file in NEW} == NEW


def test_a_folder_that_took_the_place_of_a_file_to_be_removed_stays(shelf: Shelf) -> None:
    shelf.put({"notes": "ours", "index.html": "home"})
    (shelf.output / "notes").unlink()
    (shelf.output / "notes").mkdir()
    (shelf.output / "notes" / "mine.txt").write_text("mine")
    shelf.put({"index.html": "home"})
    assert shelf.site == {"index.html": "home", "notes/mine.txt": "mine"}


def test_a_link_in_place_of_a_file_is_replaced_not_followed(shelf: Shelf) -> None:
    shelf.put(OLD)
    precious = shelf.output.parent / "precious"
    precious.write_text("precious")
    (shelf.output / "index.html").unlink()
    (shelf.output / "index.html").symlink_to(precious)
    shelf.put(NEW)
    assert precious.read_text() == "precious"
    assert shelf.site == NEW


# ------------------------------------------------------------------ damaged records


@pytest.mark.parametrize("kind", ["manifest", "journal", "new"])
@pytest.mark.parametrize("damage", ["random bytes", "cut short", "empty", "a folder"])
def test_a_damaged_record_is_not_trusted_and_not_fatal(shelf: Shelf, kind: str, damage: str) -> None:
    shelf.put(OLD)
    path = shelf.state / f"{NAME}.{kind}"
    data = path.read_bytes() if path.exists() else (shelf.state / f"{NAME}.manifest").read_bytes()
    path.unlink(missing_ok=True)
    match damage:
        case "random bytes":
            path.write_bytes(data[:20] + bytes(200) + data[20:])
        case "cut short":
            path.write_bytes(data[:-1])
        case "empty":
            path.write_bytes(b"")
        case _:
            (path / "inside").mkdir(parents=True)
    assert not shelf.recover()
    assert shelf.known.keys() == (set() if kind == "manifest" else OLD.keys())
    shelf.put(NEW)
    orphans = {"b/c/index.html": "gone soon"} if kind == "manifest" else {}
    assert shelf.site == NEW | orphans, "what no record names is left alone"
    assert shelf.known.keys() == NEW.keys()


# ------------------------------------------------------------------ what is replaced


def kept_aside(shelf: Shelf) -> list[str]:
    return sorted(path.read_text() for path in shelf.state.glob(f"{NAME}.old-*/*"))


def clear(shelf: Shelf) -> None:
    aside.clear(shelf.state)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.daemon:
            thread.join(10)


def test_many_replaced_files_are_set_aside_and_removed_by_a_later_build(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "MANY", 3)
    shelf.put(OLD)
    assert kept_aside(shelf) == [], "the first build replaces nothing"
    shelf.put(NEW)
    assert kept_aside(shelf) == ["old a", "old home"]
    shelf.put(NEW | {"index.html": "third home"})
    assert kept_aside(shelf) == ["old a", "old home"], "one file is replaced at once"
    shelf.put(OLD)
    assert kept_aside(shelf) == ["new a", "old a", "old home", "third home"]
    clear(shelf)
    assert not list(shelf.state.glob("*.old-*"))
    assert shelf.site == OLD


def test_nothing_is_set_aside_where_the_disk_is_nearly_full_or_knows_no_second_names(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "MANY", 1)
    shelf.put(OLD)
    with monkeypatch.context() as patch:
        patch.setattr(aside, "_ROOM", 1 << 60)
        shelf.put(NEW)
    assert (shelf.site, kept_aside(shelf)) == (NEW, [])

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no second names here")

    monkeypatch.setattr(os, "link", refuse)
    shelf.put(OLD)
    assert (shelf.site, kept_aside(shelf)) == (OLD, [])


def test_a_commit_goes_on_where_nothing_can_be_set_aside(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MANY", 1)
    shelf.put(OLD)
    made = os.makedirs

    def refuse(path: str, *_: object, **named: bool) -> None:
        if ".old-" in str(path):
            raise OSError(errno.ENOSPC, "No space left on device", path)
        made(path, **named)

    monkeypatch.setattr(os, "makedirs", refuse)
    shelf.put(NEW)
    assert (shelf.site, kept_aside(shelf)) == (NEW, [])


def test_what_was_set_aside_for_an_output_that_is_built_no_more_goes_too(shelf: Shelf) -> None:
    (shelf.state / "output-other.old-1234").mkdir(parents=True)
    clear(shelf)
    assert not list(shelf.state.iterdir())


def test_a_link_that_somebody_made_is_set_aside_itself(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MANY", 1)
    shelf.put(OLD)
    elsewhere = shelf.state.parent / "mine.txt"
    elsewhere.write_text("mine")
    (shelf.output / "index.html").unlink()
    (shelf.output / "index.html").symlink_to(elsewhere)
    shelf.put(NEW)
    clear(shelf)
    assert (shelf.site, elsewhere.read_text()) == (NEW, "mine")
