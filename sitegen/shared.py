"""Lists whose members stand in many contexts, and contexts that only refer to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec

T = TypeVar("T")
MARK = 16
"""Bytes of a member's mark."""


class Shared(Sequence[T], Generic[T]):
    """A list whose members stand in many pages: a page's context holds only their `marks`, one fingerprint each.

    So a member is encoded, hashed, sent and decoded once for all its pages. A template sees an ordinary list.
    """

    __slots__ = ("_members", "marks")

    def __init__(self, members: tuple[T, ...] = (), marks: bytes = b"") -> None:
        if len(marks) != MARK * len(members):
            raise ValueError("every member needs its mark")
        self._members, self.marks = members, marks

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        return self._members[at]

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[T]:
        return iter(self._members)

    def each(self) -> Iterator[tuple[bytes, T]]:
        """Yield every member behind its mark."""
        for at, member in enumerate(self._members):
            yield self.marks[at * MARK : (at + 1) * MARK], member


NOTHING: Shared[Any] = Shared()


def mark(member: object) -> bytes:
    """Return the fingerprint by which contexts refer to a member of a shared list."""
    return hashlib.blake2b(msgspec.msgpack.encode(member), digest_size=MARK).digest()


def shared(*members: T) -> Shared[T]:
    """Return a shared list of `members`."""
    return Shared(members, b"".join(map(mark, members)))


def encode(context: object) -> tuple[bytes, tuple[Shared[Any], ...]]:
    """Return a context as bytes, marks in place of its shared lists, and those lists."""
    lists: list[Shared[Any]] = []

    def refer(value: object) -> bytes:
        if not isinstance(value, Shared):
            raise TypeError(f"a context cannot hold {type(value).__name__}")
        lists.append(value)
        return value.marks

    return msgspec.msgpack.encode(context, enc_hook=refer), tuple(lists)
