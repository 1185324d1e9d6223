"""In which language a text is written."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]  # it ships no types

_SAMPLE = 1500
_ENOUGH = 200
_TURKIC = frozenset(("az", "tr", "tk", "uz", "kk", "ky", "tt", "ba", "crh", "gag"))
_CODE = re.compile(r"^([A-Za-z]{2,3})(?:[-_].*)?$")


def language_of(text: str, declared: str, fallback: str) -> tuple[str, str, str]:
    """Return the language code of `text`, where it came from, and what is doubtful ("" when nothing is).

    `declared` is what the page says ("az-Latn-AZ", "ru_RU"), which counts unless the alphabet contradicts it;
    `fallback` is the site's language, taken when the text is too short to tell.
    """
    sample = text[:_SAMPLE]
    code = primary(declared)
    if code and not _contradicts(sample, code) and not (code == "az" and _is_other_than_azerbaijani(sample)):
        return code, "html lang", ""
    if sum(map(str.isalpha, sample)) < 60:
        return fallback, "site.toml", ""
    if sample.count("ə") + sample.count("Ə") > len(sample) // 100:
        return "az", "alphabet", ""
    guessed, certainty = _identifier().classify(sample)
    doubt = "" if certainty > 0.9 else "the language was guessed from the text"
    return str(guessed), "text", doubt


def primary(declared: str) -> str:
    """Return the primary subtag of a language tag in lower case, or "" (RFC 5646)."""
    found = _CODE.match(declared.strip())
    return found[1].lower() if found else ""


def _contradicts(sample: str, code: str) -> bool:
    """Tell whether the letters rule the language out: many templates say "en" whatever they hold."""
    letters = [character for character in sample if character.isalpha()]
    if len(letters) < 60:
        return False
    cyrillic = sum("Ѐ" <= character <= "ӿ" for character in letters)
    if cyrillic * 2 > len(letters):
        return code in {"en", "az", "tr", "de", "fr", "es", "it"}
    schwa = sum(character in "əƏ" for character in letters)
    if schwa * 100 > len(letters) * 2:
        return code in {"en", "tr", "ru", "de", "fr"}
    return code in {"ru", "uk"} and cyrillic * 10 < len(letters)


def _is_other_than_azerbaijani(sample: str) -> bool:
    """Tell whether a text under an Azerbaijani template is in another language: every twelfth letter would be an ə.

    Some type Azerbaijani without its letters, and that is taken for a relative of it.
    """
    letters = sum(map(str.isalpha, sample))
    if letters < _ENOUGH or (sample.count("ə") + sample.count("Ə")) * 200 > letters:
        return False
    return str(_identifier().classify(sample)[0]) not in _TURKIC


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
