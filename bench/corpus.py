"""A news corpus to measure with: COUNT articles of about 4.4 kB as Markdown, in invented words.

    python bench/corpus.py COUNT FOLDER [--seed N] [--shape sitegen|pelican]

The same count, seed and shape give the same bytes. The rate is that of a real desk, 44 articles a day: 10,000 are
seven months of news, 100,000 are six years. Words are made of the letters of the Azerbaijani alphabet and are as
unequally frequent as words are (Zipf's law), so that search indexes, slugs and sorting have honest work.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

SECTIONS = (
    "Siyasət", "İqtisadiyyat", "Cəmiyyət", "Dünya", "Elm", "Texnologiya",
    "Mədəniyyət", "İdman", "Səhiyyə", "Təhsil", "Hava və iqlim", "Rəy",
)  # fmt: skip
EVERY = dt.timedelta(minutes=33)
BAKU = dt.timezone(dt.timedelta(hours=4))
SEED = 1875
"""The year in which the first newspaper in Azerbaijani, "Əkinçi", appeared."""

_START = dt.datetime(2018, 1, 1, 8, tzinfo=BAKU)
_HARD, _SOFT = "bcçdfgğhxkqlmnprsştvyz", "aeəıioöuü"
_ASCII = str.maketrans("çğəıöşü", "cgeiosu")


class Article(NamedTuple):
    """One article as the corpus has it; `stem` is its file's name without the ending."""

    stem: str
    title: str
    when: dt.datetime
    author: str
    section: str
    tags: tuple[str, ...]
    source: str
    url: str
    summary: str
    body: str

    @property
    def path(self) -> str:
        """The file below the corpus folder, without the ending; also the address of the page."""
        return f"{self.when:%Y/%m}/{self.stem}"


class Writer:
    """Invents text. Invariant: what it says next depends on the seed and on what it has said before, alone."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._words = list(dict.fromkeys(self._word() for _ in range(6500)))
        self._weights = list(accumulate(1 / (rank + 4) for rank in range(len(self._words))))

    def _word(self) -> str:
        length = self.dice.choice((1, 2, 2, 2, 3, 3, 4))
        parts = []
        for _ in range(length):
            parts += [self.dice.choice(_HARD), self.dice.choice(_SOFT)]
            if self.dice.random() < 0.33:
                parts.append(self.dice.choice(_HARD))
        return "".join(parts)

    def words(self, count: int) -> list[str]:
        """Return so many words of running text."""
        return self.dice.choices(self._words, cum_weights=self._weights, k=count)

    def phrase(self, low: int, high: int) -> str:
        """Return words with a capital at the start."""
        return capital(" ".join(self.words(self.dice.randint(low, high))))

    def sentence(self) -> str:
        """Return a sentence in which now and then a word is bold or a link."""
        found = self.words(self.dice.randint(8, 22))
        found[0] = capital(found[0])
        place = self.dice.randrange(len(found))
        chance = self.dice.random()
        if chance < 0.06:
            found[place] = f"**{found[place]}**"
        elif chance < 0.11:
            found[place] = f"[{found[place]}](https://example.org/link/{self.dice.randrange(10000)})"
        return " ".join(found) + "."

    def block(self) -> str:
        """Return a paragraph or, more rarely, a heading with one, a list or a quotation."""
        chance = self.dice.random()
        if chance < 0.04:
            return "\n".join(f"- {self.sentence()}" for _ in range(4))
        if chance < 0.08:
            return f"> {self.sentence()}"
        text = " ".join(self.sentence() for _ in range(self.dice.randint(2, 6)))
        return f"## {self.phrase(3, 5)}\n\n{text}" if chance < 0.13 else text

    def distinct(self, count: int, words: int) -> list[str]:
        """Return so many names that stay different when they are lowered and put into ASCII, as slugs are."""
        names: dict[str, str] = {}
        while len(names) < count:
            name = " ".join(capital(word) for word in self.dice.choices(self._words, k=words))
            if len(name) > 4:
                names.setdefault(slug(name), name)
        return list(names.values())


def capital(text: str) -> str:
    """Return `text` with a first capital by the rules of Azerbaijani: i → İ, ı → I."""
    return {"i": "İ", "ı": "I"}.get(text[0], text[0].upper()) + text[1:]


def slug(name: str) -> str:
    """Return `name` in lower-case ASCII with hyphens, as addresses have it."""
    lowered = name.replace("İ", "i").replace("I", "ı").lower().translate(_ASCII)
    return re.sub(r"[^a-z0-9]+", "-", lowered).strip("-")


def articles(count: int, seed: int = SEED) -> Iterator[Article]:
    """Yield the articles, the oldest first."""
    writer = Writer(seed)
    dice = writer.dice
    tags = writer.distinct(max(40, min(400, count // 20)), 1)
    authors = writer.distinct(60, 2)
    sources = [f"{name} Agentliyi" for name in writer.distinct(25, 1)]
    for number in range(count):
        yield Article(
            stem=f"n{number:06}",
            title=writer.phrase(4, 9),
            when=_START + number * EVERY,
            author=dice.choice(authors),
            section=dice.choice(SECTIONS),
            tags=tuple(dice.sample(tags, dice.randint(1, 5))),
            source=dice.choice(sources),
            url=f"https://example.org/original/{number}",
            summary=f"{writer.phrase(8, 22)}.",
            body="\n\n".join(writer.block() for _ in range(dice.randint(5, 10))) + "\n",
        )


def as_sitegen(one: Article) -> str:
    """Return the file as sitegen, Hugo and Eleventy read it: YAML front matter and Markdown."""
    return (
        f'---\ntitle: "{one.title}"\ndate: {one.when:%Y-%m-%dT%H:%M:%S}+04:00\nauthor: "{one.author}"\n'
        f'section: "{one.section}"\ntags: [{", ".join(one.tags)}]\nsource:\n  name: "{one.source}"\n'
        f'  url: "{one.url}"\nsummary: "{one.summary}"\n---\n\n{one.body}'
    )


def as_pelican(one: Article) -> str:
    """Return the file as Pelican reads it: lines of metadata and Markdown."""
    return (
        f"Title: {one.title}\nDate: {one.when:%Y-%m-%d %H:%M}\nSlug: {one.stem}\nAuthor: {one.author}\n"
        f"Category: {one.section}\nTags: {', '.join(one.tags)}\nSource: {one.source}\nSource_url: {one.url}\n"
        f"Summary: {one.summary}\n\n{one.body}"
    )


SHAPES = {"sitegen": as_sitegen, "pelican": as_pelican}


def parse(stem: str, text: str) -> Article:
    """Return the article of a file of shape sitegen, by this or another writer. Raises ValueError for another shape."""
    _, head, body = text.split("---\n", 2)
    found = dict(re.findall(r'^ *(\w+): *"?(.*?)"?$', head, re.MULTILINE))
    try:
        return Article(
            stem, found["title"], dt.datetime.fromisoformat(found["date"]), found["author"], found["section"],
            tuple(tag.strip() for tag in found["tags"].strip("[]").split(",")), found["name"], found["url"],
            found["summary"], body.lstrip("\n"),
        )  # fmt: skip
    except KeyError as error:
        raise ValueError(
            f"{stem}.md has no {error.args[0]}: it is not of the shape that bench/corpus.py writes"
        ) from None


def write(every: Iterator[Article], folder: Path, shape: str) -> int:
    """Write the articles as FOLDER/YEAR/MONTH/STEM.md and return how many bytes they have together."""
    total = 0
    for one in every:
        data = SHAPES[shape](one).encode()
        path = folder / f"{one.path}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        total += len(data)
    return total


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a corpus as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="sitegen")
    options = parser.parse_args(arguments)
    total = write(articles(options.count, options.seed), options.folder, options.shape)
    print(f"{options.count:,} articles, {total:,} bytes in {options.folder}")


if __name__ == "__main__":
    main()
