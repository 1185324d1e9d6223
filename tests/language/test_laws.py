"""What holds for any text at all."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slugify import slugify as python_slugify

from sitegen.errors import SitegenError
from sitegen.language import (
    MAX_LENGTH,
    STYLES,
    capitalize,
    closest,
    fold,
    format_date,
    initial,
    iso,
    lower,
    parse_date,
    rfc822,
    slugify,
    sort_key,
    title,
    upper,
)

LANGUAGES = st.sampled_from(["az", "tr", "ru", "en", "de", "fr", "el", "nl", "ar", "az-Latn-AZ", "x-none"])
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.timezones())  # noqa: DTZ001
# Any character, and often those that languages quarrel about.
TEXTS = st.one_of(st.text(), st.text("iıİIəƏçÇşŞğĞöÖüÜwxqWXQ ЁёЙйßæøł\u0307\u0301\u0327'’-+#&.,0123\u00ad\u200d🎉中"))


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


class TestSlugs:
    @given(TEXTS, LANGUAGES)
    @example("a" * 1000, "az")
    @example("söz " * 250, "az")
    @example("\ud800", "en")
    def test_have_one_shape_and_are_never_empty(self, text: str, language: str) -> None:
        slug = slugify(text, language)
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert len(slug) <= MAX_LENGTH

    @given(TEXTS, LANGUAGES)
    def test_of_a_slug_is_the_slug(self, text: str, language: str) -> None:
        slug = slugify(text, language)
        assert slugify(slug, language) == slug

    @given(TEXTS, LANGUAGES)
    def test_do_not_ask_how_accents_are_stored(self, text: str, language: str) -> None:
        assert slugify(composed(text), language) == slugify(unicodedata.normalize("NFD", text), language)

    @given(st.text(st.characters(codec="ascii", exclude_characters="+#,&"), min_size=1, max_size=MAX_LENGTH))
    def test_are_python_slugifys_on_ascii(self, text: str) -> None:
        expected = python_slugify(text, entities=False, decimal=False, hexadecimal=False)
        assert not expected or slugify(text, "en") == expected


class TestCase:
    @given(TEXTS, LANGUAGES)
    @example("ı\u0307", "az")
    def test_done_twice_is_done_once(self, text: str, language: str) -> None:
        for change in (upper, lower, capitalize, title):
            once = change(text, language)
            # I with a dot beside it and İ are one letter, stored in two ways.
            assert composed(change(once, language)) == composed(once)

    @given(st.text("abcçdeəfgğhxıijkqlmnoöprsştuüvyzw -"), st.sampled_from(["az", "tr"]))
    def test_of_the_alphabet_is_lossless(self, text: str, language: str) -> None:
        assert lower(upper(text, language), language) == text

    @given(TEXTS, LANGUAGES)
    def test_is_plain_python_except_for_the_letters_named(self, text: str, language: str) -> None:
        if language in ("ru", "en", "de", "fr"):
            assert (upper(text, language), lower(text, language)) == (text.upper(), text.lower())


class TestFolding:
    @given(TEXTS)
    def test_done_twice_is_done_once(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @given(st.text("abcçdeəfgğhxıijkqlmnoöprsştuüvyzwABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ "))
    def test_forgets_case_and_accents_of_azerbaijani(self, text: str) -> None:
        assert fold(text) == fold(upper(text, "az")) == fold(lower(text, "az"))
        assert fold(text).isascii()

    @given(TEXTS)
    def test_does_not_ask_how_accents_are_stored(self, text: str) -> None:
        assert fold(composed(text)) == fold(unicodedata.normalize("NFD", text))


class TestOrder:
    @given(TEXTS, TEXTS, LANGUAGES)
    @example("a", "a\0", "en")
    @example("é", "e\u0301", "en")
    def test_is_total(self, one: str, other: str, language: str) -> None:
        assert (sort_key(one, language) == sort_key(other, language)) == (one == other)

    @given(st.lists(TEXTS.filter(lambda text: text.strip() != "")), LANGUAGES)
    def test_groups_texts_by_heading(self, words: list[str], language: str) -> None:
        headings = [initial(word, language) for word in sorted(words, key=lambda word: sort_key(word, language))]
        changes = [after for before, after in pairwise(["", *headings]) if before != after]
        assert len(changes) == len(set(changes))

    @given(st.text("abcçdeəfgğhxıijkqlmnoöprsştuüvyzw", min_size=1), st.text("abcəxq", min_size=1))
    def test_puts_a_beginning_before_what_continues_it(self, stem: str, rest: str) -> None:
        assert sort_key(stem, "az") < sort_key(stem + rest, "az")


class TestDates:
    @given(MOMENTS, st.sampled_from(["az", "tr", "ru", "en", "de"]))
    def test_long_and_short_are_read_back(self, moment: datetime, language: str) -> None:
        # Kolkata has not moved its clocks since 1945; an hour that comes twice could not be read back.
        minute = moment.astimezone(UTC).replace(second=0, microsecond=0)
        for style in ("long", "short"):
            text = format_date(minute, style, language, "Asia/Kolkata")
            found = parse_date(text, language, "Asia/Kolkata", minute)
            assert found
            assert (found.moment, found.has_time) == (minute, True)

    @given(MOMENTS, st.sampled_from(["Asia/Baku", "Europe/Berlin", "America/St_Johns", "UTC"]))
    def test_for_machines_are_read_back_by_others(self, moment: datetime, zone: str) -> None:
        second = moment.astimezone(UTC).replace(microsecond=0)
        assert datetime.fromisoformat(iso(moment, zone)) == second
        assert parsedate_to_datetime(rfc822(moment, zone)) == second
        for language in ("az", "en"):
            found = parse_date(rfc822(moment, zone), language, "UTC", second)
            assert found
            assert found.moment == second

    @given(TEXTS | st.text("0123456789:.-/ TZ+əvvlsatgün"), LANGUAGES)
    def test_no_text_is_too_odd_to_read(self, text: str, language: str) -> None:
        found = parse_date(text, language, "Asia/Baku", datetime(2025, 10, 27, tzinfo=UTC))
        assert found is None or found.moment.tzinfo == ZoneInfo("Asia/Baku")

    @given(MOMENTS, LANGUAGES)
    def test_every_style_says_something_in_every_language(self, moment: datetime, language: str) -> None:
        for style in STYLES:
            assert format_date(moment, style, language, "Asia/Baku").strip()

    def test_names_of_one_language_never_leak_into_another(self) -> None:
        # Babel's own formatters fail here: python-babel issue 1234.
        moment = datetime(2025, 10, 27, tzinfo=UTC)
        names = [format_date(moment, "month_name", language, "UTC") for language in ("az", "tr", "fr", "az", "de")]
        assert names == ["oktyabr", "Ekim", "octobre", "oktyabr", "Oktober"]

    def test_offsets_are_cut_to_the_minute(self) -> None:
        moment = datetime(1900, 1, 1, tzinfo=UTC)
        assert iso(moment, "Asia/Baku") == "1900-01-01T03:19:24+03:19"
        assert rfc822(moment, "Asia/Baku") == "Mon, 01 Jan 1900 03:19:24 +0319"

    def test_a_moment_without_zone_is_refused(self) -> None:
        naive = datetime(2025, 10, 27)  # noqa: DTZ001
        for show in (iso, rfc822):
            with pytest.raises(ValueError, match="a moment needs a time zone: 2025-10-27T00:00:00"):
                show(naive, "UTC")

    @pytest.mark.parametrize(
        ("style", "zone", "message"),
        [
            ("lang", "UTC", 'there is no date style "lang"; did you mean "long"?'),
            ("xyz", "UTC", 'there is no date style "xyz"; use one of long, short, day, day_month, time, month, '),
            ("long", "Asia/Bakı", 'there is no time zone "Asia/Bakı"; did you mean "Asia/Baku"?'),
            ("long", "../../etc", 'there is no time zone "../../etc"; use a name such as "Asia/Baku" or "UTC"'),
            ("long", "", 'there is no time zone ""; use a name such as "Asia/Baku" or "UTC"'),
        ],
    )
    def test_an_unknown_style_or_zone_is_named(self, style: str, zone: str, message: str) -> None:
        with pytest.raises(SitegenError) as raised:
            format_date(datetime(2025, 10, 27, tzinfo=UTC), style, "az", zone)
        assert str(raised.value).startswith(message)

    def test_hours_are_counted_across_a_change_of_clocks(self) -> None:
        now = datetime(2025, 10, 26, 4, 30, tzinfo=ZoneInfo("Europe/Berlin"))
        found = parse_date("vor 3 Stunden", "de", "Europe/Berlin", now)
        assert found
        assert now.astimezone(UTC) - found.moment.astimezone(UTC) == timedelta(hours=3)


class TestDidYouMean:
    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("siyaset", "Siyasət"),
            ("SİYASƏT", "Siyasət"),
            ("dunya", "Dünya"),
            ("Iqtisadiyat", "İqtisadiyyat"),
            ("xyz", None),
        ],
    )
    def test_looks_past_case_and_accents(self, word: str, expected: str | None) -> None:
        assert closest(word, ["Dünya", "Siyasət", "İqtisadiyyat"]) == expected

    def test_of_nothing_is_nothing(self) -> None:
        assert closest("a", []) is None
