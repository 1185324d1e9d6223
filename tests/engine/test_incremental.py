"""Law 2: whatever happened to a site, a build gives byte for byte what a clean build elsewhere gives.

Every step of a random history is something that editors, file systems and power cuts do. After it the site is built and
compared with a clean build; both must also find the same problems. SITEGEN_STEPS says how many steps (150
unless given).
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sitegen.errors import Problem, SitegenError
from sitegen.render import batch
from sitegen.render.themes import bundled
from tests.engine.sites import (
    AUTHORS,
    NOW,
    SECTIONS,
    SITE,
    SOURCES,
    TAGS,
    clean,
    copy_sources,
    differences,
    files,
    front,
    killed,
    new_site,
    run,
    write,
)

STEPS = int(os.environ.get("SITEGEN_STEPS", "150"))
EACH = 30

NAMES = [f"2025/{month}/{slug}" for month in ("09", "10") for slug in ("alma", "gilas", "heyva", "nar", "tut")]
BODIES = [
    "Bir cümlə.\n",
    "Bir cümlə, vergüllə.\n",
    "## Başlıq\n\nMətn[^1].\n\n[^1]: Qeyd.\n",
    "Bax: [alma](../09/alma.md) və [nar](/2025/10/nar/).\n",
    "![Xəritə](../../../media/xerite.svg)\n",
    "| a | b |\n|---|--:|\n| 1 | 2 |\n",
    "Ilıq İlin ışığı <b>qalın</b>\n",
    "",
]
DATES = [
    "2025-08-03 10:00",
    "2025-09-30 23:30",
    "2025-10-05",
    "2025-10-20 09:00",
    "2025-10-28 09:00",
    "2025-11-02 12:00",
]
CLOCKS = [NOW + dt.timedelta(days=days) for days in (-60, -20, 0, 1, 7, 400)]
TEMPLATES = [
    "article.html", "base.html", "listing.html", "home.html", "edition.html", "rail.html", "rss.xml", "sitemap.xml",
    "rss-item.xml", "atom-entry.xml", "edition-feed.html", "feed.json", "sitemap-news.xml",
]  # fmt: skip
TITLES = ["Yeni xəbər", "İlk <b>söz</b>", "Şəki & Gəncə", "ıI İi"]
WISHES = {
    "title": 'title = "Başqa ad"',
    "per_page": "per_page = 2",
    "full_text": "feeds.full_text = true",
    "formats": 'feeds.formats = ["atom"]',
    "limit": "feeds.limit = 2",
    "timezone": 'timezone = "America/New_York"',
    "address": 'article_path = "{year}/{month}/{day}/{slug}/"',
    "base_url": 'base_url = "https://other.example.net/"',
    "gazette": 'theme = "gazette"',
    "text": 'texts.related = "Oxşar"',
    "home": "home.seconds = 1",
}
EXTRAS = ["<!-- 1 -->", "<!-- 2 -->", "{{ site.title|upper }}{{ 'i'|upper }}", None]

numbers = st.integers(0, 1000)
names = st.sampled_from(NAMES)
facts = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "date": st.sampled_from(DATES),
        "section": st.sampled_from([*SECTIONS, None]),
        "tags": st.lists(st.sampled_from(TAGS[:4]), max_size=3, unique=True),
        "summary": st.sampled_from([None, "Qısa məzmun.", "Başqa məzmun & <i>s.</i>"]),
        "author": st.sampled_from([None, *AUTHORS, {"name": AUTHORS[0], "role": "redaktor"}]),
        "source": st.sampled_from([None, *({"name": name, "url": "https://example.org/1"} for name in SOURCES)]),
        "pinned": st.sampled_from([None, True]),
        "note": st.sampled_from([None, "Redaktorun qeydi."]),
        "updated": st.sampled_from([None, "2025-10-21 10:00"]),
        "image": st.sampled_from([None, {"src": "media/xerite.svg", "alt": "Xəritə"}]),
    }
)


class History(RuleBasedStateMachine):
    """One site and what happens to it."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Path(tempfile.mkdtemp(prefix="sitegen-"))
        self.root = new_site(self.top / "site")
        self.now = NOW
        self.waiting = 0
        self.articles: dict[str, tuple[dict[str, Any], str]] = {}
        self.wishes: set[str] = set()
        self.remember()
        self.strangers: set[str] = set()

    def teardown(self) -> None:
        shutil.rmtree(self.top)

    # ------------------------------------------------------------------ the law

    @invariant()
    def a_build_gives_what_a_clean_build_gives(self) -> None:
        if self.waiting:
            self.waiting -= 1
        else:
            self.check()

    def check(self, output: str = "output", **settings: Any) -> None:
        settings = {"now": self.now} | settings
        before = files(self.root / output)
        wanted, wanted_warnings, wanted_problems = self.clean(**settings)
        try:
            built = run(self.root, output=self.root / output, **settings)
        except SitegenError as error:
            assert _said(error.problems) == wanted_problems
            assert files(self.root / output) == before, "a build that failed left the site as it was"
            event("refused")
            self.mend()
            return
        assert not wanted_problems
        event(f"built, {'some' if built.written else 'nothing'} written")
        found = files(self.root / output)
        left = {file for file in self.strangers if file in found and file not in wanted}
        assert differences({f: data for f, data in found.items() if f not in left}, wanted) == []
        lasting = [problem for problem in built.result.warnings if ": moved from /" not in str(problem)]
        assert _said(lasting) == wanted_warnings, "only what moved is known from history alone"
        assert built.result.targets == len(wanted)
        self.remember()

    def clean(self, **settings: Any) -> tuple[dict[str, bytes], list[str], list[str]]:
        """Return the files, warnings and problems of a clean build."""
        warned: list[Problem] = []
        try:
            return clean(self.root, self.top / "clean", warned=warned, **settings), _said(warned), []
        except SitegenError as error:
            return {}, [], _said(error.problems)

    def remember(self) -> None:
        """Keep the sources of a site that could be built."""
        self.good = dict(self.articles), set(self.wishes)
        copy_sources(self.root, self.top / "good")

    def mend(self) -> None:
        """Go back to them, as an editor would who had made a mistake."""
        self.articles, self.wishes = dict(self.good[0]), set(self.good[1])
        copy_sources(self.top / "good", self.root)

    # ------------------------------------------------------------------ editors

    @initialize(chosen=st.dictionaries(names, st.tuples(facts, st.sampled_from(BODIES)), min_size=3))
    def begin(self, chosen: dict[str, tuple[dict[str, Any], str]]) -> None:
        write(self.root, "content/media/xerite.svg", "<svg/>")
        for name, (keys, body) in chosen.items():
            self.put(name, keys, body)

    def put(self, name: str, keys: dict[str, Any], body: str) -> None:
        self.articles[name] = keys, body
        write(self.root, f"content/articles/{name}.md", front(body, **keys))

    def one(self, number: int) -> tuple[str, dict[str, Any], str]:
        name = sorted(self.articles)[number % len(self.articles)]
        return name, *self.articles[name]

    def edit(self, number: int, **changes: Any) -> None:
        name, keys, body = self.one(number)
        self.put(name, keys | changes, body)

    @rule(count=st.integers(1, 4))
    def be_busy(self, count: int) -> None:
        self.waiting = count

    @rule(name=names, keys=facts, body=st.sampled_from(BODIES))
    def write_article(self, name: str, keys: dict[str, Any], body: str) -> None:
        self.put(name, keys, body)

    @precondition(lambda self: self.articles)
    @rule(number=numbers, body=st.sampled_from(BODIES))
    def edit_body(self, number: int, body: str) -> None:
        name, keys, _ = self.one(number)
        self.put(name, keys, body)

    @precondition(lambda self: self.articles)
    @rule(number=numbers, title=st.sampled_from(TITLES))
    def retitle(self, number: int, title: str) -> None:
        self.edit(number, title=title)

    @precondition(lambda self: self.articles)
    @rule(number=numbers, tags=st.lists(st.sampled_from(TAGS), max_size=3, unique=True))
    def retag(self, number: int, tags: list[str]) -> None:
        self.edit(number, tags=tags)

    @precondition(lambda self: self.articles)
    @rule(number=numbers, date=st.sampled_from(DATES), publish=st.sampled_from([None, None, *DATES]))
    def redate(self, number: int, date: str, publish: str | None) -> None:
        self.edit(number, date=date, publish=publish)

    @precondition(lambda self: self.articles)
    @rule(number=numbers, draft=st.booleans(), expires=st.sampled_from([None, *DATES[3:]]))
    def hide_or_show(self, number: int, draft: bool, expires: str | None) -> None:
        self.edit(number, draft=draft, expires=expires)

    @precondition(lambda self: self.articles)
    @rule(
        number=numbers,
        aliases=st.lists(st.sampled_from(["/kohne/", "/k/ohne.html", "/2025/10/nar/"]), max_size=2, unique=True),
    )
    def name_aliases(self, number: int, aliases: list[str]) -> None:
        self.edit(number, aliases=aliases or None)

    @precondition(lambda self: self.articles)
    @rule(number=numbers, new=names, alias=st.booleans())
    def rename(self, number: int, new: str, alias: bool) -> None:
        name, keys, body = self.one(number)
        del self.articles[name]
        (self.root / f"content/articles/{name}.md").unlink()
        self.put(new, keys | ({"aliases": [f"/evvel/{name}/"]} if alias else {}), body)

    @precondition(lambda self: self.articles)
    @rule(number=numbers)
    def delete(self, number: int) -> None:
        name, _, _ = self.one(number)
        del self.articles[name]
        (self.root / f"content/articles/{name}.md").unlink()

    @rule(name=names, title=st.sampled_from(TITLES), there=st.booleans())
    def translate(self, name: str, title: str, there: bool) -> None:
        self.keep(f"articles/{name}.en.md", front("Text.\n", title=title, date="2025-10-20", tags=["News"]), there)

    @rule(number=numbers, week=st.integers(41, 42), there=st.booleans(), note=st.sampled_from(["Qeyd.", ""]))
    def edit_edition(self, number: int, week: int, there: bool, note: str) -> None:
        items: list[dict[str, str]] = [{"title": "Kənarda", "url": "https://example.org/", "note": note}]
        if self.articles and number % 2:
            items.append({"article": f"articles/{self.one(number)[0]}.md"})
        keys: dict[str, Any] = {"title": f"Həftə {week}", "date": f"2025-10-{week - 30}", "items": items}
        self.keep(f"editions/2025-w{week}.md", front(f"Giriş. {note}\n", **keys), there)

    @rule(name=st.sampled_from(["haqqimizda", "qaydalar"]), menu=st.sampled_from([None, 1, 2]), there=st.booleans())
    def edit_page(self, name: str, menu: int | None, there: bool) -> None:
        self.keep(f"pages/{name}.md", front(f"Səhifə {menu}.\n", title=name, menu=menu), there)

    @rule(
        name=st.sampled_from(["xerite.svg", "a/b.txt"]),
        data=st.sampled_from(["<svg/>", "<svg><g/></svg>"]),
        there=st.booleans(),
    )
    def edit_media(self, name: str, data: str, there: bool) -> None:
        self.keep(f"media/{name}", data, there)

    @rule(
        name=st.sampled_from(["CNAME", "kohne", "assets/plain.css", "rss.xml"]),
        data=st.sampled_from("ab"),
        there=st.booleans(),
    )
    def edit_static(self, name: str, data: str, there: bool) -> None:
        self.keep(f"../static/{name}", data, there)

    def keep(self, file: str, text: str, there: bool) -> None:
        path = self.root / "content" / file
        if there:
            write(self.root / "content", file, text)
        else:
            path.unlink(missing_ok=True)

    # ------------------------------------------------------------------ designers and administrators

    @property
    def theme(self) -> str:
        return "gazette" if "gazette" in self.wishes else "plain"

    @rule(name=st.sampled_from(TEMPLATES), extra=st.sampled_from(EXTRAS))
    def edit_template(self, name: str, extra: str | None) -> None:
        """Let a template of the site's own, with something more in it, go before the theme's; or take it back."""
        theme = self.theme
        path = self.root / "themes" / theme / "templates" / name
        path.unlink(missing_ok=True)
        if extra is not None:
            folders = [bundled() / theme / "templates", Path(batch.__file__).parent / "templates"]
            source = next(f / name for f in folders if (f / name).exists()).read_text(encoding="utf-8")
            block = "{% block main %}"
            changed = source.replace(block, block + extra) if block in source else source + extra
            write(self.root, f"themes/{theme}/templates/{name}", changed)

    @rule(wish=st.sampled_from(sorted(WISHES)))
    def edit_configuration(self, wish: str) -> None:
        self.wishes ^= {wish}
        chosen = [WISHES[name] for name in sorted(self.wishes)]
        keys = {line.split(" = ")[0] for line in chosen}
        head, tables = SITE.split("\n\n", 1)
        kept = [line for line in head.splitlines() if line.split(" = ")[0] not in keys]
        write(self.root, "site.toml", "\n".join([*kept, *chosen, "", tables]))

    @rule(name=st.sampled_from(["Dil", "Veb"]), description=st.sampled_from(["Başqa izah.", "Hərflər."]))
    def edit_section(self, name: str, description: str) -> None:
        text = (self.root / "site.toml").read_text(encoding="utf-8")
        head, section, rest = text.partition(f'name = "{name}"\n')
        if rest.startswith("description"):
            rest = rest.partition("\n")[2]
        write(self.root, "site.toml", f'{head}{section}description = "{description}"\n{rest}')

    @rule(now=st.sampled_from(CLOCKS))
    def move_clock(self, now: dt.datetime) -> None:
        self.now = now

    @rule()
    def pause(self) -> None:
        """Let the files settle: what changed just now is looked at with more care."""
        time.sleep(0.12)

    # ------------------------------------------------------------------ what goes wrong

    @rule(broken=st.sampled_from(["front matter", "date", "template", "site.toml", "encoding"]))
    def fail_between(self, broken: str) -> None:
        cases: dict[str, tuple[str, str | bytes]] = {
            "front matter": ("content/articles/2025/10/pis.md", '---\ntitle: "a\n---\n'),
            "date": ("content/articles/2025/10/pis.md", "---\ntitle: a\ndate: dünən\n---\n"),
            "template": (f"themes/{self.theme}/templates/404.html", "{% if %}"),
            "site.toml": ("site.toml", "title = "),
            "encoding": ("content/pages/pis.md", b"---\ntitle: \xff\n---\n"),
        }
        file, text = cases[broken]
        path = self.root / file
        before, site = path.read_bytes() if path.exists() else None, files(self.root / "output")
        write(self.root, file, text)
        try:
            run(self.root, now=self.now)
        except SitegenError as error:
            assert any(problem.path == file for problem in error.problems) or broken == "template"
        else:
            raise AssertionError("a broken site was built")
        assert files(self.root / "output") == site
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)

    @rule(step=st.integers(1, 400))
    def kill(self, step: int) -> None:
        before = files(self.root / "output")
        wanted, _, _ = self.clean(now=self.now)
        killed(lambda: run(self.root, now=self.now), step)
        for file, data in files(self.root / "output").items():
            assert data in (before.get(file), wanted.get(file)), f"{file} is neither old nor new"

    @rule(number=numbers, how=st.sampled_from(["longer", "other", "empty", "gone", "a link", "a folder's worth gone"]))
    def meddle_with_output(self, number: int, how: str) -> None:
        there = sorted(files(self.root / "output").keys() - self.strangers)
        if not there:
            return
        path = self.root / "output" / there[number % len(there)]
        if how == "longer":
            path.write_bytes(path.read_bytes() + b"!")
        elif how == "other":
            path.write_bytes(b"?" * path.stat().st_size)
        elif how == "empty":
            path.write_bytes(b"")
        elif how == "gone":
            path.unlink()
        elif how == "a link":
            path.unlink()
            path.symlink_to(self.root / "site.toml")
        else:
            shutil.rmtree(path.parent)

    @rule(name=st.sampled_from(["CNAME", "menim.txt", "tags/menim.txt"]))
    def add_a_file_of_ones_own(self, name: str) -> None:
        if (self.root / "output").is_dir() and name not in self.known_names():
            write(self.root / "output", name, "mine")
            self.strangers.add(name)

    def known_names(self) -> set[str]:
        return set(files(self.root / "static")) if (self.root / "static").is_dir() else set()

    def forget(self) -> None:
        """From now on nothing tells sitegen which files of the output are its own: it leaves them alone."""
        self.strangers |= files(self.root / "output").keys() | files(self.root / "preview").keys()

    @rule()
    def delete_state(self) -> None:
        self.forget()
        shutil.rmtree(self.root / ".sitegen", ignore_errors=True)

    @rule(
        number=numbers,
        how=st.sampled_from(["scribbled", "scribbled", "scribbled", "cut", "empty", "a folder", "gone", "foreign"]),
        at=st.floats(0, 1),
        noise=st.binary(min_size=1, max_size=40),
    )
    def damage_cache(self, number: int, how: str, at: float, noise: bytes) -> None:
        there = sorted(p for p in (self.root / ".sitegen").glob("*") if p.is_file() and p.name != "lock")
        if not there:
            return
        path = there[number % len(there)]
        if "output" in path.name:
            self.forget()
        data = path.read_bytes()
        place = int(at * len(data))
        if how == "scribbled":
            path.write_bytes(data[:place] + noise + data[place + len(noise) :])
        elif how == "cut":
            path.write_bytes(data[:place])
        elif how == "empty":
            path.write_bytes(b"")
        elif how == "foreign":
            path.write_bytes(noise * 50)
        else:
            path.unlink()
            if how == "a folder":
                (path / "x").mkdir(parents=True)

    @rule(drafts=st.booleans(), future=st.booleans(), expired=st.booleans(), anew=st.booleans())
    def build_a_preview(self, drafts: bool, future: bool, expired: bool, anew: bool) -> None:
        """Build elsewhere and otherwise: the caches are shared, the records are not."""
        url = "http://127.0.0.1:8000/"
        self.check("preview", base_url=url, drafts=drafts, future=future, expired=expired, clean=anew)


def _said(problems: Any) -> list[str]:
    """Return problems without their hints, which may name a page on which a template failed."""
    return sorted({f"{p.path}:{p.line}: {p.message}" for p in problems})


TestIncremental = History.TestCase
TestIncremental.settings = settings(
    max_examples=max(1, STEPS // EACH),
    stateful_step_count=EACH,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
