"""Did a generator build what it should? Asked after every run; a run that fails here is not reported."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import Counter
from html import unescape
from pathlib import Path
from typing import NamedTuple

from bench.corpus import Article, slug
from bench.tools import Tool


class Built(NamedTuple):
    """What lies in an output folder: files by ending, and bytes."""

    files: dict[str, int]
    size: int


def survey(output: Path) -> Built:
    """Count the files of a site."""
    files: Counter[str] = Counter()
    size = 0
    for path in output.rglob("*"):
        if path.is_file():
            files[path.suffix.lstrip(".")] += 1
            size += path.stat().st_size
    return Built(dict(files), size)


def faults(tool: Tool, corpus: list[Article], expected: str, mark: int) -> list[str]:
    """Return what is wrong with the site of `corpus` (oldest first), whose middle article says `expected`.

    `mark` is the number that the last edit gave to the template that all pages share.
    """
    found = []
    articles = sum((tool.output / one.path / "index.html").is_file() for one in corpus)
    if articles != len(corpus):
        found.append(f"{articles} of {len(corpus)} articles have a page")
    middle, newest = corpus[len(corpus) // 2], corpus[-1]
    found += _lacks(tool, f"{middle.path}/", [middle.title, middle.author, expected, f'data-edit="{mark}"'])
    found += _lacks(tool, "", [newest.title])
    tag = next(tag for one in reversed(corpus) for tag in one.tags if tag.isascii() and tag[0] != "I")
    tagged = [one for one in corpus if tag in one.tags]
    found += _lacks(tool, tool.pages["tag"].format(slug(tag)), [tag, tagged[-1].title, f"/{tagged[-1].path}/"])
    found += _pagination(tool, tag, tagged)
    for kind, names in (("section", [one.section for one in corpus]), ("author", [one.author for one in corpus])):
        top = tool.output / tool.pages[kind].format("")
        lists = sum(
            (one / "index.html").is_file() for one in top.parent.joinpath(top.name).iterdir() if one.name != "page"
        )
        if lists != len(set(names)):
            found.append(f"{lists} of {len(set(names))} {kind}s have a page")
    for where, items in (("", corpus), (tool.pages["tag"].format(slug(tag)), tagged)):
        found += _feed(tool.output / tool.pages["feed"].format(where), items)
    return found


def _lacks(tool: Tool, address: str, texts: list[str]) -> list[str]:
    try:
        page = unescape((tool.output / address / "index.html").read_text(encoding="utf-8"))
    except OSError:
        return [f"there is no page /{address}"]
    return [f"/{address} lacks {text!r}" for text in texts if text not in page]


def _pagination(tool: Tool, tag: str, tagged: list[Article]) -> list[str]:
    """Every article that has the tag is linked from one of the tag's pages, which show 20 each (39 at most)."""
    top = tool.output / tool.pages["tag"].format(slug(tag))
    pages = [path.read_text(encoding="utf-8") for path in top.rglob("index.html")]
    missing = sum(not any(f"/{one.path}/" in page for page in pages) for one in tagged)
    full = max(sum(f"/{one.path}/" in page for one in tagged) for page in pages) if pages else 0
    found = [f"the lists of {tag} lack {missing} articles"] if missing else []
    return [*found, f"a list of {tag} shows {full} articles"] if full >= 40 else found


def _feed(path: Path, items: list[Article]) -> list[str]:
    try:
        titles = [one.findtext("title") for one in ElementTree.parse(path).iter("item")]  # our own output
    except (OSError, ElementTree.ParseError) as error:
        return [f"{path.name}: {error}"]
    newest = [one.title for one in reversed(items[-20:])]
    return [] if titles == newest else [f"{path} has not the newest {len(newest)} articles in order"]
