"""The command line: arguments in, lines and exit codes out. All printing of sitegen happens here.

Exit codes: 0 done, 1 the content or the world has a problem (told with file and line), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from sitegen import __version__
from sitegen.cli.arguments import parser
from sitegen.cli.console import Console
from sitegen.config import find_root
from sitegen.errors import SitegenError, fail

if TYPE_CHECKING:
    from sitegen.config import Config
    from sitegen.ingest import ImportSettings
    from sitegen.pipeline import Settings

Command = Callable[[argparse.Namespace, Console], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run sitegen with the arguments `argv` (by default the process's own) and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # an old terminal must not stop a build
    words = parser(__version__)
    options = words.parse_args(argv)
    if options.command == "import" and not options.source and not options.from_file:
        words.error("nothing to import: name URLs or files, or give a list of them with --from FILE")
    console = Console(quiet=options.quiet, as_json=options.json)
    try:
        return _RUN[options.command](options, console)
    except SitegenError as error:
        console.problems(error.problems)
        return 1
    except KeyboardInterrupt:
        console.end_progress()
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    finally:
        console.flush()


def program() -> NoReturn:
    """Run sitegen as a program and end it at once: taking apart all that a build holds is time lost."""
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # whom it was for has gone
            code = code or 1
    os._exit(code)


def _root(options: argparse.Namespace) -> Path:
    if options.root is not None:
        return Path(options.root).absolute()
    return find_root(Path.cwd())


def _config(root: Path) -> Config:
    from sitegen.config import load_config

    return load_config(root)


def _now(options: argparse.Namespace, root: Path) -> dt.datetime:
    """Return the build clock: --now, in the site's zone if it names none, or the real time."""
    if not getattr(options, "now", None):
        return dt.datetime.now(dt.UTC)
    try:
        moment = dt.datetime.fromisoformat(options.now)
    except ValueError:
        raise fail(
            f'--now is not a date: "{options.now}"', "write it as 2025-10-27T14:37 or 2025-10-27T14:37:00+04:00"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=_config(root).zone)


def _settings(options: argparse.Namespace) -> Settings:
    from sitegen.pipeline import Settings

    root = _root(options)
    return Settings(
        root=root,
        output=Path(options.output_dir).absolute() if options.output_dir else None,
        base_url=options.base_url,
        drafts=options.drafts,
        future=options.future,
        expired=options.expired,
        now=_now(options, root) if options.now else None,
        jobs=options.jobs,
        clean=options.clean,
        strict=options.strict,
        explain=options.explain,
    )


def _build(options: argparse.Namespace, console: Console) -> int:
    from sitegen.pipeline import RARELY, build
    from sitegen.pipeline.settings import NOT_THERE

    gc.set_threshold(*RARELY)  # for good: `build` alone would let its last line wait for a look at all that it made
    settings = _settings(options)
    if options.strict:
        from sitegen.authoring import check

        if console.checked(check(settings, console.report), strict=True):
            return 1
    if options.executor:
        import msgspec

        from sitegen.cluster import connected

        with connected(options.executor) as executor:
            settings = msgspec.structs.replace(settings, jobs=settings.jobs or executor.count)
            result = build(settings, console.report, executor)
    else:
        result = build(settings, console.report)
    console.built(result, _config(settings.root).timezone)
    return 1 if result.explained.startswith(NOT_THERE) else 0


def _serve(options: argparse.Namespace, console: Console) -> int:
    from urllib.parse import urlsplit

    import msgspec

    from sitegen.pipeline import STATE, Result, build
    from sitegen.preview import serve

    settings = _settings(options)
    port = options.port or _free_port(options.host)
    base_url = options.base_url or f"http://{options.host}:{port}{_base_path(settings.root)}"
    base_path = urlsplit(base_url).path or "/"
    # A preview is built beside the site, so that what deploy publishes never holds the preview's addresses.
    output = settings.output or settings.root / STATE / "preview"
    settings = msgspec.structs.replace(settings, base_url=base_url, output=output)

    def rebuild() -> Result:
        result = build(settings, console.report)
        console.built(result, "UTC", brief=True)
        return result

    serve(
        settings.root,
        output,
        rebuild,
        host=options.host,
        port=port,
        base_path=base_path,
        open_browser=options.open,
        report=console.report,
    )
    return 0


def _base_path(root: Path) -> str:
    """Return the base path of site.toml, so that links are tried below it as they will be on the web."""
    try:
        return _config(root).base_path
    except SitegenError:
        return "/"  # the preview shows what is wrong with site.toml


def _free_port(host: str) -> int:
    """Return a port that nobody listens on: the pages must know it before the preview starts."""
    import socket

    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])


def _deploy(options: argparse.Namespace, console: Console) -> int:
    from sitegen.deploy import deploy
    from sitegen.pipeline import STATE, exclusive_state, recover_output

    root = _root(options)
    config = _config(root)
    output = Path(options.output_dir).absolute() if options.output_dir else root / "output"
    with exclusive_state(root, console.report):
        recover_output(root / STATE, output)
        done = deploy(
            root,
            output,
            remote=options.remote or config.deploy.remote,
            branch=options.branch or config.deploy.branch,
            message=options.message,
            domain=config.deploy.domain,
            dry_run=options.dry_run,
            force=options.force,
            report=console.report,
        )
    console.deployed(done, dry_run=options.dry_run)
    return 0


def _import(options: argparse.Namespace, console: Console) -> int:
    from sitegen.ingest import import_sources

    root = _root(options)
    settings = _import_settings(options, root)
    sources = [*options.source, *_listed(options.from_file)]
    if not sources:
        raise fail("names no source", "write one a line, files or addresses", path=options.from_file)
    results = import_sources(sources, settings, _now(options, root), console.report, console.imported)
    return console.summed_up(results)


def _import_settings(options: argparse.Namespace, root: Path) -> ImportSettings:
    from sitegen.ingest import ImportSettings
    from sitegen.language import closest, lower
    from sitegen.workers import cores

    config = _config(root)
    section = options.section or ""
    into = (options.into or "").removeprefix("content/").rstrip("/")
    if into and into.split("/")[0] != "articles":
        inside = re.fullmatch(r"[^./\\:][^\\:]*", into) and ".." not in into.split("/")
        hint = f"write --into articles/{into}" if inside else "give a folder below it, such as articles/essays"
        raise fail(f"--into {options.into}: articles are read from content/articles/ only", hint)
    if section:
        known = {lower(word, config.language): s.name for s in config.sections for word in (s.name, s.slug)}
        if lower(section, config.language) not in known:
            near = closest(section, [s.name for s in config.sections])
            hint = f'did you mean "{near}"?' if near else "declare it in site.toml: [[sections]] name = …"
            raise fail(f'unknown section "{section}"', hint)
        section = known[lower(section, config.language)]
    return ImportSettings(
        root=root,
        language=config.language,
        languages=config.all_languages,
        zone=config.timezone,
        sections=tuple((s.name, s.slug) for s in config.sections),
        site_url=config.base_url,
        into=into,
        section=section,
        tags=tuple(tag.strip() for tag in options.tag or () if tag.strip()),
        force=options.force,
        keep_paragraphs=options.keep_paragraphs,
        url=options.url or "",
        images=options.images,
        allow_private=options.allow_private,
        update=options.update,
        jobs=options.jobs or cores(),
    )


def _listed(file: str | None) -> list[str]:
    """Return the sources that a file lists, one a line; # begins a comment."""
    if not file:
        return []
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        lines = data.decode("utf-8-sig").splitlines()
    except FileNotFoundError:
        raise fail("there is no such file", "check the spelling", path=file) from None
    except OSError as error:
        raise fail(f"cannot be read: {error.strerror}", "it must list sources, one a line", path=file) from None
    except UnicodeDecodeError:
        raise fail("is not UTF-8 text", "it must list sources, one a line; save it as UTF-8", path=file) from None
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]


def _new(options: argparse.Namespace, console: Console) -> int:
    from sitegen.authoring import new

    root = _root(options)
    path = new(
        root,
        options.title,
        section=options.section or "",
        language=options.language or "",
        tags=tuple(options.tag or ()),
        slug=options.slug or "",
        now=_now(options, root),
        config=_config(root),
    )
    console.wrote(path)
    return 0


def _edition(options: argparse.Namespace, console: Console) -> int:
    from sitegen.authoring import draft_edition, parse_since

    root = _root(options)
    path = draft_edition(
        root,
        since=parse_since(options.since),
        section=options.section or "",
        name=options.name or "",
        language=options.language or "",
        now=_now(options, root),
    )
    console.wrote(path)
    return 0


def _move(options: argparse.Namespace, console: Console) -> int:
    from sitegen.authoring import move

    moved = move(_root(options), options.file, slug=options.slug or "", title=options.title or "")
    console.moved(moved)
    return 0


def _init(options: argparse.Namespace, console: Console) -> int:
    from sitegen.authoring import init

    for path in init(Path(options.folder), title=options.title or "", language=options.language or "az"):
        console.wrote(str(Path(options.folder, path)))
    return 0


def _check(options: argparse.Namespace, console: Console) -> int:
    from sitegen.authoring import check

    settings = _settings(options)
    problems = check(settings, console.report)
    return console.checked(problems, strict=options.strict)


_RUN: dict[str, Command] = {
    "init": _init, "new": _new, "import": _import, "edition": _edition, "move": _move,
    "build": _build, "serve": _serve, "check": _check, "deploy": _deploy,
}  # fmt: skip
