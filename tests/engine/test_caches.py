"""Caches are never trusted and never fatal: damaged, foreign or gone, they cost a notice and time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest

from sitegen.render.batch import _renderer
from sitegen.render.markdown import Facts
from sitegen.render.store import LostTextError, Span, TextStore, _Index, write_texts
from sitegen.storage import keep, pack
from tests.engine.sites import archive, clean, differences, files, front, new_site, numbered, run, write


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site with links between texts, and an edit that the next build will find."""
    root = new_site(tmp_path / "site")
    archive(root, 12)
    write(root, "content/pages/bax.md", front("Bax: [xəbər](../articles/2025/08/xeber-3.md).\n", title="Bax"))
    run(root)
    numbered(root, 3, title="Başqa ad")
    return root


def state(site: Path, pattern: str) -> Path:
    if pattern == "texts/*":
        return texts(site)
    [path] = (site / ".sitegen").glob(pattern)
    return path


def replace_by_folder(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "scribbled at the start": lambda p: p.write_bytes(b"scribble" * 4 + p.read_bytes()[32:]),
    "scribbled in the middle": lambda p: p.write_bytes(_scribbled(p.read_bytes(), 0.5)),
    "scribbled at the end": lambda p: p.write_bytes(_scribbled(p.read_bytes(), 0.98)),
    "cut short": lambda p: p.write_bytes(p.read_bytes()[: p.stat().st_size // 2]),
    "cut by a byte": lambda p: p.write_bytes(p.read_bytes()[:-1]),
    "empty": lambda p: p.write_bytes(b""),
    "a text": lambda p: p.write_text("dear diary" * 100),
    "a folder": replace_by_folder,
    "gone": lambda p: p.unlink(),
}
NOTICES = {
    "content.cache": "content.cache is from another version or damaged; every file is read again",
    "texts/index": "rendered texts are damaged; they are rendered again",
    "texts/*": "rendered texts are damaged; they are rendered again",
    "output-*.manifest": "output/ holds files that sitegen does not remember writing; they are left alone",
}


UNSEEN = {
    ("content.cache", "gone"),  # as in a new site
    ("texts/index", "gone"),  # likewise
    ("texts/*", "scribbled at the start"),  # of texts that the edited pages do not show
    ("texts/*", "scribbled in the middle"),
    ("texts/*", "scribbled at the end"),
}


def _scribbled(data: bytes, place: float) -> bytes:
    at = int(place * len(data))
    return data[:at] + bytes(b ^ 0x55 for b in data[at : at + 300]) + data[at + 300 :]


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("cache", NOTICES)
def test_a_damaged_cache_gives_a_notice_at_most_and_the_right_site(
    site: Path, tmp_path: Path, cache: str, damage: str
) -> None:
    DAMAGE[damage](state(site, cache))
    built = run(site)
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []
    if (cache, damage) not in UNSEEN:
        assert NOTICES[cache] in built.notices
    assert set(built.notices) <= {NOTICES[cache]}
    assert run(site).notices == [], "mended"


def test_the_state_of_another_version_is_read_anew(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sitegen import pipeline
    from sitegen.pipeline import choice, inputs, steps

    for module in (inputs, steps, choice):
        monkeypatch.setattr(module, "code_digest", lambda: "another version")
    assert pipeline.STATE == ".sitegen"
    built = run(site)
    assert built.notices == [NOTICES["content.cache"]]
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def texts(site: Path) -> Path:
    """The one file that holds the rendered texts of the site."""
    [path] = (path for path in (site / ".sitegen" / "texts").iterdir() if path.name != "index")
    return path


HARM: dict[str, Callable[[bytes], bytes]] = {
    "a letter of each text is another": lambda data: data.replace(b"<p>", b"<b>"),
    "texts have changed places": lambda data: data[1:] + data[:1],
    "zeros, as after a power cut": lambda data: bytes(len(data)),
    "not UTF-8": lambda data: data.replace(b"<p>", b"\xff\xff\xff"),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_text_that_is_not_what_was_kept_is_rendered_again(site: Path, tmp_path: Path, harm: str) -> None:
    path = texts(site)
    path.write_bytes(HARM[harm](path.read_bytes()))
    change = '{% extends "plain/article.html" %}{% block main %}{{ super() }}<hr>{% endblock %}'
    write(site, "themes/plain/templates/article.html", change)
    assert run(site).notices == [NOTICES["texts/*"]]
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_the_folder_of_texts_may_be_deleted_or_be_a_file(site: Path, tmp_path: Path) -> None:
    folder = site / ".sitegen" / "texts"
    for title in ("gone", "a file"):
        shutil.rmtree(folder)
        if title == "a file":
            folder.write_text("dear diary")
        numbered(site, 5, title=title)  # else a build may have nothing to do
        assert run(site).notices == ([] if title == "gone" else [NOTICES["texts/index"]])
        assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_texts_under_another_version_are_none_and_are_cleared_away(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    facts = Facts(links=(("/a/", 1),))
    store = TextStore(folder, "one", print)
    store.put({"key": ("<p>ə</p>", facts), "other": ("", Facts())})
    assert (store.keys(), store.get(["key", "other"])) == ({"key", "other"}, {"key": "<p>ə</p>", "other": ""})
    store.save()
    assert store.facts() == {"key": facts}
    again = TextStore(folder, "one", print)
    assert (again.keys(), again.facts(), again.get(["key"])) == ({"key", "other"}, {"key": facts}, {"key": "<p>ə</p>"})
    with pytest.raises(LostTextError, match="missing"):
        again.get(["key", "gone"])
    old = {path.name for path in folder.iterdir()} - {"index"}
    other = TextStore(folder, "other", print)
    assert other.keys() == set()
    other.put({"key": ("<p>x</p>", Facts())})
    other.save()
    assert len(list(folder.iterdir())) == 2
    assert not old & {path.name for path in folder.iterdir()}


def test_what_another_process_wrote_is_kept_when_it_is_added(tmp_path: Path) -> None:
    store = TextStore(tmp_path / "texts", "one", print)
    store.put({"a": ("1", Facts()), "b": ("2", Facts())})
    kept = write_texts(str(store.folder), store.new_file(), {"b": ("two", Facts()), "c": ("3", Facts())})
    assert store.keys() == {"a", "b"}
    store.add(kept)
    assert store.get("abc") == {"a": "1", "b": "two", "c": "3"}


def test_what_killed_builds_appended_is_cleared_away(tmp_path: Path) -> None:
    store = TextStore(tmp_path / "texts", "one", print)
    store.put({"a": ("1", Facts())})
    store.save()
    store.put({"b": ("2", Facts())})  # and is killed
    write_texts(str(store.folder), f"{store.new_file()}-17", {"c": ("3", Facts())})
    assert len(list(store.folder.iterdir())) == 3
    after = TextStore(tmp_path / "texts", "one", print)
    assert len(list(store.folder.iterdir())) == 2, "the index and the one file that it names"
    after.put({"d": ("4", Facts())})
    after.save()
    assert after.get("ad") == {"a": "1", "d": "4"}


def test_only_files_of_the_store_are_cleared_away(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    write(tmp_path, "texts/thesis.txt", "mine")
    write(tmp_path, "texts/sub/0123456789abcdef", "mine")
    write(tmp_path, "texts/0123456789abcdef", "of a build that was killed")
    store = TextStore(folder, "one", print)
    store.put({"a": ("1", Facts())})
    store.save()
    assert {path.name for path in folder.iterdir() if path.suffix or path.is_dir()} == {"thesis.txt", "sub"}
    assert len(list(folder.iterdir())) == 4


def test_a_link_in_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "mine/0123456789abcdef", "mine")
    (tmp_path / "texts").symlink_to(tmp_path / "mine")
    store = TextStore(tmp_path / "texts", "one", print)
    store.put({"a": ("1", Facts())})
    store.save()
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["0123456789abcdef"]
    assert TextStore(tmp_path / "texts", "one", print).get("a") == {"a": "1"}


@pytest.mark.parametrize(
    ("file", "span", "end"),
    [
        ("../article.md", Span(0, 4, 0), 4),
        ("0123456789abcdef", Span(0, 1 << 62, 0), 4),
        ("0123456789abcdef", Span(0, -1, 0), 4),
        ("0123456789abcdef", Span(-1, 1, 0), 4),
        ("0123456789abcdef", Span(0, 4, 0), 5),
    ],
)
def test_an_index_that_names_what_cannot_be_is_damaged(tmp_path: Path, file: str, span: Span, end: int) -> None:
    folder = tmp_path / "texts"
    for name in ("article.md", "texts/0123456789abcdef"):
        write(tmp_path, name, "text")
    keep(folder / "index", pack(_Index("one", {file: {"a": span}}, {file: end}), ""))
    notices: list[str] = []
    assert TextStore(folder, "one", notices.append).keys() == set()
    assert notices == ["rendered texts are damaged; they are rendered again"]
    assert (tmp_path / "article.md").read_text() == "text"


def test_texts_that_nothing_shows_any_more_are_forgotten_in_time(tmp_path: Path) -> None:
    page = "ə" * 2000
    store = TextStore(tmp_path / "texts", "one", print)
    store.put({f"{number}": (f"{number}{page}", Facts()) for number in range(1010)})
    store.put({"with": (page, Facts(links=(("/a/", 1),)))})
    store.prune({str(number) for number in range(5)})
    assert len(store.keys()) == 1011, "some megabytes may stay, for texts that come back"
    store.put({f"{number}": (f"{number}{page}", Facts()) for number in range(2000, 2100)})
    store.prune({"0", "1", "with", "never kept"})
    again = TextStore(tmp_path / "texts", "one", print)
    for one in (store, again):
        assert one.get(one.keys()) == {"0": f"0{page}", "1": f"1{page}", "with": page}
        assert one.facts() == {"with": Facts(links=(("/a/", 1),))}
    assert sum(path.stat().st_size for path in store.folder.iterdir()) < 20_000


def test_the_state_folder_may_be_deleted_at_any_time(site: Path, tmp_path: Path) -> None:
    shutil.rmtree(site / ".sitegen")
    assert run(site).notices == [NOTICES["output-*.manifest"]]
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_a_site_that_is_moved_is_built_again(site: Path, tmp_path: Path) -> None:
    moved = site.rename(tmp_path / "moved")
    run(moved)
    assert differences(files(moved / "output"), clean(moved, tmp_path / "clean")) == []


def test_a_build_that_makes_everything_anew_trusts_no_cache(site: Path, tmp_path: Path) -> None:
    wanted = clean(site, tmp_path / "clean")
    built = run(site, clean=True)
    assert len(built.written) == built.result.targets == len(wanted)
    assert differences(files(site / "output"), wanted) == []


# ------------------------------------------------------------------ compiled templates


@pytest.mark.parametrize("damage", DAMAGE)
def test_compiled_templates_that_are_damaged_are_compiled_again(site: Path, tmp_path: Path, damage: str) -> None:
    kept = list((site / ".sitegen" / "templates").iterdir())
    assert kept
    for path in kept:
        DAMAGE[damage](path)
    _renderer.cache_clear()  # as in a new process
    built = run(site)
    assert not built.notices
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_a_template_is_compiled_once_for_all_builds(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    generate = jinja2.Environment._generate

    def counted(env: jinja2.Environment, source: Any, name: str | None, *rest: Any, **more: Any) -> str:
        compiled.append(name or "")
        return generate(env, source, name, *rest, **more)

    monkeypatch.setattr(jinja2.Environment, "_generate", counted)
    kept = site / ".sitegen" / "templates"
    shutil.rmtree(kept)
    for _ in range(2):
        _renderer.cache_clear()
        run(site, clean=True)
        assert len(compiled) == len(set(compiled)) == len(list(kept.iterdir())) > 5
