"""A player of video or sound becomes a link to what it plays; other frames go."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sitegen.ingest.page import read_page
from sitegen.ingest.story import ImportSettings

NOW = datetime.fromisoformat("2026-01-22T10:00:00+04:00")
SENTENCE = "Limanda suyun hündürlüyü hər altı dəqiqədən bir yazılır və saatda bir dəfə idarəyə göndərilir. "
PAGE = (
    "<html><head><title>Su necə ölçülür</title></head><body><article><h1>Su necə ölçülür</h1>{}</article></body></html>"
)


def body_of(player: str) -> str:
    text = PAGE.format(f"<p>{SENTENCE * 3}</p>{player}<p>{SENTENCE * 2}Sonra cədvəl çap olunur.</p>")
    settings = ImportSettings(Path("/nowhere"))
    body = read_page(text, "https://liman.example/su", settings, NOW, "page.html")[0].body
    return body.split("\n\n", 1)[1].rsplit("\n\n", 1)[0] if body.count("\n\n") > 1 else ""


@pytest.mark.parametrize(
    ("player", "expected"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/abc" title="Ölçən [cihaz]"></iframe>',
            "[Ölçən \\[cihaz\\]](https://www.youtube.com/embed/abc)",
        ),
        (
            '<figure><iframe data-src="//player.vimeo.com/video/7?h=1" src="about:blank"></iframe></figure>',
            "[player.vimeo.com/video/7](https://player.vimeo.com/video/7?h=1)",
        ),
        (
            '<audio controls><source src="/ses.mp3">Köhnə brauzer</audio>',
            "[liman.example/ses.mp3](https://liman.example/ses.mp3)",
        ),
        ('<iframe src="https://ads.example/banner" title="Reklam"></iframe>', ""),
        ('<iframe src="javascript:alert(1)" title="x"></iframe>', ""),
        ('<video src="javascript:alert(1)" title="x"></video>', ""),
    ],
)
def test_what_is_left_of_a_player(player: str, expected: str) -> None:
    assert body_of(player) == expected
