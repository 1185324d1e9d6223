"""Dumps inside ten page templates, each with a running list of seventy rows: everything right, no row left."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from sitegen.ingest.page import read_page
from sitegen.ingest.story import ImportSettings

NOW = datetime.fromisoformat("2026-01-22T10:00:00+04:00")
TEMPLATES = sorted((Path(__file__).parent / "pages" / "templates").glob("*.html"))
LABELS = ["Dünya", "Siyasət", "Sosial", "İdman", "Mədəniyyət", "Hadisə", "İqtisadiyyat"]
ROWS = [
    (LABELS[number * 5 % len(LABELS)], f"{21 - number // 24} Yanvar {23 - number % 24:02}:{number * 7 % 60:02}")
    for number in range(70)
]
TEXTS = Path(__file__).parent / "pages" / "bodies.txt"
BODIES = [" ".join(text.split()) for text in TEXTS.read_text("utf-8").split("\n\n")]
DUMPS = [
    (
        "Xətai rayonunda yeni kitabxana açıldı",
        "27.10.2025 [14:37]",
        "Aynur Səmədli",
        "Xətai rayon kitabxanasının direktoru",
    ),
    ("Göldə on iki min quş sayıldı", "27.10.2025 [09:05]", "Rəşad Vəliyev", "ornitoloqlar cəmiyyətinin sədri"),
    ("Altı kilometrlik velosiped yolu", "27.10.2025 [23:50]", "Ə.B.Kərimli", "şəhərsalma eksperti"),
]


def page(template: str, dump: tuple[str, str, str, str], body: str) -> str:
    title, date, author, role = dump
    row = re.search(r"\{rail:(.*?\{time\}.*?)\}(?=<|\s)", template)
    assert row is not None
    rows = "".join(row[1].replace("{label}", label).replace("{time}", time) for label, time in ROWS)
    filled = template.replace(row[0], rows)
    iso = f"2025-10-27T{date[-6:-1]}:00+04:00"
    values = {"title": title, "date": date, "author": author, "role": role, "body": body, "iso": iso}
    for name, value in values.items():
        filled = filled.replace("{" + name + "}", value)
    return filled


@pytest.mark.parametrize("number", range(len(DUMPS)))
@pytest.mark.parametrize("template", TEMPLATES, ids=[path.stem for path in TEMPLATES])
def test_a_dump_in_a_template(template: Path, number: int) -> None:
    dump, body = DUMPS[number], BODIES[number]
    story, _ = read_page(
        page(template.read_text("utf-8"), dump, body), "", ImportSettings(Path("/nowhere")), NOW, "p.html"
    )
    title, date, author, role = dump
    assert story.title == title
    assert story.date == datetime.fromisoformat(f"2025-10-27T{date[-6:-1]}:00+04:00")
    assert [(one.name, one.role) for one in story.authors] == [(author, role)]
    text = re.sub(r"!\[.*?\]\(.*?\)", "", story.body)
    assert " ".join(text.split()) == body
    assert story.language == ("az" if 'lang="az"' in template.read_text("utf-8") else "")
