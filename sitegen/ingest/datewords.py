"""What dates look like inside a line, and the words that tell whose they are."""

from __future__ import annotations

import re

_UPDATE = r"""
    updat|modif|last\ (?:edit|chang|review)|aktualis|geändert|änderung|mis\ à\ jour|actualiz|atualiz|aggiorn
    |yenilən|güncelle|обновл|измен
"""
_PUBLISHED = r"""
    published|posted|written|added|submitted|veröffentlicht|erschienen|erstellt|publi(?:é|cado|cato)|gepubliceerd
    |dərc\ (?:olunub|edilib|tarixi)|göndərilib|əlavə\ (?:olunub|edilib)|yayımlan\w+|yayınlan\w+|eklenme|giriş
    |опубликован\w*|размещен\w*|добавлен\w*
"""
# What running text speaks of too, so that nothing may stand before it, and nothing but the date behind it.
_PUBLICATION = r"""
    publication|veröffentlichung|mise?\ en\ ligne|press\ release|pressemitteilung|communiqué|comunicato\ stampa
    |basın\ (?:bülteni|açıklaması)|публикаци[яи]|пресс-релиз
"""
_DATE = r"date|datum|datu|data|fecha|tarix|tarih|дата|stand|time|zeit|vaxt|saat|время"
OF_UPDATE = re.compile(rf"(?ix){_UPDATE}")
OF_PUBLISHING = re.compile(rf"(?ix)(?<![^\W\d_])(?:{_PUBLISHED})")
OF_EITHER = re.compile(rf"(?ix)(?<![^\W\d_])(?:{_PUBLISHED})|{_UPDATE}")
OF_PUBLICATION = re.compile(rf"(?ix)^\W*(?:{_PUBLICATION})(?:\ (?:date|vom|am|of|from|on|le|du|del|от|tarihi))?\W*$")
OF_LIFE = re.compile(r"(?i)doğ(?:um|ul)|vəfat|ölüm|born|birth|died|gebor|gestorb|рожд|смерт|expire|deadline")
OF_ARTICLE = re.compile(rf"(?ix)(?<![^\W\d_])(?:{_PUBLISHED}|{_PUBLICATION}|{_DATE})|{_UPDATE}")
_GAP = r"[ ,|–/•·-]+"
_CLOCK = r"\d{1,2}(?::\d{2}\]?(?!:?\d)(?:\ ?[ap]\.?\ ?m\b\.?)?|\.\d{2}\]?(?![.\d]))"
_AT = rf"(?:{_GAP}(?:[^\W\d_]{{1,4}}\ )?\[?{_CLOCK}(?:\ ?\(?(?:gmt|utc|bst|msk|мск)\b(?:\ ?[+-]\d\d?(?::?\d\d)?)?)?)?"
_DAY = r"\d{1,2}(?:[./-]\d{1,2}[./-]|\ [^\W\d_]{3,12},?\ )(?:19|20)\d\d(?!\d)"
DATE_INSIDE = re.compile(
    rf"""(?ix)(?<![\d:.])\d{{1,2}}:\d{{2}}{_GAP}{_DAY}
    |(?<![\d.])\d{{1,2}}(?P<mark>[./-])\d{{1,2}}(?P=mark)(?:(?:19|20)\d\d(?!\d)){_AT}
    |(?:19|20)\d\d-\d\d-\d\d(?:[T\ ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?
    |(?<!\d)\d{{1,2}}(?:st|nd|rd|th|\.|º)?(?:\ de)?\ [^\W\d_]{{3,12}}\.?,?(?:\ de)?\ (?:19|20)\d\d{_AT}
    |[^\W\d_]{{3,12}}\.?\ \d{{1,2}}(?:st|nd|rd|th)?,?\ (?:19|20)\d\d{_AT}"""
)
# A date that opens a paragraph: "(21. November 2022) The town …", "BAKU, 21 November 2022 – The town …".
DATELINE = re.compile(
    r"^\W*(?:[^\W\d]+\W{1,2}){0,4}(?P<date>"
    + DATE_INSIDE.pattern.removeprefix("(?ix)").join(("(?ix:", ")"))
    + r")\s*(?:[)|–—:]|-\s)"
)


def tells_of_article(text: str) -> bool:
    """Tell whether words say that the article was published or changed: "Dərc olunub", "last updated"."""
    return bool(OF_EITHER.search(text))


def tells_of_change(text: str) -> bool:
    """Tell whether words say that the article was changed: "Yenilənib", "last updated"."""
    return bool(OF_UPDATE.search(text))
