"""The commands and their switches. Every word of help that a terminal shows stands here."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

_EXAMPLES = """\
from a source to the web:
  sitegen import https://example.org/news   a source article becomes a Markdown file
  sitegen serve                             build, preview at http://127.0.0.1:8000/, reload on save
  sitegen build                             content/ + theme + site.toml → output/
  sitegen deploy                            output/ → the gh-pages branch

sitegen COMMAND --help tells more.
"""


class _Parser(argparse.ArgumentParser):
    """Says which command or choice was meant when one is misspelt."""

    def error(self, message: str) -> NoReturn:
        found = re.match(r"(?:argument (\S+): )?invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if found:
            from sitegen.language import closest

            near = closest(found[2], re.findall(r"[\w-]+", found[3]))
            if near:
                message = f'there is no command "{found[2]}"; did you mean "{near}"?'
        super().error(message)


def parser(version: str) -> argparse.ArgumentParser:
    """Return the parser of all commands; the chosen one is in `command`."""
    top = _Parser(
        prog="sitegen",
        description="A static-site generator for curated news digests.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"sitegen {version}")
    common = _common()
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, what: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".", parents=[common])

    _init(command("init", "begin a new site in a folder"))
    _new(command("new", "write a draft article and print its path"))
    _import(command("import", "turn source articles (URLs, .html, .txt, .md, feeds) into Markdown files"))
    _edition(command("edition", "draft an edition from what was published"))
    _move(command("move", "give an article another address; the old one leads there"))
    _build_switches(command("build", "build the site into output/"))
    _serve(command("serve", "build, preview in the browser, rebuild and reload on every save"))
    _check(command("check", "check the content: duplicates, missing summaries, pictures without alt, dead links"))
    _deploy(command("deploy", "publish output/ as a branch of a git remote"))
    return top


def _common() -> _Parser:
    common = _Parser(add_help=False)
    common.add_argument(
        "--root", metavar="FOLDER", help="the site (default: the nearest parent folder with a site.toml)"
    )
    common.add_argument("-q", "--quiet", action="store_true", help="print nothing but problems")
    common.add_argument("--json", action="store_true", help="print one JSON document, for scripts")
    return common


def _now(one: argparse.ArgumentParser) -> None:
    one.add_argument("--now", metavar="TIME", help="the clock to go by, such as 2025-10-27T14:37 (default: now)")


def _init(one: argparse.ArgumentParser) -> None:
    one.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="where (default: here)")
    one.add_argument("--title", metavar="TEXT", help="the site's title")
    one.add_argument("--language", metavar="CODE", help="the language it is written in (default: az)")


def _new(one: argparse.ArgumentParser) -> None:
    one.add_argument("title", metavar="TITLE", help="the headline; quote it")
    one.add_argument("--section", metavar="NAME", help="a section of site.toml, by name or slug")
    one.add_argument("--tag", metavar="NAME", action="append", help="may be given several times")
    one.add_argument("--language", metavar="CODE", help="one of the site's languages (default: its main one)")
    one.add_argument("--slug", metavar="SLUG", help="the last part of its address (default: made of the title)")
    _now(one)


def _import(one: argparse.ArgumentParser) -> None:
    one.add_argument("source", nargs="*", metavar="SOURCE", help="a URL or a file; - reads standard input")
    one.add_argument("--from", dest="from_file", metavar="FILE", help="a file that lists sources, one a line")
    one.add_argument("--url", metavar="URL", help="the address of a saved file")
    one.add_argument(
        "--into", metavar="FOLDER", help="below content/, such as articles/essays (default: articles/YEAR/MONTH)"
    )
    one.add_argument("--section", metavar="NAME", help="a section of site.toml, by name or slug")
    one.add_argument("--tag", metavar="NAME", action="append", help="may be given several times")
    one.add_argument("--keep-paragraphs", action="store_true", help="do not divide a wall of text into paragraphs")
    one.add_argument(
        "--images",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="bring pictures home into content/media/ (default: for URLs, and those saved with a page)",
    )
    one.add_argument("--allow-private", action="store_true", help="allow addresses of this machine and its network")
    one.add_argument("--jobs", metavar="N", type=_count, help="processes that read files (default: one for each core)")
    again = one.add_mutually_exclusive_group()
    again.add_argument("--force", action="store_true", help="replace what was imported before, unless it was edited")
    again.add_argument("--update", action="store_true", help="merge a changed source into what nobody has edited")
    _now(one)


def _edition(one: argparse.ArgumentParser) -> None:
    one.add_argument("--since", metavar="TIME", default="7d", help="7d, 48h, 2w or a date (default: 7d)")
    one.add_argument("--section", metavar="NAME", help="only this section")
    one.add_argument("--name", metavar="NAME", help="the file's name (default: year and week)")
    one.add_argument("--language", metavar="CODE", help="one of the site's languages (default: its main one)")
    _now(one)


def _move(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", metavar="FILE", help="the article, such as content/articles/2025/10/x.md")
    one.add_argument("--slug", metavar="SLUG", help="the new last part of its address")
    one.add_argument("--title", metavar="TEXT", help="a new title, and an address made of it")


def _build_switches(one: argparse.ArgumentParser, where: str = "where to (default: output/)") -> None:
    one.add_argument("-o", "--output-dir", metavar="FOLDER", help=where)
    one.add_argument("-u", "--base-url", metavar="URL", help="where the site will live (default: as in site.toml)")
    one.add_argument("-D", "--drafts", action="store_true", help="with drafts")
    one.add_argument("-F", "--future", action="store_true", help="with what is scheduled for later")
    one.add_argument("-E", "--expired", action="store_true", help="with what has expired")
    one.add_argument("--jobs", metavar="N", type=_count, help="processes to use (default: one for each core)")
    one.add_argument("--executor", metavar="ADDRESS", help="a cluster to use instead: dask:tcp://HOST:PORT")
    one.add_argument("--clean", action="store_true", help="make everything anew")
    one.add_argument("--strict", action="store_true", help="treat warnings as errors")
    one.add_argument("--explain", metavar="FILE", default="", help="say why this file of output/ was made again or not")
    _now(one)


def _serve(one: argparse.ArgumentParser) -> None:
    _build_switches(one, "where to (default: .sitegen/preview/; output/ is left alone)")
    one.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    one.add_argument("--port", type=_port, default=8000, help="(default: 8000; 0 takes a free one)")
    one.add_argument("--open", action="store_true", help="open the browser")


def _check(one: argparse.ArgumentParser) -> None:
    one.add_argument("--content", action="store_true", help="the content (the default, and so far the only kind)")
    _build_switches(one)


def _deploy(one: argparse.ArgumentParser) -> None:
    one.add_argument("-o", "--output-dir", metavar="FOLDER", help="what to publish (default: output/)")
    one.add_argument("--remote", metavar="NAME", help="a git remote (default: origin, or as in site.toml)")
    one.add_argument("--branch", metavar="NAME", help="(default: gh-pages, or as in site.toml)")
    one.add_argument("-m", "--message", metavar="TEXT", help="the commit's message")
    one.add_argument("--dry-run", action="store_true", help="say what would be published, and stop")
    one.add_argument(
        "--force", action="store_true", help="publish even if the branch holds what sitegen did not put there"
    )


def _count(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= 256:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to 256, not {text!r}")
    return number


def _port(text: str) -> int:
    number = int(text) if text.isdigit() else -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"must be a port from 0 to 65535, not {text!r}")
    return number
