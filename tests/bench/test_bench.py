"""The comparison's own parts: a corpus that is always the same, a watch that sees children, a proof that doubts."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.chart import draw
from bench.compare import SCENARIOS, follow, load, table, with_comma
from bench.corpus import SEED, Article, Writer, articles, as_pelican, as_sitegen, main, parse, slug
from bench.measure import run
from bench.proof import faults
from bench.tools import PROJECT, Tool


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.md")}


def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    main(["30", str(tmp_path / "here"), "--seed", "7"])
    script = PROJECT / "bench" / "corpus.py"
    subprocess.run([sys.executable, script, "30", tmp_path / "there", "--seed", "7"], check=True, capture_output=True)
    main(["30", str(tmp_path / "other"), "--seed", "8"])
    assert bytes_of(tmp_path / "here") == bytes_of(tmp_path / "there") != bytes_of(tmp_path / "other")


def test_articles_have_the_size_and_the_variety_of_news() -> None:
    found = list(articles(400))
    sizes = [len(as_sitegen(one).encode()) for one in found]
    assert 3500 < sum(sizes) / len(sizes) < 5000
    assert len({one.section for one in found}) == 12
    assert all(1 <= len(set(one.tags)) == len(one.tags) <= 5 for one in found)
    assert [one.when for one in found] == sorted({one.when for one in found})


@pytest.mark.parametrize(("count", "words"), [(400, 1), (60, 2)])
def test_no_two_names_of_a_kind_share_a_slug(count: int, words: int) -> None:
    names = Writer(SEED).distinct(count, words)
    assert len({slug(name) for name in names}) == len(names) == count


@settings(max_examples=20)
@given(st.integers(1, 40), st.integers(0, 2**32))
def test_an_article_survives_being_written_and_read(count: int, seed: int) -> None:
    *_, one = articles(count, seed)
    assert parse(one.stem, as_sitegen(one)) == one


def test_a_corpus_of_another_shape_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n\ntext\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^a\.md has no date: it is not of the shape that bench/corpus\.py writes$"):
        load(tmp_path)


@pytest.mark.parametrize("edits", [1, 2, 9])
def test_every_edit_adds_one_comma(edits: int) -> None:
    one = next(articles(1))
    commas = one.body.count(",")
    for _ in range(edits):
        before = one
        one, words = with_comma(one)
        assert words in one.body
        assert words not in before.body
    assert one.body.count(",") == commas + edits


def test_memory_is_that_of_all_processes_together(tmp_path: Path) -> None:
    child = "import time; held = bytearray(30_000_000); held[::4096] = b'x' * len(held[::4096]); time.sleep(0.5)"
    two = f"[subprocess.Popen([sys.executable, '-c', {child!r}]) for _ in '12']"
    parent = f"import subprocess, sys; [one.wait() for one in {two}]"
    done = run([sys.executable, "-c", parent], tmp_path, tmp_path / "log", 30, watch=True)
    assert done.failure == ""
    if Path("/proc/self/smaps_rollup").exists():
        assert 60e6 < done.peak < 160e6
    else:
        assert done.peak == 0


def test_a_run_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    parent = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    done = run([sys.executable, "-c", parent], tmp_path, tmp_path / "log", 0.5)
    assert done.failure == "did not end within 0.5 s"


def test_a_run_that_fails_says_its_last_words(tmp_path: Path) -> None:
    done = run([sys.executable, "-c", "import sys; sys.exit('no more memory')"], tmp_path, tmp_path / "log", 30)
    assert done.failure == "ended with 1: no more memory"


@pytest.fixture
def site(tmp_path: Path) -> tuple[Tool, list[Article]]:
    """A site as a perfect generator would leave it, of five articles."""
    corpus = [*articles(4)]
    corpus.append(follow(corpus))
    pages = {"section": "s/{}/", "tag": "t/{}/", "author": "a/{}/", "feed": "{}rss.xml"}
    tool = Tool("x", "1", tmp_path, (), tmp_path, tmp_path, tmp_path / "output", (), as_pelican, pages, {})

    def page(address: str, items: list[Article], more: str = "") -> None:
        folder = tool.output / address
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text(
            more + "".join(f'<a href="/{one.path}/">{one.title}</a>' for one in items), encoding="utf-8"
        )
        rows = "".join(f"<item><title>{one.title}</title></item>" for one in reversed(items))
        (folder / "rss.xml").write_text(f"<rss><channel>{rows}</channel></rss>", encoding="utf-8")

    page("", corpus)
    for one in corpus:
        page(f"{one.path}/", [one], f'<main data-edit="3">{one.author}{one.body}')
        page(pages["section"].format(slug(one.section)), corpus)
        page(pages["author"].format(slug(one.author)), corpus)
        for tag in one.tags:
            page(pages["tag"].format(slug(tag)), [other for other in corpus if tag in other.tags], tag)
    return tool, corpus


def test_a_good_site_passes_the_proof(site: tuple[Tool, list[Article]]) -> None:
    tool, corpus = site
    assert faults(tool, corpus, corpus[2].body[:20], 3) == []


def test_the_proof_sees_what_is_missing(site: tuple[Tool, list[Article]]) -> None:
    tool, corpus = site
    assert faults(tool, corpus, "never said", 4) == [
        f"/{corpus[2].path}/ lacks 'never said'",
        f"/{corpus[2].path}/ lacks 'data-edit=\"4\"'",
    ]
    (tool.output / corpus[0].path / "index.html").unlink()
    (tool.output / "rss.xml").write_text("<rss", encoding="utf-8")
    wrong = faults(tool, corpus, corpus[2].title, 3)
    assert wrong[0] == "4 of 5 articles have a page"
    assert wrong[-1].startswith("rss.xml: unclosed token")


def result(tool: str, seconds: float, peak: int, failure: str = "") -> dict[str, object]:
    return {
        "tool": tool, "version": f"{tool} 1", "failure": failure,
        "median_seconds": dict.fromkeys(SCENARIOS, seconds), "peak_bytes": dict.fromkeys(SCENARIOS, peak),
    }  # fmt: skip


def test_the_table_compares_with_hugo_and_names_who_failed() -> None:
    rows = table([result("sitegen", 1.5, 50_000_000), result("hugo", 3.0, 200_000_000)], {"eleventy": "no npm"})
    assert "1.50 s (0.50)" in rows
    assert "50 MB (0.25)" in rows
    assert rows.endswith("eleventy took no part: no npm")


def test_the_drawing_is_xml_that_says_every_figure() -> None:
    document = {
        "articles": 500, "runs": 3, "machine": "Linux <x86>, 2 processors", "absent": {"pelican": "broken"},
        "results": [
            result("sitegen", 1.5, 50_000_000), result("hugo", 3.0, 200_000_000), result("eleventy", 0, 0, "slow"),
        ],
    }  # fmt: skip
    drawn = draw(document, SCENARIOS)
    words = " ".join(ElementTree.fromstring(drawn).itertext())
    assert "first build: sitegen 1.50 s, hugo 3.00 s" in words
    assert "1.50 s (0.50)" in words
    assert "took no part: eleventy, pelican" in words
