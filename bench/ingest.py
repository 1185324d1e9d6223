"""Measure `sitegen import` on public corpora of saved pages.

    python bench/ingest.py [--benchmark FOLDER] [--trafilatura FOLDER] [--readability FOLDER] [--jobs N] [--worst N]

The folders are clones of scrapinghub/article-extraction-benchmark, adbar/trafilatura and mozilla/readability. Each page
goes through the function behind `sitegen import` into a site of its own; what is measured is the file that it writes,
its Markdown rendered with raw HTML off and read back as text. Figures: the first corpus' own 4-gram F1; the second's F1
over labelled segments, its titles and days; the third's titles, bylines, days, languages, and the F1 of the elements
that the Markdown gives back (text, h, p, li, blockquote, a, img, pre, code, tr: for each kind the mean over the pages
that have or got such elements, then the mean of the kinds). Both text figures stand beside the figure of the chosen
text before it became Markdown. Every figure comes for the whole corpus and for two halves of it, parted by the digest
of a page's name: rules are tuned on half A, and half B tells whether they hold.

The third corpus expects what Readability.js prints. A title counts as "title" when it is the same, and as "title less
site" also when a separator cuts it from the name of a site, a section or an author. The title and the lead picture are
in the front matter here, so they count as given where the expected article repeats them. How elements are compared, and
what Markdown cannot say and is left aside, stands in bench/elements.py. Text counts in runs of four words; beside it
stands the F1 of words in any order, which is what others publish as "text".

Seconds are those of the processor. A process loads the libraries, and a model of 100 languages for pages that name
none, with its first page: the speed is given with that and without.

Calibration: through this measure go, on the expected articles themselves, the converter of the import with a mean of
.982 (text .995) and markdownify with .900 (.995); from whole pages, readability-lxml and the converter .727,
trafilatura's HTML and markdownify .570, trafilatura's own Markdown .539. A kind that is found on a page that should
have none counts as 0 there, so inventing is not free; the mean without such pages stands beside it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import logging
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.elements import (  # Python looks beside a script, not above it
    KINDS,
    elements,
    file_name,
    shingles,
    squeezed,
    text_of,
    with_captions,
    without_players,
    words,
)


class Page(NamedTuple):
    """A saved page: its name in the corpus, its bytes, its address."""

    key: str
    data: bytes
    url: str


class Made(NamedTuple):
    """What the import made of a page: its front matter, its Markdown, the text chosen for it, the seconds it took."""

    key: str
    fields: dict[str, Any]
    body: str
    text: str
    seconds: float


def imported(page: Page) -> Made:
    """Import one page into a new site and read back the file."""
    from sitegen.events import ignore
    from sitegen.ingest import Failed, ImportSettings, import_sources
    from sitegen.ingest.frontmatter import split

    chosen: list[str] = []
    watch(chosen)
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder, "page.html")
        saved.write_bytes(page.data)
        settings = ImportSettings(Path(folder), language="en", zone="UTC", url=page.url, images=False)
        began = time.process_time()
        (result,) = import_sources([str(saved)], settings, datetime.now(UTC), ignore)
        seconds = time.process_time() - began
        if isinstance(result, Failed):
            return Made(page.key, {}, "", "", seconds)
        parts = split(Path(folder, result.path).read_text("utf-8"))
    fields, body = parts or ({}, "")
    return Made(page.key, fields, body, "\n".join(chosen), seconds)


def first_page() -> float:
    """Import a page for which every library is loaded, and return the seconds it took."""
    text = "<p>A bridge joins both banks of the river, and ten thousand cars cross it on every day of the week.</p>"
    return imported(Page("first", f"<title>The bridge</title><h1>The bridge</h1>{text * 9}".encode(), "")).seconds


def watch(chosen: list[str]) -> None:
    """Let `chosen` hold the text of the blocks that the next import hands to its Markdown writer."""
    from sitegen.ingest import markup, page

    def noting(core: Any, blocks: Any, *rest: Any, **options: Any) -> str:
        chosen[:] = [text_of(block.element) for block in blocks]
        return markup.markdown(core, blocks, *rest, **options)

    vars(page)["markdown"] = noting


@cache
def _markdown() -> Callable[[str], str]:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).use(footnote_plugin)
    return parser.render


def html_of(body: str) -> Any:
    """Return the Markdown as a tree of HTML."""
    from lxml import html  # type: ignore[import-untyped]  # it ships no types

    return html.fromstring(f"<div>{_markdown()(body)}</div>")


def benchmark_pages(folder: Path) -> Iterator[Page]:
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for key, item in truth.items():
        yield Page(key, gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()), item.get("url") or "")


def trafilatura_pages(folder: Path) -> Iterator[Page]:
    for url, item in json.loads((folder / "tests" / "evaldata.json").read_text("utf-8")).items():
        path = next(p for sub in ("cache", "eval") if (p := folder / "tests" / sub / item["file"]).is_file())
        yield Page(url, path.read_bytes(), url.strip() if url.startswith("http") else "")


def readability_pages(folder: Path) -> Iterator[Page]:
    for path in sorted((folder / "test" / "test-pages").iterdir()):
        if (path / "source.html").is_file():
            yield Page(path.name, (path / "source.html").read_bytes(), "http://fakehost/test/page.html")


def compared(true: Counter[Any], found: Counter[Any]) -> tuple[int, int, int]:
    """Return how many are right, wrong and missing."""
    right = (true & found).total()
    return right, found.total() - right, true.total() - right


def f1(right: float, wrong: float, missing: float) -> float:
    return 2 * right / (2 * right + wrong + missing) if right + wrong + missing else 1.0


def score_benchmark(folder: Path, made: dict[str, Made]) -> list[tuple[float, str]]:
    """Print the corpus' own measure: means of each page's precision and recall over 4-grams."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    bodies = {key: Counter(shingles(truth[key].get("articleBody", ""))) for key in made}
    for name, read in (("chosen", lambda one: one.text), ("text", lambda one: text_of(html_of(one.body)))):
        found = {key: compared(bodies[key], shingles(read(one))) for key, one in made.items()}
        precision = statistics.mean(right / (right + wrong) for right, wrong, _ in found.values() if right + wrong)
        recall = statistics.mean(right / (right + missing) for right, _, missing in found.values() if right + missing)
        whole = 2 * precision * recall / (precision + recall)
        print(f"{name} F1 {whole:.4f}  precision {precision:.4f}  recall {recall:.4f}")
    return [(f1(*counts), key) for key, counts in found.items()]


def score_trafilatura(folder: Path, made: dict[str, Made]) -> list[tuple[float, str]]:
    truth = json.loads((folder / "tests" / "evaldata.json").read_text("utf-8"))
    facts = Counter[str]()
    for name, read in (("chosen", lambda one: one.text), ("text", lambda one: text_of(html_of(one.body)))):
        found = {key: segments(truth[key], squeezed(read(one))) for key, one in made.items()}
        print(f"{name} F1 {f1(*map(sum, zip(*found.values(), strict=True))):.4f}")
    for key, one in made.items():
        for field, got in (("title", str(one.fields.get("title", ""))), ("date", day(one.fields.get("date")))):
            facts.update(judged(field, plain(truth[key].get(field) or ""), plain(got), key))
    print(f"title {facts['title right'] / facts['title']:.4f}  day {facts['date right'] / facts['date']:.4f}")
    return [(float(right - wrong - missing), key) for key, (right, wrong, missing) in found.items()]


def segments(item: dict[str, Any], text: str) -> tuple[int, int, int]:
    """Return how many labelled segments are rightly and wrongly in the text, and how many are missing."""
    right = sum(squeezed(part) in text for part in item["with"])
    return right, sum(squeezed(part) in text for part in item["without"]), len(item["with"]) - right


def judged(field: str, true: str, got: str, key: str) -> Counter[str]:
    """Return one count of the field, if the truth has it, and one if it is right."""
    if true and true != got and field in SHOW:
        print(f"  {field}: {got!r} for {true!r}  {key}")
    return Counter({field: 1, f"{field} right": int(true == got)} if true else {})


SHOW: set[str] = set()


def score_readability(folder: Path, made: dict[str, Made]) -> list[tuple[float, str]]:
    from lxml import html

    by_kind: dict[str, list[float]] = {kind: [] for kind in KINDS}
    due: dict[str, list[float]] = {kind: [] for kind in KINDS}
    facts = Counter[str]()
    pages, told = [], []
    for key, result in made.items():
        path = folder / "test" / "test-pages" / key
        expected = html.fromstring((path / "expected.html").read_text("utf-8") or "<div></div>")
        given = without_players(with_captions(html_of(result.body)), expected)
        true, found = elements(expected), elements(given)
        told.append(f1(*compared(words(expected), words(given))))
        for kind, aside in held_aside(result.fields).items():
            found[kind] |= true[kind] & aside
        scores = {kind: f1(*compared(true[kind], found[kind])) for kind in KINDS if true[kind] or found[kind]}
        for kind, score in scores.items():
            by_kind[kind].append(score)
            due[kind] += [score] if true[kind] else []
        pages.append((statistics.mean(scores.values()) if scores else 1.0, key))
        facts.update(score_facts(json.loads((path / "expected-metadata.json").read_text("utf-8")), result.fields, key))
    for field in ("title", "title less site", "byline", "day", "lang"):
        print(f"{field} {facts[f'{field} right'] / max(1, facts[field]):.4f} of {facts[field]}", end="  ")
    scores = {kind: statistics.mean(found) for kind, found in by_kind.items()}
    print("\nmarkup " + "  ".join(f"{kind} {score:.3f}" for kind, score in scores.items()))
    where_due = statistics.mean(statistics.mean(found) for found in due.values())
    print(f"markup mean {statistics.mean(scores.values()):.4f}  over the pages that should have a kind {where_due:.4f}")
    print(f"words in any order {statistics.mean(told):.4f}")
    return pages


def score_facts(expected: dict[str, Any], fields: dict[str, Any], key: str) -> Counter[str]:
    authors = fields.get("authors") or ([fields["author"]] if fields.get("author") else [])
    names = ", ".join(one if isinstance(one, str) else one["name"] for one in authors)
    true, got = plain(expected.get("title") or ""), plain(str(fields.get("title", "")))
    pairs = {
        "title": (true, got),
        "title less site": (got if got and got in parts_of(true) else true, got),
        "byline": (plain(unsigned(expected.get("byline") or "")), plain(names)),
        "day": ((expected.get("publishedTime") or "")[:10], day(fields.get("date"))),
        "lang": ((expected.get("lang") or "")[:2].lower(), str(fields.get("language", ""))),
    }
    found = Counter[str]()
    for field, (truth, given) in pairs.items():
        found.update(judged(field, truth, given, key))
    return found


def parts_of(title: str) -> set[str]:
    """Return what is left of a title when it is cut at any of its separators."""
    cuts = re.finditer(r"\s+[|–—·•»:›/@-]\s+|\s*[|»›_]\s*|\s+::\s*|\s*\[|（", title)
    return {part.strip() for cut in cuts for part in (title[: cut.start()], title[cut.end() :])}


def held_aside(fields: dict[str, Any]) -> dict[str, Counter[Any]]:
    """Return what the front matter holds of an article: its title and its lead picture."""
    image = fields.get("image") or ""
    source = image if isinstance(image, str) else image.get("src", "")
    return {"h": Counter([squeezed(str(fields.get("title", "")))]), "img": Counter([file_name(source)])}


def plain(text: str) -> str:
    """Return a text for comparing: quotes, dashes and blanks made alike."""
    text = re.sub(r"[“”„«»″]", '"', re.sub(r"[‘’‚´`]", "'", squeezed(text)))
    return re.sub(r"[–—−]", "-", text).casefold()


def unsigned(byline: str) -> str:
    return re.sub(r"(?i)^(?:written )?by:?\s+", "", squeezed(byline))


def day(value: object) -> str:
    return str(value)[:10] if value else ""


Pages = Callable[[Path], Iterable[Page]]
Score = Callable[[Path, dict[str, Made]], list[tuple[float, str]]]
CORPORA: dict[str, tuple[Pages, Score]] = {
    "benchmark": (benchmark_pages, score_benchmark),
    "trafilatura": (trafilatura_pages, score_trafilatura),
    "readability": (readability_pages, score_readability),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in CORPORA:
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--worst", type=int, default=0, help="name the pages with the lowest scores")
    parser.add_argument("--show", action="append", default=[], help="list what is wrong in this field")
    options = parser.parse_args()
    SHOW.update(options.show)
    for name, (pages, score) in CORPORA.items():
        folder = getattr(options, name)
        if folder is None:
            continue
        with ProcessPoolExecutor(1) as pool:
            loading = options.jobs * pool.submit(first_page).result()
        with ProcessPoolExecutor(options.jobs, initializer=first_page) as pool:
            made = {result.key: result for result in pool.map(imported, pages(folder), chunksize=4)}
        seconds = sum(result.seconds for result in made.values())
        speed, whole = len(made) / seconds, len(made) / (seconds + loading)
        print(f"== {name}: {len(made)} pages, {speed:.1f} a second and core, with loading {whole:.1f}")
        worst = sorted(score(folder, made))[: options.worst]
        for half in (0, 1):
            print(f"-- half {'AB'[half]}")
            score(folder, {key: one for key, one in made.items() if half_of(key) == half})
        for value, key in worst:
            print(f"  {value:.3f} {key}")


def half_of(key: str) -> int:
    return hashlib.sha1(key.encode(), usedforsecurity=False).digest()[0] % 2


if __name__ == "__main__":
    main()
