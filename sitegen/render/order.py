"""Template filters that compare texts, as the alphabet of a language has it: Jinja2's own know only code points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sitegen import language as words

Attribute = str | int | None
"""A name, a position or a dotted path of both; None is the item itself."""


def order_filters(code: str) -> dict[str, Callable[..., Any]]:
    """Return the filters sort, dictsort, groupby, unique, min and max for pages in the language `code`."""

    def key(attribute: Attribute) -> Callable[[Any], Any]:
        def of(item: Any) -> Any:
            value = value_of(item, attribute)
            return words.sort_key(value, code) if isinstance(value, str) else value

        return of

    def sort(items: Iterable[Any], reverse: bool = False, attribute: Attribute = None) -> list[Any]:
        return sorted(items, key=key(attribute), reverse=reverse)

    def dictsort(items: Mapping[str, Any], by: str = "key", reverse: bool = False) -> list[tuple[str, Any]]:
        return sorted(items.items(), key=key(0 if by == "key" else 1), reverse=reverse)

    def groupby(items: Iterable[Any], attribute: Attribute) -> list[tuple[Any, list[Any]]]:
        groups: dict[Any, tuple[Any, list[Any]]] = {}
        of = key(attribute)
        for item in sorted(items, key=of):
            groups.setdefault(of(item), (value_of(item, attribute), []))[1].append(item)
        return list(groups.values())

    def unique(items: Iterable[Any], attribute: Attribute = None) -> Iterator[Any]:
        seen = set()
        for item in items:
            value = value_of(item, attribute)
            lowered = words.lower(value, code) if isinstance(value, str) else value
            if lowered not in seen:
                seen.add(lowered)
                yield item

    return {
        "sort": sort,
        "dictsort": dictsort,
        "groupby": groupby,
        "unique": unique,
        "min": lambda items, attribute=None: min(items, key=key(attribute), default=""),
        "max": lambda items, attribute=None: max(items, key=key(attribute), default=""),
    }


def value_of(item: Any, attribute: Attribute) -> Any:
    """Return what `attribute` names in `item`."""
    for part in str(attribute).split(".") if attribute is not None else ():
        item = _part(item, part)
    return item


def _part(item: Any, part: str) -> Any:
    if part.isdigit():
        return item[int(part)]
    return item[part] if isinstance(item, Mapping) else getattr(item, part)
