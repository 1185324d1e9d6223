"""The words of dates that CLDR does not have, in folded spelling: "two hours ago", "yesterday", case endings.

A new language needs one record here; without one its months and weekdays are still known from CLDR.
"""

from __future__ import annotations

import msgspec

Unit = str  # second, minute, hour, day, week, month, year


class Vocabulary(msgspec.Struct, frozen=True):
    """The words of one language, as `fold` spells them.

    `days` counts back from today. `units` are stems that endings may follow. `ago` stands after the amount, or
    before it where `ago_first` is true. `noise` says nothing about the moment. `endings` may follow a
    month or a number.
    """

    days: dict[str, int]
    now: frozenset[str]
    units: dict[str, Unit]
    ago: frozenset[str]
    one: frozenset[str]
    noise: frozenset[str]
    endings: frozenset[str]
    months: dict[str, int] = {}
    ago_first: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AZ = Vocabulary(
    days={"bu gun": 0, "bugun": 0, "dunen": 1, "sragagun": 2, "evvelki gun": 2},
    now=frozenset({"indi", "indice", "az once", "bir az evvel", "bir az once", "az evvel"}),
    units={
        "saniye": "second", "san": "second", "deqiqe": "minute", "deq": "minute", "saat": "hour", "gun": "day",
        "hefte": "week", "ay": "month", "il": "year",
    },
    ago=_words("evvel once qabaq"),
    one=_words("bir"),
    noise=_words("saat radeleri il ilin ilde tarixinde tarixi tarixde gunu"),
    endings=_words(
        "i in un n ni nin nun da de den dan ta te a e ci cu inci uncu ncu nci si su sinda sinde inda unda inde unde"
    ),
)  # fmt: skip
_TR = Vocabulary(
    days={"bugun": 0, "bu gun": 0, "dun": 1, "onceki gun": 2, "evvelki gun": 2},
    now=frozenset({"simdi", "az once", "biraz once", "demin"}),
    units={
        "saniye": "second", "sn": "second", "dakika": "minute", "dk": "minute", "saat": "hour", "sa": "hour",
        "gun": "day", "hafta": "week", "ay": "month", "yil": "year", "sene": "year",
    },
    ago=_words("once evvel"),
    one=_words("bir"),
    noise=_words("saat yili yilinda tarihinde tarihi tarihli gunu"),
    endings=_words("i in un u nin nun da de den dan ta te tan ten a e inci uncu nci ncu si su sinda sinde"),
)  # fmt: skip
_RU = Vocabulary(
    days={"сегодня": 0, "вчера": 1, "позавчера": 2},
    now=frozenset({"сеичас", "только что"}),
    units={
        "секунд": "second", "сек": "second", "минут": "minute", "мин": "minute", "час": "hour", "ч": "hour",
        "день": "day", "дня": "day", "днеи": "day", "недел": "week", "месяц": "month", "год": "year", "лет": "year",
    },
    ago=_words("назад"),
    one=_words("один одну"),
    noise=_words("в г гг года год году ч"),
    endings=_words("а у е ом я ю ы и ов го ого е м ть"),
    months={"сент": 9, "нояб": 11, "февр": 2},
)  # fmt: skip
_EN = Vocabulary(
    days={"today": 0, "yesterday": 1},
    now=frozenset({"now", "just now"}),
    units={
        "second": "second", "sec": "second", "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour",
        "h": "hour", "day": "day", "week": "week", "month": "month", "year": "year", "yr": "year",
    },
    ago=_words("ago"),
    one=_words("a an one"),
    noise=_words("at on of the"),
    endings=_words("st nd rd th s"),
    months={"sept": 9},
)  # fmt: skip
_DE = Vocabulary(
    days={"heute": 0, "gestern": 1, "vorgestern": 2},
    now=frozenset({"jetzt", "gerade eben", "soeben", "eben"}),
    units={
        "sekunde": "second", "minute": "minute", "min": "minute", "stunde": "hour", "std": "hour", "tag": "day",
        "woche": "week", "monat": "month", "jahr": "year",
    },
    ago=_words("vor"),
    one=_words("ein eine einem einer"),
    noise=_words("um uhr am den der im"),
    endings=_words("s es"),
    months={"janner": 1, "feber": 2},
    ago_first=True,
)  # fmt: skip
# "27 de octubre de 2025", "le 3 août 2025 à 14:37": the small words of languages without a record of their own.
_OTHER = Vocabulary(
    days={},
    now=frozenset(),
    units={},
    ago=frozenset(),
    one=frozenset(),
    noise=_words("a as de del di do el la le las les los o om kl"),
    endings=_words("er o a"),
)

_ALL = {"az": _AZ, "tr": _TR, "ru": _RU, "en": _EN, "de": _DE}


def vocabulary(language: str) -> Vocabulary:
    """Return the vocabulary of a primary language subtag, a few small words where none is known."""
    return _ALL.get(language, _OTHER)
