"""The comparison: the same edits for every generator, in turns, each run checked."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import corpus as news
from bench.chart import draw
from bench.corpus import Article
from bench.measure import run
from bench.proof import faults, survey
from bench.tools import NAMES, Tool, prepare

SCENARIOS = {
    "cold": "first build",
    "same": "nothing changed",
    "edit": "one article edited",
    "new": "one article added",
    "template": "a template edited",
}
PAUSE = 0.3
"""Seconds between an edit and the build: nobody saves a file and builds within the same tick of the clock."""


class Course:
    """One generator's way through all runs. Invariant: `corpus` is what lies in its content folder now."""

    def __init__(self, tool: Tool, corpus: list[Article], logs: Path, limit: float) -> None:
        self.tool = tool
        self.corpus = list(corpus)
        self.failure = ""
        self.seconds: dict[str, list[float]] = {name: [] for name in SCENARIOS}
        self.peaks: dict[str, int] = {}
        self.details: dict[str, Any] = {}
        self._log = logs / tool.name
        self._limit = limit
        self._edits = 0
        self._said = ""

    def turn(self, scenario: str, *, watch: bool) -> float:
        """Make the scenario's change, build, check. Return the seconds; `failure` says what went wrong."""
        self._change(scenario)
        if hasattr(os, "sync"):
            os.sync()
        time.sleep(PAUSE)
        done = run(self.tool.command, self.tool.site, self._log, self._limit, watch=watch, more=self.tool.environment)
        wrong = [done.failure] if done.failure else faults(self.tool, self.corpus, self._said, self._edits)
        if wrong:
            self.failure = f"{SCENARIOS[scenario]}: {'; '.join(wrong[:3])}"
            return done.seconds
        if watch:
            self.peaks[scenario] = done.peak
        else:
            self.seconds[scenario].append(done.seconds)
        self._note(scenario, done.stdout)
        return done.seconds

    def _change(self, scenario: str) -> None:
        match scenario:
            case "cold":
                self.tool.forget()
            case "edit":
                middle = len(self.corpus) // 2
                edited, self._said = with_comma(self.corpus[middle])
                self.corpus[middle] = edited
                self.tool.write_article(edited)
            case "new":
                self.corpus.append(follow(self.corpus))
                self._said = self.corpus[len(self.corpus) // 2].title
                self.tool.write_article(self.corpus[-1])
            case "template":
                self._edits += 1
                self.tool.mark_template(self._edits)

    def _note(self, scenario: str, stdout: str) -> None:
        """Keep what the tool tells of itself and, after a first build, what it has written."""
        if self.tool.name.startswith("sitegen"):
            built = json.loads(stdout)["built"]
            self.details[scenario] = {
                key: built[key] for key in ("targets", "rendered", "written", "removed", "seconds")
            }
        if scenario == "cold" and "built" not in self.details:
            found = survey(self.tool.output)
            self.details["built"] = {"files": found.files, "bytes": found.size}

    def result(self) -> dict[str, Any]:
        """Return everything that was found out."""
        return {
            "tool": self.tool.name,
            "version": self.tool.version,
            "failure": self.failure,
            "median_seconds": {name: statistics.median(all_) for name, all_ in self.seconds.items() if all_},
            "seconds": self.seconds,
            "peak_bytes": self.peaks,
            **self.details,
        }


def with_comma(one: Article) -> tuple[Article, str]:
    """Return the article with one more comma in its text, and the words around that comma."""
    found = re.search(r"(\w\w+) (\w\w+)", one.body)
    if found is None:
        raise ValueError(f"{one.path} has no two words to put a comma between")
    words = f"{found[1]}, {found[2]}"
    return one._replace(body=one.body[: found.start()] + words + one.body[found.end() :]), words


def follow(corpus: list[Article]) -> Article:
    """Return an article that comes after the newest of the corpus, in the same section and with the same tags."""
    newest = corpus[-1]
    number = len(corpus)
    return newest._replace(
        stem=f"x{number:06}", title=f"Yeni yazı {number}", when=newest.when + news.EVERY,
        url=f"https://example.org/original/{number}", body=corpus[0].body,
    )  # fmt: skip


def load(folder: Path) -> list[Article]:
    """Read a corpus that this or another writer made, oldest first. Raises ValueError for another shape."""
    found = [news.parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.md"))]
    if not found:
        raise ValueError(f"{folder} holds no .md file")
    return sorted(found, key=lambda one: (one.when, one.stem))


def compare(courses: list[Course], runs: int) -> None:
    """Take all generators through all scenarios in turns: once watched for memory, then `runs` times by the clock."""
    for number in range(runs + 1):
        for scenario in SCENARIOS:
            for course in courses:
                if course.failure:
                    continue
                seconds = course.turn(scenario, watch=number == 0)
                what = f"run {number}" if number else "memory"
                end = f"  FAILED {course.failure}" if course.failure else ""
                print(f"{what}  {course.tool.name:14} {SCENARIOS[scenario]:20} {seconds:8.2f} s{end}", file=sys.stderr)


def table(results: list[dict[str, Any]], absent: dict[str, str]) -> str:
    """Return the medians and, in brackets, how they compare with Hugo's in the same run."""
    base = next((r for r in results if r["tool"] == "hugo" and not r["failure"]), None)
    columns = [*SCENARIOS.values(), "memory, first", "memory, edit"]
    lines = [f"{'':14}" + "".join(f"{name:>22}" for name in columns)]
    for one in results:
        if one["failure"]:
            absent |= {one["tool"]: one["failure"]}
            continue
        cells = [_cell(one, base, "median_seconds", name, 1.0, "s") for name in SCENARIOS]
        cells += [_cell(one, base, "peak_bytes", name, 1e6, "MB") for name in ("cold", "edit")]
        lines.append(f"{one['tool']:14}" + "".join(f"{cell:>22}" for cell in cells))
    for one in results:
        if "built" in one:
            files = ", ".join(f"{count:,} {ending}" for ending, count in sorted(one["built"]["files"].items()))
            lines.append(f"{one['tool']}: {one['version']}; {files}; {one['built']['bytes'] / 1e6:.1f} MB")
        written = {SCENARIOS[name]: one[name]["written"] for name in SCENARIOS if name in one}
        if written:
            lines.append("  files written: " + ", ".join(f"{name} {count:,}" for name, count in written.items()))
    lines += [f"{name} took no part: {why}" for name, why in absent.items()]
    return "\n".join(lines)


def _cell(one: dict[str, Any], base: dict[str, Any] | None, kind: str, name: str, unit: float, sign: str) -> str:
    value = one[kind].get(name)
    if not value:
        return "–"
    form = f"{value / unit:.2f} {sign}" if sign == "s" else f"{value / unit:.0f} {sign}"
    other = base[kind].get(name) if base else None
    return f"{form} ({value / other:.2f})" if other else form


def main(about: str | None) -> int:
    """Compare as the command line asks. Returns 1 if a generator failed or could not be installed."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10000, help="articles (default: 10000)")
    parser.add_argument("--seed", type=int, default=news.SEED)
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="articles that exist already, instead of --count")
    parser.add_argument("--runs", type=int, default=3, help="timed runs, of which medians are shown (default: 3)")
    parser.add_argument("--tools", default=",".join(NAMES), help="some of " + ",".join(NAMES))
    parser.add_argument("--limit", type=float, default=900, metavar="SECONDS", help="for one build (default: 900)")
    parser.add_argument(
        "--work", type=Path, metavar="FOLDER", help="what is installed and built (default: in the temporary folder)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw it")
    options = parser.parse_args()
    names = [name.strip() for name in options.tools.split(",") if name.strip()]
    if unknown := [name for name in names if name not in NAMES]:
        parser.error(f"no such tool: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    work = (options.work or Path(tempfile.gettempdir()) / "sitegen-bench").absolute()
    work.mkdir(parents=True, exist_ok=True)
    articles = load(options.corpus) if options.corpus else list(news.articles(options.count, options.seed))
    print(f"{len(articles):,} articles; installing and writing sites below {work}", file=sys.stderr)
    tools, absent = prepare(names, work, articles)
    courses = [Course(tool, articles, work, options.limit) for tool in tools]
    compare(courses, options.runs)
    results = [course.result() for course in courses]
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    document = {
        "articles": len(articles),
        "runs": options.runs,
        "machine": machine,
        "results": results,
        "absent": absent,
    }
    print(f"{len(articles):,} articles, medians of {options.runs} runs (in brackets: Hugo = 1); {machine}")
    print(table(results, dict(absent)))
    if options.json:
        options.json.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.svg:
        options.svg.write_text(draw(document, SCENARIOS), encoding="utf-8")
    shutil.rmtree(work / "sites", ignore_errors=True)
    return 1 if absent or any(one["failure"] for one in results) else 0
