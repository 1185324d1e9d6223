"""The same story once: by its source, by its text, within one run and between runs."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.events import ignore
from sitegen.ingest import Imported, ImportSettings, entries, import_sources, kept
from sitegen.ingest.catalogue import Alike, Catalogue
from sitegen.model.duplicates import FEWEST, shingles

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
SENTENCES = [
    "Göldə qışlayan quşların sayılması başa çatıb və ornitoloqlar üç gün ərzində on iki minə yaxın quş sayıblar.",
    "Keçən il bu rəqəm doqquz min idi, ondan əvvəlki il isə yeddi mindən bir az artıq olmuşdu.",
    "Mütəxəssislər artımı suyun səviyyəsinin qalxması və sahildəki qamışlığın genişlənməsi ilə izah edirlər.",
    "Sayımda iyirmi könüllü iştirak edib, onlar növləri ayırd etməyi və durbinlə işləməyi öyrəniblər.",
    "Növbəti sayım yazda, köçəri quşlar qayıdanda keçiriləcək və ona qonşu rayonlar da qoşulacaq.",
    "Nəticələr həm kitabxanada, həm də məktəbdə asılan böyük xəritədə hamıya göstəriləcək.",
]


def write(root: Path, name: str, body: str, head: str = "title: Göl\ndate: 2025-10-27\n") -> None:
    path = root / "content" / "articles" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{head}---\n\n{body}\n", "utf-8")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (" ".join(SENTENCES), True),
        ("\n\n".join(SENTENCES), True),
        (" ".join([*SENTENCES, "Xəbəri yerli qəzet yayıb."]), True),
        (
            " ".join(SENTENCES)
            .replace("Göldə", "**Göldə**")
            .replace("qamışlığın", "[qamışlığın](https://x.example/1)"),
            True,
        ),
        (" ".join(SENTENCES[:3]), False),
        (SENTENCES[0], False),
        ("", False),
    ],
)
def test_nearly_the_same_text_is_found(tmp_path: Path, body: str, found: bool) -> None:
    write(tmp_path, "a.md", " ".join(SENTENCES))
    alike = Catalogue(tmp_path).alike(body)
    assert (alike is not None and alike.path == "content/articles/a.md") is found


@given(st.permutations(SENTENCES))
def test_the_order_of_sentences_is_no_matter(order: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), "a.md", "\n\n".join(SENTENCES))
        alike = Catalogue(Path(folder)).alike("\n\n".join(order))
        assert alike is not None
        assert alike.percent >= 70


@pytest.mark.parametrize(
    "head",
    [
        "source: https://www.gol.example/1/\n",
        'source: "http://gol.example/1"\n',
        "source: {name: Göl, url: https://gol.example/1}\n",
        "source:\n  name: Göl\n  url: https://gol.example/1?utm_source=x\n",
        "extra:\n  imported:\n    from: https://gol.example/1\n",
    ],
)
def test_a_source_is_known_however_an_editor_writes_it(tmp_path: Path, head: str) -> None:
    write(tmp_path, "a.md", "Mətn.", f"title: Göl\ndate: 2025-10-27\n{head}")
    assert Catalogue(tmp_path).find({"https://gol.example/1"}) == "content/articles/a.md"
    assert Catalogue(tmp_path).find({"https://gol.example/2", ""}) == ""


def test_within_one_run_the_same_story_is_written_once(tmp_path: Path) -> None:
    text = " ".join(SENTENCES)
    (tmp_path / "a.txt").write_text(f"Quşlar sayıldı\n27.10.2025 [14:37]\n{text}\n", "utf-8")
    (tmp_path / "b.txt").write_text(f"Göldə sayım\n27.10.2025 [15:00]\n{text} Xəbəri qəzet yayıb.\n", "utf-8")
    sources = [str(tmp_path / name) for name in ("a.txt", "b.txt", "a.txt")]
    results = import_sources(sources, ImportSettings(tmp_path), NOW, ignore)
    assert [one.state for one in results if isinstance(one, Imported)] == ["written", "duplicate", "unchanged"]
    assert len({one.path for one in results if isinstance(one, Imported)}) == 1


def files_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the articles that a new catalogue opens to answer a question."""
    opened: list[str] = []

    def noted(path: Path) -> bytes:
        opened.append(path.name)
        return path.read_bytes()

    monkeypatch.setattr(entries, "read", noted)
    Catalogue(root).find({"x"})
    return [name for name in opened if name.endswith(".md")]


def test_an_article_is_opened_once_and_again_when_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.md", " ".join(SENTENCES))
    write(tmp_path, "b.md", "Mətn.")
    monkeypatch.setattr(kept, "settled", lambda sign, looked: True)
    assert files_opened(tmp_path, monkeypatch) == ["a.md", "b.md"]
    assert files_opened(tmp_path, monkeypatch) == []
    write(tmp_path, "b.md", " ".join(reversed(SENTENCES)), "title: Göl\nsource: https://gol.example/2\n")
    (tmp_path / "content" / "articles" / "a.md").unlink()
    assert files_opened(tmp_path, monkeypatch) == ["b.md"]
    assert Catalogue(tmp_path).find({"https://gol.example/2"}) == "content/articles/b.md"
    assert (Catalogue(tmp_path).alike(" ".join(SENTENCES)) or Alike("", 0)).path == "content/articles/b.md"


def test_a_file_changed_as_it_was_looked_at_is_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.md", "Mətn.")
    soon = time.time() + 3600
    os.utime(tmp_path / "content" / "articles" / "a.md", (soon, soon))
    assert files_opened(tmp_path, monkeypatch) == ["a.md"]
    assert files_opened(tmp_path, monkeypatch) == ["a.md"]


@pytest.mark.parametrize("damage", [b"", b"garbage", None], ids=["empty", "foreign", "cut"])
def test_a_damaged_memory_is_made_anew(tmp_path: Path, damage: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.md", " ".join(SENTENCES), "title: Göl\nsource: https://gol.example/1\n")
    monkeypatch.setattr(kept, "settled", lambda sign, looked: True)
    Catalogue(tmp_path).find({"x"})
    file = tmp_path / ".sitegen" / "catalogue.bin"
    file.write_bytes(file.read_bytes()[:-9] if damage is None else damage)
    assert Catalogue(tmp_path).find({"https://gol.example/1"}) == "content/articles/a.md"
    assert files_opened(tmp_path, monkeypatch) == []


def test_a_file_that_cannot_be_read_now_is_read_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.md", "Mətn.", "title: Göl\nsource: https://gol.example/1\n")
    monkeypatch.setattr(kept, "settled", lambda sign, looked: True)

    def fails(path: Path) -> bytes:
        raise OSError(5, "Input/output error", str(path))

    with monkeypatch.context() as broken:
        broken.setattr(entries, "read", fails)
        assert Catalogue(tmp_path).find({"https://gol.example/1"}) == ""
    assert Catalogue(tmp_path).find({"https://gol.example/1"}) == "content/articles/a.md"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(" və ", ", həm də "),
        lambda text: text.replace(",", " –").replace(".", "!"),
        lambda text: text.upper(),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: " ".join(f"*{word}*" for word in text.split()),
        lambda text: " ".join(f"[{word}](https://gol.example/{at})" for at, word in enumerate(text.split())),
    ],
)
def test_other_marks_around_the_same_words_hide_no_copy(tmp_path: Path, change: Callable[[str], str]) -> None:
    write(tmp_path, "a.md", " ".join(SENTENCES))
    assert Catalogue(tmp_path).alike(change(" ".join(SENTENCES))) is not None


def test_without_a_place_for_the_memory_all_is_found_still(tmp_path: Path) -> None:
    write(tmp_path, "a.md", " ".join(SENTENCES))
    (tmp_path / ".sitegen").write_text("a file")
    assert Catalogue(tmp_path).alike(" ".join(SENTENCES)) == Alike("content/articles/a.md", 100)


@given(st.lists(st.sampled_from([*SENTENCES, "Bir.", "İki söz."]), min_size=2, max_size=30), st.integers(0, 200))
def test_a_word_more_hides_no_copy(text: list[str], at: int) -> None:
    words = " ".join(text).split()
    other = [*words[:at], "yeni", *words[at:]]
    one, two = (set(memoryview(shingles(" ".join(some))).cast("I")) for some in (words, other))
    if len(two) >= FEWEST and len(one & two) * 100 >= len(one | two) * 90:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), "a.md", " ".join(words))
            assert Catalogue(Path(folder)).alike(" ".join(other)) is not None


def test_files_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "Mətn.")
    (tmp_path / "content" / "articles" / "gone.md").symlink_to(tmp_path / "nothing")
    (tmp_path / "content" / "articles" / "odd.md").write_bytes(b"---\nsource: {{{\n\xff\xfe")
    os.mkfifo(tmp_path / "content" / "articles" / "pipe.md")
    catalogue = Catalogue(tmp_path)
    assert catalogue.find({"x"}) == ""
    assert catalogue.alike(" ".join(SENTENCES)) is None
