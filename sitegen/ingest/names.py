"""Bylines: who wrote it, and in which role.

A person is told from a role by capitals, not by lists of names. The few word lists below decide only what capitals
leave open; they hold Azerbaijani, Turkish, Russian and English together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sitegen.language import fold
from sitegen.records import Author

LONGEST_ROLE = 200

_LABEL = re.compile(
    r"(?ix)^\W*(?:(?:müəllif(?:i|lər)?|mətn|yazdı|hazırladı|söhbətləşdi|söhbət(?:i)?\sapardı|müsahibəni\sapardı|qələmə\saldı"
    r"|yazar|yazan|(?:haberi\s)?hazırlayan|haber|muhabir|röportaj|söyleşi"
    r"|автор(?:ы)?|текст|подготовил[аи]?|беседовал[аи]?|записал[аи]?"
    r"|written|story|posted|published|reported|report|words|text|author)s?(?:\s+by\b|\s*[:|–—-])"
    r"|by\b:?(?=\s)|(?:von|par|por|di|av|от|göndərən|gönderen|paylaşan|отправил|опубликовал):?\s+(?=[^\W\d_]))\s*"
)
# Behind the author stand those who took the pictures, and the date.
_CREDITS = re.compile(
    r"(?i)[\s/|,;•·(–—-]*(?<![^\W\d_])(?:foto(?:lar|ğraf\w*|qraf)?|photos?|şəkil(?:lər)?|фото|видео|video|kamera|illustrations?)"
    r"(?:\s+by\b|\s*:).*$"
)
_DATE_BEHIND = re.compile(r"[\s,|•·(\[–—-]+\d{1,2}(?:[./:]\d{2}|\s[^\W\d_]{3,}\s(?:19|20)\d\d).*$")
_AND = re.compile(r"\s+(?:və|ve|и|and|und|et|y|e)\s+|\s*[&;/|•·]\s*|\s*\n\s*")
_ROLE_GAP = re.compile(r"\s*(?:,\s+|\s[–—-]\s|\s*[(|•·]\s*|:\s+)")
_INITIAL = re.compile(r"^(?:[^\W\d_]{1,2}\.(?:-?[^\W\d_]{1,2}\.)*)([^\W\d_]+(?:-[^\W\d_]+)?)?$")
_BETWEEN_NAMES = """
    oğlu qızı ogly oglu gizi kızı van von der den de da di del della dos du la le bin ibn al el əl ben ap
"""
_PARTICLES = frozenset(_BETWEEN_NAMES.split())
_NO_NAME = """
    user admin administrator webmaster
    last updated update by from news editor editors the about posted published on in games internet health today press
    agency
    über den autor gesponserte inhalte anzeige our foreign sponsored content guest
    team media staff online tv radio magazine daily times post group desk and more follow read share photo video
    yesterday dünən bugün dün сегодня вчера
    xəbər xəbərlər agentliyi redaksiyası portalı новости редакция агентство haber haberler ajansı gazetesi
"""
_NO_NAMES = frozenset(_NO_NAME.split())
_ROLE_WORD = re.compile(
    r"""(?ix)(?<![^\W\d_])(?:
    (?:həmsədr|sədr|direktor|müdir|rektor|prorektor|dekan|rəhbər|prezident|deputat|nazir|səfir|ekspert|analitik|politoloq|iqtisadçı|hüquqşünas
    |jurnalist|müxbir|redaktor|yazıçı|şair|şərhçi|tarixçi|alim|professor|doktor|akademik|müəllim|müəllif|katib|müavin|məsləhətçi|vəkil
    |üzv|təmsilçi|mütəxəssis|mühəndis|həkim|general|polkovnik|müşavir|fəlsəfə\sdoktoru|icmalçı|tədqiqatçı|bloqer|fotoqraf|veteran|sosioloq|psixoloq
    |başkan|müdür|bakan|milletvekili|muhabir|yazar|editör|uzman|gazeteci|profesör|danışman|avukat|araştırmacı|temsilci
    )\w{0,7}
    |(?:председател|директор|ректор|президент|депутат|министр|посол|эксперт|аналитик|политолог|экономист|юрист|журналист|корреспондент
    |редактор|писател|поэт|историк|учен|профессор|доктор|академик|секретар|советник|обозревател|руководител|заместител|член|собкор|колумнист|врач
    )\w{0,6}
    |chair(?:man|woman|person)?|director|head|president|deputy|minister|ambassador|expert|analyst|economist|lawyer|journalist|correspondent
    |reporters?|editor|writer|author|poet|historian|scientist|professor|doctor|secretary|advis[eo]r|columnist|critic|fellow|researcher|staff|contributor
    |producer|photographer|member|founder|chief|officer|manager|lecturer|senior|bureau|engineer|developer
    )(?![^\W\d_])"""
)
_VERB_END = re.compile(
    r"(?:[ıiuü]b|d[ıiuü]r?|[ıiuü]r|[ae]c[ae][kq]|əcək|m[ıiuü]ş|yor|[ae]r|maz|məz|ил[аио]?сь?|ют|ет|ит)(?:l[aəe]r)?$"
)
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ",")


def is_person(text: str) -> bool:
    """Tell whether `text` is written as people's names are: two to five words with capitals, or initials and a name."""
    words = text.split()
    if not 1 < len(words) <= 5:
        return len(words) == 1 and bool(_INITIAL.match(text)) and len(text) > 4 and not text.endswith(".")
    named = [word for word in words if word.casefold() not in _PARTICLES]
    if len(named) < 2 or len(text) > 60 or any(word.casefold() in _NO_NAMES for word in words):
        return False
    return all(map(_is_name_word, named)) and any(len(word.strip(".")) > 2 for word in named)


def is_role(text: str) -> bool:
    """Tell whether `text` names an office or a calling by one of the words that roles are made of."""
    return 2 < len(text) <= LONGEST_ROLE and not text.endswith(_SENTENCE_END) and bool(_ROLE_WORD.search(text))


def may_be_role(text: str) -> bool:
    """Tell whether a line below a name can be a role: a phrase, not a sentence."""
    if is_role(text):
        return True
    if not 2 < len(text) <= 120 or text.endswith(_SENTENCE_END) or text.startswith(("–", "—", "-", "«", "“", '"')):
        return False
    return not _VERB_END.search(text) and not any(character.isdigit() for character in text)


def names_colleague(text: str) -> bool:
    """Tell whether a line below a name is another person's, with a role of his own: "Tomas Berg, harbour engineer"."""
    gap = _ROLE_GAP.search(text)
    name = text[: gap.start()].strip() if gap else ""
    return is_person(name) and not is_role(name)


def without_label(text: str) -> str:
    """Return a byline without "Müəllif:", "By" and their like."""
    return _LABEL.sub("", " ".join(text.split()), count=1).strip(" \t,;|–—-")


def has_label(text: str) -> bool:
    """Tell whether a byline begins with "Müəllif:", "By" and their like."""
    return _LABEL.match(" ".join(text.split())) is not None


def names_place(text: str, language: str) -> bool:
    """Tell whether `text` is what a country or a city is called in `language` (CLDR): "Yeni Zelandiya", "New York"."""
    from babel import localedata

    data = localedata.load(language if localedata.exists(language) else "en")
    cities = (
        zone.get("city") or name.rpartition("/")[2].replace("_", " ") for name, zone in data["time_zones"].items()
    )
    return fold(text) in {fold(str(name)) for name in (*data["territories"].values(), *cities)}


def byline(text: str) -> tuple[Author, ...]:
    """Return the authors a byline names, each with the role it gives: "Elçin Quliyev, iqtisadçı və Aynur Əliyeva".

    A text in which nobody can be told from his role comes back whole, as one author's name. A date behind the names
    and those who took the pictures are left out.
    """
    bare = _DATE_BEHIND.sub("", _CREDITS.sub("", without_label(text))).strip(" \t,;|–—-")
    if not bare:
        return ()
    if is_person(bare):
        return (_with_office(bare),)
    several = [without_label(part) for part in _AND.split(bare) if part.strip()]
    parts = [part for piece in several for part in _listed(piece)]
    found = [author for part in parts if (author := _one(part))]
    if found and len(found) == len(parts):
        return distinct(found)
    single = _one(bare)
    return (single,) if single else (Author(bare),)


def distinct(authors: Iterable[Author]) -> tuple[Author, ...]:
    """Return the authors once each, in order; a role known of one spelling is kept."""
    by_name: dict[str, Author] = {}
    for author in authors:
        key = fold(author.name)
        if key not in by_name or (author.role and not by_name[key].role):
            by_name[key] = author
    return tuple(by_name.values())


def _listed(text: str) -> list[str]:
    """Split "A B, C D" where every part is a person."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return parts if len(parts) > 1 and all(map(is_person, parts)) else [text]


def _one(text: str) -> Author | None:
    """Return the author in "Name", "Name, role", "Name (role)" or "role Name"."""
    if is_person(text):
        return _with_office(text)
    gap = _ROLE_GAP.search(text)
    if gap:
        name, role = text[: gap.start()].strip(), text[gap.end() :].strip(" )")
        if is_person(name) and role:
            return Author(name, "" if gap[0].startswith(",") and _is_lone_name(role) else role)
    words = text.split()
    for count in (4, 3, 2):
        role, name = " ".join(words[:-count]), " ".join(words[-count:])
        if len(words) > count and is_person(name) and is_role(role) and not _ROLE_WORD.search(name):
            return Author(name, role)
    for count in (3, 2, 4):
        name, role = " ".join(words[:count]), " ".join(words[count:])
        if len(words) > count and is_person(name) and not is_person(role) and is_role(role) and not role[0].isdigit():
            return Author(name, role)
    return None


def _is_lone_name(text: str) -> bool:
    """Tell whether what follows a name and a comma is one word written as names are: where he writes from, no role."""
    return text.isalpha() and text[0].isupper() and text[1:].islower() and not is_role(text)


def _with_office(text: str) -> Author:
    """Return the author in a text whose words all have capitals; the first may be an office: "Политолог Пётр Ильин"."""
    words = text.split()
    at = next((at for at, word in enumerate(words) if not _ROLE_WORD.fullmatch(word)), 0)
    name = " ".join(words[at:])
    return Author(name, " ".join(words[:at])) if at and is_person(name) else Author(text)


def _is_name_word(word: str) -> bool:
    if _INITIAL.match(word):
        return word[0].isupper()
    parts = [part for part in re.split(r"[-'’.]", word) if part]
    return bool(parts) and all(part.isalpha() for part in parts) and parts[0][0].isupper()
