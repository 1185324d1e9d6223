"""Caches are never trusted and never fatal: damaged, foreign or gone, they cost a notice and time."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest

from sitegen.render.batch import _renderer
from sitegen.render.store import TextStore
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
    "texts.db": "texts.db is damaged; its texts are rendered again",
    "output-*.manifest": "output/ holds files that sitegen does not remember writing; they are left alone",
}


UNSEEN = {
    ("content.cache", "gone"),  # as in a new site
    ("texts.db", "gone"),
    ("texts.db", "empty"),
    ("texts.db", "scribbled in the middle"),  # where nothing may be kept
    ("texts.db", "scribbled at the end"),
    ("texts.db", "cut by a byte"),
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


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE text SET html = html || '<script>'",
        "UPDATE text SET html = NULL",
        "UPDATE text SET html = 7",
        "UPDATE text SET sum = 'x'",
        "UPDATE text SET facts = x'00'",
        "UPDATE text SET facts = x'0000000080'",
        "UPDATE text SET facts = 'text' WHERE facts IS NOT NULL",
        "DELETE FROM text",
        "DROP TABLE text",
        "ALTER TABLE text RENAME COLUMN html TO other",
        "ALTER TABLE text DROP COLUMN sum",
        "CREATE VIEW other AS SELECT 1",
    ],
)
def test_a_text_that_is_not_what_was_kept_is_rendered_again(site: Path, tmp_path: Path, harm: str) -> None:
    with sqlite3.connect(state(site, "texts.db")) as db:
        db.execute(harm)
    db.close()
    change = '{% extends "plain/article.html" %}{% block main %}{{ super() }}<hr>{% endblock %}'
    write(site, "themes/plain/templates/article.html", change)
    run(site)
    assert differences(files(site / "output"), clean(site, tmp_path / "clean")) == []


def test_a_store_under_another_version_is_empty(tmp_path: Path) -> None:
    from sitegen.render.markdown import Facts

    path = tmp_path / "texts.db"
    store = TextStore(path, "one", print)
    store.put({"key": ("<p>x</p>", Facts(links=(("/a/", 1),)))})
    assert (store.keys(), store.get(["key"])) == ({"key"}, {"key": "<p>x</p>"})
    assert store.facts() == {"key": Facts(links=(("/a/", 1),))}
    store.close()
    again = TextStore(path, "one", print)
    assert again.keys() == {"key"}
    again.close()
    other = TextStore(path, "other", print)
    assert other.keys() == set()
    other.close()


def test_texts_that_nothing_shows_any_more_are_forgotten_in_time(tmp_path: Path) -> None:
    from sitegen.render.markdown import Facts

    store = TextStore(tmp_path / "texts.db", "one", print)
    store.put({f"{number}": ("<p>x</p>", Facts()) for number in range(1010)})
    store.prune({str(number) for number in range(5)})
    assert len(store.keys()) == 1010, "a thousand may stay, for texts that come back"
    store.prune({"0", "1"})
    assert store.keys() == {"0", "1"}
    store.close()


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
