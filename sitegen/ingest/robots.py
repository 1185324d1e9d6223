"""What a site lets programs fetch (robots.txt, RFC 9309), for addresses that nobody named.

A page that the editor names is fetched as a browser would fetch it, wherever it leads: a person asked for it. What only
the page names, its pictures, is fetched when the robots.txt of their site allows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from sitegen.errors import SitegenError
from sitegen.ingest.fetch import AnsweredError, Limits, fetch

PRODUCT = "sitegen"
_LARGEST = 500 * 1024
_LIMITS = Limits(wait=10, total=15, size=5_000_000, attempts=2)


class _Rule(NamedTuple):
    pattern: str
    allow: bool


class Robots:
    """The rules of every site that was asked about; each is asked for them once."""

    def __init__(self, agent: str, *, allow_private: bool, limits: Limits = _LIMITS) -> None:
        self._agent = agent
        self._allow_private = allow_private
        self._limits = limits
        self._rules: dict[str, list[_Rule] | str] = {}

    def refusal(self, address: str) -> str:
        """Tell why `address` may not be fetched, or "".

        Where there is no such file anything may be fetched, where it fails to come nothing.
        """
        parts = urlsplit(address)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = self._ask(f"{site}/robots.txt")
        rules = self._rules[site]
        if isinstance(rules, str):
            return f"the robots.txt of {parts.hostname} cannot be had: {rules}"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return "" if allows(rules, path) else f"the robots.txt of {parts.hostname} forbids it"

    def _ask(self, address: str) -> list[_Rule] | str:
        """Return the rules for this program, or why they cannot be had."""
        try:
            found = fetch(
                address,
                agent=self._agent,
                allow_private=self._allow_private,
                limits=self._limits,
                accept="text/plain,*/*;q=0.5",
            )
        except AnsweredError as error:
            return [] if 400 <= error.status < 500 else error.problems[0].message
        except SitegenError as error:
            return error.problems[0].message
        return rules_for(PRODUCT, found.data[:_LARGEST].decode("utf-8", "replace"))


def rules_for(product: str, text: str) -> list[_Rule]:
    """Return the rules of a robots.txt for `product`: those of its groups, else those for everyone ("*")."""
    own: list[_Rule] = []
    everyone: list[_Rule] = []
    named = False
    agents: list[str] = []
    ruled = True
    for key, value in _lines(text):
        if key == "user-agent":
            agents = [value.casefold()] if ruled else [*agents, value.casefold()]
            ruled = False
            named = named or _product(value) == product
        elif key in ("allow", "disallow"):
            ruled = True
            rule = _Rule(_plain(value), key == "allow")
            if any(_product(agent) == product for agent in agents):
                own.append(rule)
            elif "*" in agents:
                everyone.append(rule)
    return own if named else everyone


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.split("#", 1)[0].partition(":")
        if colon:
            yield key.strip().casefold(), value.strip()


def _product(agent: str) -> str:
    found = re.match(r"[A-Za-z_-]+", agent)
    return found.group().casefold() if found else ""


def _plain(path: str) -> str:
    """Return a path in one spelling: what must be escaped is, and nothing else (RFC 9309, section 2.2.2)."""
    kept = re.sub(r"%(?=2[Ff]|2[Aa]|24|3[Ff])", "\0", path)  # an escaped / * $ ? is not the sign itself
    return quote(unquote(kept), safe="/?*$:@!&'()+,;=~-._\0").replace("\0", "%").replace("%2f", "%2F")


def allows(rules: list[_Rule], path: str) -> bool:
    """Tell whether the longest rule that fits allows the path; of two as long, the one that allows."""
    if path == "/robots.txt":
        return True
    path = _plain(path)
    fitting = [rule for rule in rules if rule.pattern and _fits(rule.pattern, path)]
    return max(fitting, key=lambda rule: (len(rule.pattern), rule.allow)).allow if fitting else True


def _fits(pattern: str, path: str) -> bool:
    """Tell whether a pattern fits the beginning of a path: * is anything, $ its end. Never slow."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1] if anchored else rest:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    if not anchored:
        return True
    return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at if rest else at == len(path)
