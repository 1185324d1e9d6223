"""Everything about human language: slugs, letter case, order, dates, numbers, the words of the interface.

The language is always an argument (a BCP 47 tag), never a setting of the machine.
"""

from sitegen.language.casing import capitalize, fold, lower, title, upper
from sitegen.language.catalogs import CATALOGS, missing_texts, phrase, text_problems, texts
from sitegen.language.collation import initial, sort_key
from sitegen.language.dates import STYLES, format_date, iso, rfc822, time_zone
from sitegen.language.names import closest, direction, is_language, language_name
from sitegen.language.numbers import format_number, plural
from sitegen.language.parsing import Parsed, parse_date
from sitegen.language.slugs import MAX_LENGTH, slugify

__all__ = [
    "CATALOGS",
    "MAX_LENGTH",
    "STYLES",
    "Parsed",
    "capitalize",
    "closest",
    "direction",
    "fold",
    "format_date",
    "format_number",
    "initial",
    "is_language",
    "iso",
    "language_name",
    "lower",
    "missing_texts",
    "parse_date",
    "phrase",
    "plural",
    "rfc822",
    "slugify",
    "sort_key",
    "text_problems",
    "texts",
    "time_zone",
    "title",
    "upper",
]
