"""Who wrote it, as a page's data and its visible byline tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sitegen.ingest.dom import words_of
from sitegen.ingest.jsonld import Told
from sitegen.ingest.names import byline, distinct, is_person, is_role, names_colleague, without_label
from sitegen.ingest.story import Origin
from sitegen.language import fold
from sitegen.records import Author

_META = (
    "author", "dc.creator", "dcterms.creator", "article:author", "citation_author", "parsely-author", "sailthru.author",
    "byl",
)  # fmt: skip
_CLASS = re.compile(
    r"(?i)(?:^|[\s_-])(?:author|byline|by-?line|yazar|muellif|müəllif|writer|autor|auteur|reporter|fn|columnist|username)(?:$|[\s_-]|name)"
)
_NOT_AUTHOR = re.compile(
    r"(?i)comment|related|sidebar|share|social|image|photo|avatar|follow|bio|description|others?|more|list|desc"
    r"|quot|testimonial|zitat|sitat|alinti|alıntı|цитат"
)
_NOBODY = re.compile(
    r"(?i)^(?:\w*admin\d*|administrator|super\W?user|root|operator|moderator|webmaster|redaksiya|редакция|администратор|yönetici|editor|staff|unknown|none|null|guest|web|www\..*|https?:.*|@.*)$"
)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:[A-Za-z]{2}|com|net|org|info|news|press|media|online|site|biz|example)")
_ELSEWHERE = re.compile(
    r"(?i)comment|related|popular|recent|latest|ticker|reply|recommend|^(?!(?:.*\s)?(?:site-)?content)(?:.*\s)?sidebar(?![\w]*-parent)"
)
_HUMP = re.compile(r"(?<=[a-z])(?=(?:Byline|Author)\b)")
_ROLE_CLASS = re.compile(
    r"(?i)(?:^|[\s_-])(?:role|position|job-?title|job|occupation|unvan|ünvan|vezife|vəzifə|dolzhnost)(?:$|[\s_-])"
)
_LONGEST = 200
_MOST = 5
_SHORT = 6
_INVERTED = ("dc.creator", "dcterms.creator", "citation_author")


def authors_of(
    root: Any,
    meta: Mapping[str, str],
    told: Told,
    site_name: str,
    title: str,
) -> tuple[tuple[Author, ...], Origin | None]:
    """Return the authors with their roles, and where they were found.

    The page's data name people more surely than what it shows, but only what it shows has roles. Where the data name
    an office, the publisher or an account, the byline counts.
    """
    shown = tuple(author for author in _shown(root, title) if _is_somebody(author.name, site_name))
    certain = bool(shown) and all(is_person(author.name) for author in shown)
    for place, found in (("json-ld", told.authors), *_from_meta(meta)):
        people = [author for one in found for author in _people(one)]
        people = [author for author in people if _is_somebody(author.name, site_name)]
        if certain and people and all(_is_worse(one.name, shown) for one in people):
            break
        if people:
            return _with_roles(distinct(people), shown, root), Origin("authors", place)
    if shown:
        return distinct(shown), Origin("authors", "byline", "" if certain else "taken from a line that may be no name")
    account = meta.get("twitter:creator", "")
    if is_person(account):
        return (Author(account),), Origin("authors", "twitter:creator")
    return (), None


def _is_worse(name: str, shown: Sequence[Author]) -> bool:
    """Tell whether a declared name is an organisation's, or a shown one run together: "elifdemir", "elif.demir"."""
    if is_person(name):
        return False
    return len(name.split()) > 1 or _letters(name) in map(_letters, (author.name for author in shown)) or "." in name


def _letters(name: str) -> str:
    return re.sub(r"\W", "", fold(name))


def _from_meta(meta: Mapping[str, str]) -> Iterator[tuple[str, tuple[Author, ...]]]:
    for name in _META:
        if meta.get(name):
            listed = [_given_first(one) for one in meta[name].split(";")] if name in _INVERTED else [meta[name]]
            yield name, tuple(Author(one) for one in listed if one)


def _given_first(name: str) -> str:
    """Return a name as it is said, where a catalogue writes the surname first: "Kooman, F." is "F. Kooman"."""
    surname, comma, given = name.strip().partition(", ")
    inverted = f"{given} {surname}"
    return inverted if comma and "," not in given and len(surname.split()) < 3 and is_person(inverted) else name.strip()


def _people(author: Author) -> Sequence[Author]:
    return (author,) if author.role else byline(re.sub(r"\s+@\w+$", "", author.name))


def _is_somebody(name: str, site_name: str) -> bool:
    """Tell whether a name names an author: not the site, no address, no account without a name."""
    if (
        not 2 < len(name) <= 80
        or _NOBODY.match(name)
        or (_HOST.fullmatch(name) and not is_person(name))
        or not re.search(r"[^\W\d_]{2}", name)
    ):
        return False
    return not fold(site_name).startswith(fold(name))


def _shown(root: Any, title: str) -> tuple[Author, ...]:
    """Return the authors of the first visible byline."""
    uncertain: tuple[Author, ...] = ()
    for element in root.iter("a", "span", "div", "p", "address", "li", "td", "strong", "b", "h4", "h5", "h6", "em"):
        if not _names_author(element) or _is_elsewhere(element):
            continue
        words = words_of(element)
        if not 3 < len(words) <= _LONGEST or fold(words) == fold(title):
            continue
        people = _split(element)
        if people and all(len(author.name) <= 60 for author in people):
            return (*people, *(author for other in _beside(element) for author in _split(other)))
        uncertain = uncertain or _account(element, words)
    return uncertain


def _is_elsewhere(element: Any) -> bool:
    """Tell whether an element stands in comments, in a rail, or in the list of other articles."""
    around = islice(element.iterancestors(), 6)
    return any(
        one.tag != "body" and _ELSEWHERE.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in around
    )


def _beside(element: Any) -> list[Any]:
    """Return the elements beside this one that name further authors in the same way."""
    found: list[Any] = []
    for one in islice(element.itersiblings(), _MOST):
        between = (one.getprevious().tail or "").strip()
        if one.tag != element.tag or one.get("class") != element.get("class") or len(between) > _SHORT:
            break
        found.append(one)
    return [one for one in found if _names_author(one)]


def _account(element: Any, words: str) -> tuple[Author, ...]:
    """Return who signs with one word, where the markup says that it is the author: a blog's owner, an agency."""
    marked = "author" in f"{element.get('rel') or ''} {element.get('itemprop') or ''}".split() or _is_card_name(element)
    if not marked or len(element) > 1 or len(words.split()) > 1 or not words[0].isalpha():
        return ()
    return (Author(words),)


def _is_card_name(element: Any) -> bool:
    """Tell whether an element is the name on the card of the author (hCard: "fn" within "vcard")."""
    around = " ".join(one.get("class") or "" for one in islice(element.iterancestors(), 3))
    return "fn" in (element.get("class") or "").split() and "vcard" in around.split() and "author" in around


def _names_author(element: Any) -> bool:
    if "author" in (element.get("rel") or "").split() or "author" in (element.get("itemprop") or "").split():
        return True
    name = _HUMP.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}")
    return bool(_CLASS.search(name)) and not _NOT_AUTHOR.search(name)


def _split(element: Any) -> tuple[Author, ...]:
    """Return the authors of a byline element; a name and a role in elements of their own stay apart."""
    parts = [part for text in element.itertext() if (part := without_label(text))]
    people = [part for part in parts if is_person(part)]
    if len(people) == 1 and len(parts) <= 4:
        after = parts[parts.index(people[0]) + 1 :]
        role = next((part.strip(" ,()") for part in after if is_role(part)), "") or _named_role(element)
        return (Author(people[0], role),)
    if len(people) > 1:
        return tuple(Author(name) for name in people)
    whole = byline(_without_date(words_of(element)))
    return whole if all(is_person(author.name) for author in whole) else ()


def _named_role(element: Any) -> str:
    """Return what an element within this one shows that calls itself a role, or ""."""
    roles = (words_of(one) for one in element.iter() if _calls_role(one))
    return next((role for role in roles if 2 < len(role) <= 120), "")


def _calls_role(element: Any) -> bool:
    if element.get("itemprop") == "jobTitle":
        return True
    return not len(element) and bool(_ROLE_CLASS.search(element.get("class") or ""))


def _without_date(words: str) -> str:
    return re.split(r"\s*(?:[|•·]|\d{1,2}[./:]\d{2}|\b(?:19|20)\d\d\b|\d{1,2} \w+ (?:19|20)\d\d)", words)[0]


def _with_roles(people: tuple[Author, ...], shown: Sequence[Author], root: Any) -> tuple[Author, ...]:
    """Add the roles that the page shows beside the names."""
    roles = {fold(author.name): author.role for author in shown if author.role}
    found = [Author(one.name, one.role or roles.get(fold(one.name), ""), one.url) for one in people]
    if len(found) == 1 and not found[0].role:
        found = [Author(found[0].name, _role_below(root, found[0].name), found[0].url)]
    return tuple(found)


def _role_below(root: Any, name: str) -> str:
    """Return the role in the element right behind the one that shows the author's name, or ""."""
    key = fold(name)
    elements = [
        one
        for one in root.iter("span", "div", "p", "a", "strong", "b", "h3", "h4", "h5", "h6", "em", "li")
        if not len(one)
    ]
    for at, element in enumerate(elements[:-1]):
        if fold(without_label(words_of(element))) == key:
            role = words_of(elements[at + 1]).strip(" ,()–—-")
            is_one = is_role(role) or (bool(role) and _calls_role(elements[at + 1]))
            is_one = is_one and not is_person(role) and not names_colleague(role)
            return role if is_one and len(role) <= 120 else ""
    return ""
