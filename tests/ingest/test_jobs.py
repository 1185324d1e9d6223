"""Many files at once: read by several processes, kept by one, as if it had read them itself."""

from __future__ import annotations

import base64
import io
import os
import signal
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from sitegen.errors import SitegenError
from sitegen.events import Progress, ignore
from sitegen.ingest import Failed, Imported, ImportSettings, import_sources, reading, run
from sitegen.ingest.run import ALONE

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
SENTENCES = [
    "Göldə qışlayan quşların sayılması başa çatıb və ornitoloqlar üç gün ərzində on iki minə yaxın quş sayıblar.",
    "Mütəxəssislər artımı suyun səviyyəsinin qalxması və sahildəki qamışlığın genişlənməsi ilə izah edirlər.",
    "Sayımda iyirmi könüllü iştirak edib, onlar növləri ayırd etməyi və durbinlə işləməyi öyrəniblər.",
]
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Göl</title><item><title>Lentdə bir</title>
<link>https://gol.example/f1</link><description>{0}</description></item><item><title>Lentdə iki</title>
<link>https://gol.example/f2</link><description>{1}</description></item></channel></rss>"""


def noisy(seed: int) -> str:
    out = io.BytesIO()
    Image.effect_noise((80 + seed, 80), 90).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def sources(folder: Path) -> list[str]:
    """Return sources of every kind, more than one process would read alone, some of them wrong or there twice."""
    folder.mkdir()
    for number in range(ALONE):
        own = [" ".join(f"{word.strip('.')}{number}" for word in one.split()) + "." for one in SENTENCES]
        text = "</p><p>".join(own)
        picture = f'<img src="data:image/png;base64,{noisy(number)}" width="800">' if number % 5 == 0 else ""
        page = f"<html lang=az><body><article><h1>Göl {number}</h1><p>{text}</p>{picture}<p>{own[0]}</p></article>"
        (folder / f"{number:02}.html").write_text(page, "utf-8")
    (folder / "20.txt").write_text("Quşlar\n27.10.2025 14:37\n" + "\n".join(SENTENCES), "utf-8")
    (folder / "21.txt").write_text("Yenə quşlar\n27.10.2025 15:00\n" + "\n".join(SENTENCES), "utf-8")
    (folder / "22.md").write_text("# Suriçi\n\n![Göl](a.png)\n\nBir neçə söz.", "utf-8")
    Image.new("RGB", (40, 20), "red").save(folder / "a.png")
    (folder / "23.xml").write_text(FEED.format(*SENTENCES), "utf-8")
    (folder / "24.html").write_text("", "utf-8")
    (folder / "25.pdf").write_bytes(b"%PDF-1.7")
    return [*(str(path) for path in sorted(folder.iterdir()) if path.suffix != ".png"), str(folder / "none.html")]


def all_files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted((root / "content").rglob("*")) if p.is_file()}


def test_processes_make_what_one_makes(tmp_path: Path) -> None:
    named = sources(tmp_path / "in")
    made, results = [], []
    for jobs in (1, 3):
        root = tmp_path / str(jobs)
        told: list[object] = []
        each: list[object] = []
        found = import_sources(named, ImportSettings(root, jobs=jobs), NOW, told.append, each.append)
        assert tuple(each) == found
        assert [one.done for one in told if isinstance(one, Progress)] == [*range(len(named)), len(named)]
        results.append(found)
        made.append(all_files(root))
    assert made[0] == made[1]
    assert results[0] == results[1]
    states = [one.state if isinstance(one, Imported) else "failed" for one in results[0]]
    assert states == ["written"] * (ALONE + 1) + ["duplicate"] + ["written"] * 3 + ["failed"] * 3
    assert len([name for name in made[0] if name.endswith(".png")]) == 4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", '---\ntitle: "Göl \\ud83d"\n---\n\nBir neçə söz.\n'),
        ("a.xml", FEED.format("&#xd83d; bir", "iki")),
    ],
)
def test_half_a_character_fails_one_source_and_no_other(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "b.txt").write_text("Quşlar\n27.10.2025 14:37\n" + "\n".join(SENTENCES), "utf-8")
    failed, made = import_sources(
        [str(tmp_path / name), str(tmp_path / "b.txt")], ImportSettings(tmp_path), NOW, ignore
    )
    assert isinstance(failed, Failed)
    assert failed.problems[0].message == "holds half of a character, which no text can"
    assert isinstance(made, Imported)


def test_a_few_files_are_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.workers.Workers._started", lambda self: pytest.fail("a process was started"))
    named = sources(tmp_path / "in")[:ALONE]
    assert len(import_sources(named, ImportSettings(tmp_path, jobs=4), NOW, ignore)) == ALONE


def killed_at_the_last(source: str, settings: ImportSettings, now: datetime) -> reading.Read:
    if Path(source).name == "none.html":
        os.kill(os.getpid(), signal.SIGKILL)
    return reading.try_source(source, settings, now)


def test_a_killed_process_is_told_and_what_was_kept_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "try_source", killed_at_the_last)
    results: list[object] = []
    with pytest.raises(SitegenError, match=r"a process that had been started to help was killed"):
        import_sources(sources(tmp_path / "in"), ImportSettings(tmp_path, jobs=2), NOW, ignore, results.append)
    kept = [one.path for one in results if isinstance(one, Imported)]
    assert sorted(path for path in all_files(tmp_path) if path.endswith(".md")) == sorted(set(kept))


def test_how_many_processes_read_is_nothing_that_a_server_is_asked_anew_for(tmp_path: Path) -> None:
    from sitegen.ingest.revisits import _asked

    settings = ImportSettings(tmp_path)
    assert _asked(settings) == _asked(msgspec.structs.replace(settings, jobs=8))
