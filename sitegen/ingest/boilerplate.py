"""Blocks of a page that are furniture, told by where they stand and what they are made of.

Names of classes and a few openings of sentences are read in the languages that news templates are written in; a rule
never removes a container that holds a good part of the chosen text, whatever its name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from sitegen.ingest.tables import is_data_table


class Leaf(msgspec.Struct, frozen=True, eq=False):
    """A block of text: its element and ancestors, its words, and how many characters of them are links."""

    element: Any
    words: str
    linked: int
    ancestors: tuple[Any, ...]


_TAGS = frozenset(("aside", "footer", "nav", "form", "figcaption", "address", "time"))
_NAMES = re.compile(
    r"""(?ix)(?:^|[\s_-])(?:
    related|relacionad\w*|recommend\w*|rec-?posts?|empfehl\w*|oxsar|benzer|digər|more-?(?:about|stories|news|articles|from)
    |see-?also|also|read-?(?:also|next)|next-?(?:story|post|article)|linklist|most-?(?:read|popular|viewed)|popular|trending
    |newsletter\w*|subscri\w*|abo-?box|paywall|membership|donat\w*|signup|sign-?up|cta|call-?to-?action|login
    |social\w*|share\w*|sharing|teilen|paylas\w*|rating|vote|poll|feedback|print|toolbar|action-?bar
    |author-?(?:box|bio|info|card|desc\w*)?|saboxplugin\w*|about-?author|bio|byline|author|dateline|timestamp|published
    |post-?meta|entry-?meta|article-?meta|meta|metadata|breadcrumbs?|tags?|tag-?list|tags-?links|pagination|pager
    |disclaimer|disclosure|copyright|credits?|caption\w*|figcaption|image-?(?:annotation|credit)
    |advert\w*|adbox|reklam\w*|sponsor\w*|promos?|banner|outbrain|taboola|popup|modal|cookie\w*|consent|gdpr|borlabs\w*
    |sidebar|side-?bar|widget\w*|comment\w*|kommentar\w*|yorum\w*|respond|footer|foot|menu
    )(?:$|[\s_-])"""
)
# What never is an article, however short the article.
_NOTICE = re.compile(r"(?i)(?:^|[\s_-])(?:cookie\w*|consent|gdpr|borlabs\w*)(?:$|[\s_-])")
_MORE = re.compile(
    r"""(?ix)^\W*(?:
    read\ (?:more|also|next)|(?:see|watch|read|more)\ (?:also|more|on|from)?\s*:|see\ also|related\b|also\ read
    |learn\ more|click\ here|sign\ up|subscribe|follow\ us|newsletter|get\ the\ |download\ |don't\ miss
    |lea\b|lee\b|le\ puede\ interesar|vea\ tambi|puedes\ ver|te\ puede|mirá|más\ sobre|leia|veja
    |lire\ aussi|à\ lire|voir\ aussi
    |lesen\ sie|auch\ (?:lesen|interessant)|mehr\ (?:zum|zu|themen|dazu)|weitere\ |das\ könnte|leggi|zobacz|czytaj
    |читай|читать|см\.\ |смотри|ещё|по\ теме|подпи[сш]|oxşar|həmçinin|daha\ çox|abunə|ayrıca\ oku
    |mövzu(?:ya|nun)?\ (?:ilə\ )?(?:bağlı|aid|üzrə|davamı)|ətraflı\b|konuyla\ ilgili|ilgili\ haber|подробнее
    |bunu\ da|haberin\ devamı|digər\ (?:xəbər|yazı|material)|diğer\ (?:haber|yazı)|другие\ (?:новост|стат|материал)
    )"""
)
# A whole block that says nothing of the story: the label of an advertisement, a time of day alone, a sign alone.
_EMPTY = re.compile(
    r"(?i)[\W_]*(?:advertisement|advertising|sponsored|reklam|реклама|anzeige|werbung|publicité|publicidad)[\W_]*"
    r"|\d{1,2}[:.]\d{2}|[^\w*#~=.…—–-]{1,3}"
)
# What one can do with an article, and where to take it: a row of such words is none of its text.
_ACTION = r"""(?:
    çap\ et|paylaş|şərh\ (?:yaz|bildir)\w*|linki?\ kopyala|yazdır|yorum\ (?:yap|yaz)|поделиться|распечатать
    |комментировать|копировать\ ссылку|share|tweet|print|copy\ link|teilen|drucken|partager|imprimer
)"""
_PLACES = r"(?:facebook|twitter|x|telegram|whats\s?app|linkedin|pinterest|viber|vk|вконтакте|e-?mail)"
_ACTIONS = re.compile(rf"(?ix)\W*(?:{_PLACES}\b[\W\d]*)*{_ACTION}\b[\W\d]*(?:(?:{_ACTION}|{_PLACES})\b[\W\d]*)*")
# "Bizi Telegramda izləyin", "Follow us on X": a call to come to where else the newsroom is.
_NETWORK = re.compile(
    r"(?i)telegram|whats\s?app|facebook|instagram|youtube|twitter|tiktok|viber|google ?(?:news|xəbər)|kanal|канал|лент"
)
_CALL = re.compile(
    r"""(?ix)\b(?:izləyin|izlə|abunə|qoşul\w*|oxuyun|takip\ ed\w+|abone|katıl\w*|подпи[сш]\w+|следите|читайте|вступайте
    |присоединяйтесь|follow|join|subscribe|sign\ up|folgen|abonnieren|suivez)\b"""
)
_OURS = re.compile(r"(?i)\bbiz(?:i|im|ə)?\b|ımız|imiz|umuz|ümüz|\b(?:us|our)\b|\bнас\b|\bнаш\w*|\bnous\b|\buns\b")
_LONGEST_CALL = 100
_HOUR = re.compile(r"\d{1,2}[:.]\d{2}")
_CLOSING = re.compile(
    r"""(?ix)^\W*(?:
    ©|\(c\)|copyright|all\ rights\ reserved|foto:|photo:|titelbild|beitragsbild|bild:|image:|follow\ |tags?:
    |filed\ under|posted\ in|categor|last\ modified
    |letzte\ (?:änderung|aktualisierung)|aktualisiert|published|subscribe
    |newsletter|sign\ up|this\ (?:article|story|post)\ (?:was|originally)|bütün\ hüquqlar|все\ права|tüm\ hakları
    )"""
)
_SPEAKING = frozenset(("td", "th", "pre"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LARGE_SHARE = 0.2
_ALL_LINK = 0.8
_LONGEST_ITEM = 1000
_FEWEST_HOURS = 3
_FEWEST_LIKE = 2


def without_furniture(leaves: Sequence[Leaf], chosen: set[int]) -> set[int]:
    """Return the chosen positions without those that are furniture."""
    named = _without_named(leaves, chosen)
    linked = {at for at in named if _is_link_only(leaves[at])}
    kept = {at for at in named - linked if not _leads_elsewhere(leaves[at])}
    kept = {at for at in kept if leaves[at].element.tag in _SPEAKING or not _says_nothing(leaves[at])}
    kept |= _headings_of(leaves, linked | _like_others(leaves, kept), kept) | hours_of(leaves, kept)
    return _without_closing(leaves, kept | _of_wholes(leaves, kept))


def hours_of(leaves: Sequence[Leaf], kept: Iterable[int]) -> set[int]:
    """Return the clock times that come again and again right before kept texts: hours of a live blog or a timeline."""
    found = {at - 1 for at in kept if at and _is_hour(leaves[at - 1]) and not _is_hour(leaves[at])}
    return found if len(found) >= _FEWEST_HOURS else set()


def _is_hour(leaf: Leaf) -> bool:
    return _HOUR.fullmatch(leaf.words) is not None


def _like_others(leaves: Sequence[Leaf], kept: set[int]) -> set[int]:
    """Return the headings that are links and stand among kept headings of the same tag and parent, chosen or not."""
    others = Counter((leaves[at].ancestors[0], leaves[at].element.tag) for at in kept if leaves[at].ancestors)
    return {
        at
        for at, leaf in enumerate(leaves)
        if leaf.element.tag in _HEADINGS
        and at not in kept
        and leaf.linked
        and leaf.ancestors
        and others[leaf.ancestors[0], leaf.element.tag] >= _FEWEST_LIKE
        and min(kept) < at < max(kept)
    }


def _headings_of(leaves: Sequence[Leaf], linked: set[int], kept: set[int]) -> set[int]:
    """Return the headings among links that have text of the article right below them."""
    return {
        at
        for at in linked
        if leaves[at].element.tag in _HEADINGS
        and (below := next((one for one in range(at + 1, min(at + 4, len(leaves))) if one in kept), None)) is not None
        and leaves[below].element.tag not in _HEADINGS
        and set(leaves[at].ancestors[:2]) & set(leaves[below].ancestors[:3])
    }


def _of_wholes(leaves: Sequence[Leaf], kept: set[int]) -> set[int]:
    """Return what belongs to lists, items and tables of data of which most is kept: they are kept as a whole."""
    wholes: defaultdict[Any, list[int]] = defaultdict(list)
    for at, leaf in enumerate(leaves):
        lists = [one for one in leaf.ancestors if one.tag in ("ul", "ol", "table")]
        if lists:
            wholes[lists[-1] if lists[-1].tag != "table" else lists[0]].append(at)
        item = next((one for one in leaf.ancestors if one.tag == "li"), None)
        if item is not None:
            wholes[item].append(at)
    added: set[int] = set()
    for whole, places in wholes.items():
        text = sum(len(leaves[at].words) for at in places)
        most = 2 * sum(len(leaves[at].words) for at in places if at in kept) > text
        if most and _is_whole(whole, text):
            added |= set(places)
    return added


def _is_whole(element: Any, length: int) -> bool:
    """Tell whether a list, an item or a table is one thing, rather than a layout."""
    if element.tag == "table":
        return is_data_table(element)
    return length <= _LONGEST_ITEM if element.tag == "li" else next(element.iter(*_HEADINGS), None) is None


def named_as_furniture(element: Any) -> bool:
    """Tell whether an element's tag, class or id calls it furniture."""
    if element.tag in _TAGS:
        return True
    return bool(_NAMES.search(_name_of(element)))


def _name_of(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip()


def _without_named(leaves: Sequence[Leaf], chosen: set[int]) -> set[int]:
    """Drop what stands in a container named as furniture, unless that holds a good part of the text."""
    total = sum(len(leaves[at].words) for at in chosen)
    weight: defaultdict[Any, int] = defaultdict(int)
    named: dict[Any, bool] = {}
    within: dict[int, list[Any]] = {}
    for at in chosen:
        leaf = leaves[at]
        around = [leaf.element, *leaf.ancestors[:9]]
        for element in around:
            if element not in named:
                named[element] = element.tag not in ("body", "html") and named_as_furniture(element)
        within[at] = [element for element in around if named[element]]
        for element in within[at]:
            weight[element] += len(leaf.words)
    kept = {at for at in chosen if not any(weight[element] < _LARGE_SHARE * total for element in within[at])}
    told = {at for at in kept if not any(_NOTICE.search(_name_of(element)) for element in within[at])}
    return told or kept


def _is_link_only(leaf: Leaf) -> bool:
    return leaf.linked >= _ALL_LINK * len(leaf.words) and leaf.element.tag not in ("td", "th")


def _says_nothing(leaf: Leaf) -> bool:
    """Tell whether a block is a label, a row of buttons, or a call to follow the newsroom elsewhere."""
    words = leaf.words
    if _EMPTY.fullmatch(words):
        return True
    if len(words) > _LONGEST_CALL or leaf.element.tag in _HEADINGS:
        return False
    return bool(_ACTIONS.fullmatch(words)) or all(one.search(words) for one in (_NETWORK, _CALL, _OURS))


def _leads_elsewhere(leaf: Leaf) -> bool:
    """Tell whether the block is "Read more: …" with a link, or the heading of such blocks."""
    if not _MORE.match(leaf.words):
        return False
    short = len(leaf.words) < 70 and (leaf.element.tag in _HEADINGS or leaf.words.endswith(":"))
    return short or leaf.linked >= 0.4 * len(leaf.words)


def _calls(words: str) -> bool:
    return len(words) <= _LONGEST_CALL and bool(_NETWORK.search(words) and _CALL.search(words))


def _without_closing(leaves: Sequence[Leaf], chosen: set[int]) -> set[int]:
    """Drop headings without text below them, credits and rights from the end."""
    order = sorted(chosen)
    while order:
        leaf = leaves[order[-1]]
        heading = leaf.element.tag in _HEADINGS or (len(leaf.words) < 80 and leaf.words.endswith(":"))
        closes = heading or _CLOSING.match(leaf.words) or _MORE.match(leaf.words) or _calls(leaf.words)
        if len(leaf.words) >= 200 or not closes:
            break
        order.pop()
    return set(order) or chosen
