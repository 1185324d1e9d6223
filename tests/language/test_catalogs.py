"""The words of the interface: complete in four languages, open to the site's own words, checked."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from sitegen.language import (
    CATALOGS,
    direction,
    is_language,
    language_name,
    missing_texts,
    phrase,
    plural,
    text_problems,
    texts,
)

PLURALS = ("articles", "items", "results", "minutes_to_read")


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", CATALOGS)
class TestEveryCatalog:
    def test_has_every_key_with_the_same_places(self, language: str) -> None:
        def shape(name: str) -> dict[str, set[str]]:
            return {key: places(text) for key, text in texts(name).items() if "." not in key}

        assert shape(language) == shape("en")

    def test_has_every_plural_form_that_its_language_uses(self, language: str) -> None:
        categories = {plural(n, language) for n in [*range(200), 1_000_000, 1.5]}
        found = {key.partition(".")[2] for key in texts(language) if key.startswith("articles.")}
        assert found == categories
        for key in PLURALS:
            for category in categories:
                assert places(texts(language)[f"{key}.{category}"]) == {"n"}

    def test_has_no_empty_or_untidy_text(self, language: str) -> None:
        for key, text in texts(language).items():
            assert text == text.strip() != "", key
            assert "  " not in text, key
            assert "..." not in text, key
            assert not text.endswith(".") or key in {
                "search_none", "search_needs_script", "search_failed", "not_found_text", "no_articles", "no_editions",
                "feeds_about", "feeds_of_terms", "feed_hint",
            }, key  # fmt: skip

    def test_is_written_in_its_own_letters(self, language: str) -> None:
        alphabets = {
            "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
            "tr": "abcçdefgğhıijklmnoöprsştuüvyzâîû",
            "en": "abcdefghijklmnopqrstuvwxyz",
            "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        }
        from sitegen.language import lower

        for key, text in texts(language).items():
            words = re.sub(r"\{\w+\}|RSS|Atom|JSON Feed|OPML|JavaScript", "", text)
            strange = {letter for letter in lower(words, language) if letter.isalpha()} - set(alphabets[language])
            assert not strange, (key, text)


class TestASitesOwnWords:
    def test_lie_over_the_catalog(self) -> None:
        assert texts("az", {"home": "Baş səhifə"})["home"] == "Baş səhifə"
        assert texts("az", {"home": "Baş səhifə"})["rail"] == "Xəbər lenti"
        assert texts("az")["home"] == "Ana səhifə"

    def test_are_asked_for_in_a_language_without_a_catalog(self) -> None:
        assert texts("ka")["home"] == "Home"
        missing = missing_texts("ka", {"home": "მთავარი"})
        assert "home" not in missing
        assert set(missing) == set(texts("en")) - {"home"}
        assert missing_texts("az") == missing_texts("en-GB") == []

    @pytest.mark.parametrize(
        ("language", "nearest"),
        [("az-AZ", "az"), ("az-Latn", "az"), ("AZ", "az"), ("ru-RU", "ru"), ("az-Cyrl", "en"), ("az-Arab-IR", "en")],
    )
    def test_a_region_or_the_usual_script_does_not_matter(self, language: str, nearest: str) -> None:
        assert texts(language) == texts(nearest)

    @pytest.mark.parametrize(
        ("language", "key", "text", "message"),
        [
            ("az", "hom", "x", 'unknown text "hom"; did you mean "home"?'),
            ("az", "qqqq", "x", 'unknown text "qqqq"; the interface has no such text; remove it'),
            ("az", "page", "Səh.", 'text "page" lacks {n}; write it as in “Səhifə {n}”'),
            ("az", "home", "{x}", 'text "home" has the unknown place {x}; it may use no places'),
            ("en", "page_of", "{n} {of} {count}", 'text "page_of" has the unknown place {of}; it may use {count}, {n}'),
            ("ru", "articles.some", "{n}", 'unknown text "articles.some"; did you mean "articles.one"?'),
        ],
    )
    def test_are_checked(self, language: str, key: str, text: str, message: str) -> None:
        assert [str(problem) for problem in text_problems(language, {key: text})] == [message]

    def test_may_add_a_plural_form_and_say_a_number_in_words(self) -> None:
        assert (
            text_problems("en", {"articles.one": "one article", "articles.zero": "no articles", "home": "Front"}) == []
        )

    def test_name_what_a_template_asks_for_in_vain(self) -> None:
        with pytest.raises(KeyError, match="nothing"):
            phrase(texts("az"), "az", "nothing")


def test_phrases_fill_in_names_and_leave_other_braces_alone() -> None:
    assert phrase(texts("az"), "az", "by", name="{n} Əli") == "Müəllif: {n} Əli"
    assert phrase({"x": "{a} {b.c} {d}"}, "en", "x", a=1200) == "1,200 {b.c} {d}"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("az", "ltr"), ("ar", "rtl"), ("fa-IR", "rtl"), ("he", "rtl"), ("ur", "rtl"), ("az-Arab", "rtl"),
        ("az-Cyrl", "ltr"),
        ("ku-Arab-IQ", "rtl"), ("ar-Latn", "ltr"), ("zh-Hant-TW", "ltr"), ("x-none", "ltr"),
    ],
)  # fmt: skip
def test_direction(tag: str, expected: str) -> None:
    assert direction(tag) == expected


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("az", "Azərbaycanca"), ("tr", "Türkçe"), ("ru", "Русский"), ("en", "English"), ("de", "Deutsch"),
        ("fr", "Français"), ("ka", "ქართული"), ("tlh", "tlh"), ("x-none", "x-none"), ("pt-BR", "Português (Brasil)"),
    ],
)  # fmt: skip
def test_language_name(tag: str, name: str) -> None:
    assert language_name(tag) == name


@pytest.mark.parametrize(
    "tag", ["az", "AZ", "az-Latn-AZ", "zh-Hant-TW", "es-419", "de-1996", "sl-rozaj-biske", "x-own", "en-u-ca-buddhist"]
)
def test_well_formed_tags(tag: str) -> None:
    assert is_language(tag)


@pytest.mark.parametrize(
    "tag",
    ["", "a", "az_AZ", "az-", "-az", "azerbaijani-", "azərbaycan", "az AZ", "az-L", "1a", "az\n", "toolonglanguage"],
)
def test_malformed_tags(tag: str) -> None:
    assert not is_language(tag)


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = "{'babel', 'slugify', 'text_unidecode', 'tomllib', 'difflib', 'hashlib', 'email'}"
    code = f"import sys, sitegen.language; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
