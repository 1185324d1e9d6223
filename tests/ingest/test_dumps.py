"""Text dumps: the cases are in dumps/shapes.txt."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import SitegenError
from sitegen.ingest.dump import read_dump
from sitegen.ingest.encodings import clean
from sitegen.ingest.story import ImportSettings

NOW = datetime.fromisoformat("2025-10-28T10:00:00+04:00")
SETTINGS = ImportSettings(Path("/nowhere"))


def cases() -> list[tuple[str, str, dict[str, Any]]]:
    text = Path(__file__).with_name("dumps").joinpath("shapes.txt").read_text("utf-8")
    found = []
    for case in text.split("\n=== ")[1:]:
        name, _, rest = case.partition("\n")
        dump, _, expected = rest.partition("\n--- expected\n")
        found.append((name, dump.replace("⏎", "\r"), yaml.load(expected, Loader=yaml.BaseLoader)))
    return found


@pytest.mark.parametrize(("dump", "expected"), [case[1:] for case in cases()], ids=[case[0] for case in cases()])
def test_a_dump_becomes_a_story(dump: str, expected: dict[str, Any]) -> None:
    story, notes = read_dump(clean(dump), SETTINGS, NOW, "dump.txt")
    assert story.title == expected["title"]
    assert (story.date.isoformat() if story.date else "null") == expected["date"]
    people = [{key: value for key, value in (("name", a.name), ("role", a.role)) if value} for a in story.authors]
    assert people == expected["authors"]
    assert story.body.rstrip("\n").split("\n\n") == expected["body"]
    assert [origin.field for origin in story.origins if origin.doubt] == expected.get("doubts", [])
    assert (story.updated.isoformat() if story.updated else "") == expected.get("updated", "")
    assert story.source.url == expected.get("source", "")
    cut = int(expected.get("cut", "0"))
    assert sum(int(note.split(" ")[0]) for note in notes) == cut


@pytest.mark.parametrize(
    ("dump", "said"),
    [
        ("", "dump.txt: is empty; give a dump with a title, a date and a body"),
        ("Yalnız başlıq", "dump.txt:1: has a title but no text below it"),
        ("Başlıq\n27.10.2025 [10:00]", "has a title but no text below it; the first line is taken for the title"),
    ],
)
def test_a_dump_without_text_is_refused_with_the_reason(dump: str, said: str) -> None:
    with pytest.raises(SitegenError) as caught:
        read_dump(dump, SETTINGS, NOW, "dump.txt")
    assert said in str(caught.value)


def test_a_wall_of_text_becomes_paragraphs_unless_it_is_to_be_kept() -> None:
    wall = " ".join(
        f"Bu {number} nömrəli sınaq cümləsi prof. A.Ə.Səmədlinin 3.5 mln. sözündən biridir." for number in range(60)
    )
    dump = f"Başlıq\n27.10.2025 [10:00]\nAynur Səmədli\n{wall}"
    split = read_dump(dump, SETTINGS, NOW, "dump.txt")[0].body.rstrip("\n").split("\n\n")
    assert len(split) > 10
    assert all(part.endswith("biridir.") and part.startswith("Bu ") for part in split)
    assert " ".join(split) == wall
    kept = read_dump(dump, ImportSettings(Path("/nowhere"), keep_paragraphs=True), NOW, "dump.txt")[0]
    assert kept.body == wall + "\n"


PARAGRAPH = (
    "Sayım üç gün çəkəcək, deyə cəmiyyətin üzvü bildirir və çoxlarını köməyə çağırır. Ötən qış burada qırxdan çox növ "
    "görünmüşdü, ən çoxu qaşqaldaq və yaşılbaş ördək idi."
)
LINES = st.sampled_from(
    [
        *("Xəbər lenti", "Siyasət", "Dünya", "27 Oktyabr 11:29", "27 Oktyabr 11:12", "11:05 Nar festivalı başladı"),
        *(
            "27.10.2025 [14:37]",
            "Aynur Səmədli",
            "ornitoloq",
            PARAGRAPH,
            "1 manat",
            "Başlıq: Sayım",
            "Mətn:",
            "1 542",
            "",
        ),
    ]
)


@given(st.lists(LINES, max_size=40))
def test_any_dump_is_read_or_refused_and_its_paragraphs_stay(lines: list[str]) -> None:
    try:
        story, _ = read_dump("\n".join(lines), SETTINGS, NOW, "dump.txt")
    except SitegenError:
        return
    assert story.title == PARAGRAPH or story.body.count(PARAGRAPH) == lines.count(PARAGRAPH)


HEAD = ["Rayonda yeni körpünün tikintisi başa çatdı", "19.10.2025 [14:37]", "Aynur Səmədli"]
BODY = [
    "Görüşə gələnlər suallarını verdi və cavablarını aldılar. Yol 2024-cü ilin mayında başlanmış, 14:30-da açılmışdı.",
    "Layihənin dəyəri 3.5 mln. manatdır və onun yarısı artıq ödənilib. Qalanı növbəti ilin büdcəsində nəzərdə tutulub.",
    "Körpü piyadalar üçün də açıqdır, velosipedçilər isə öz zolağı ilə hərəkət edir və ona qədər beş dayanacaq var.",
]
LABELS = ["Siyasət", "YAP xəbərləri", "Dünya", "Siyasət", "İdman", "Dünya", "İdman", "Siyasət"]
HEADLINES = [
    "Metroda yeni qatarlar sınaqdan keçirilir",
    "Sabah bəzi rayonlarda yağış yağacaq",
    "Şahmatçılar ikinci turu başa vurdu",
    "Nar festivalına hazırlıq gedir",
    "Zeytun yığımı başladı",
    "Xurma ixracı artıb",
    "Kitabxanada gecə saatları uzadıldı",
    "Bulvarda velosiped yolu genişlənir",
]
ROWS = {
    "label, time": "{label}\n{time}",
    "headline, time": "{headline}\n{time}",
    "label, headline, time": "{label}\n{headline}\n{time}",
    "time headline": "{time} {headline}",
}
TIMES = {
    "day and clock": "21 Oktyabr {0:02}:{1:02}",
    "day, clock": "21 Oktyabr, {0:02}:{1:02}",
    "figures": "21.10.2025 {0:02}:{1:02}",
    "as the article's own": "21.10.2025 [{0:02}:{1:02}]",
    "clock": "{0:02}:{1:02}",
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("time", TIMES.values(), ids=TIMES)
@pytest.mark.parametrize("heading", [["Son xəbərlər"], ["Xəbər lenti", "Hamısına bax"]], ids=["heading", "link below"])
@pytest.mark.parametrize("places", [(0,), (1,), (2,), (0, 2)], ids=["above", "inside", "below", "both"])
def test_no_row_stays_and_no_sentence_goes(row: str, time: str, heading: list[str], places: tuple[int, ...]) -> None:
    rows = [
        row.format(label=LABELS[at], headline=HEADLINES[at], time=time.format(20 - at, (7 * at) % 60))
        for at in range(len(LABELS))
    ]
    rail = [*heading, *rows]
    above, inside, below = (rail if place in places else [] for place in range(3))
    dump = [*above, *HEAD, BODY[0], *inside, *BODY[1:], *below]
    story, _ = read_dump("\n".join(dump), SETTINGS, NOW, "dump.txt")
    assert story.title == HEAD[0]
    assert story.date == datetime.fromisoformat("2025-10-19T14:37:00+04:00")
    assert [author.name for author in story.authors] == [HEAD[2]]
    assert story.body.rstrip("\n").split("\n\n") == BODY
