"""output/ becomes the branch of a git remote that GitHub Pages (or any server) shows.

Only git's plumbing is used, with an index of its own: the repository's work tree, index, HEAD, local branches and
settings stay as they are, and hooks, filters, attributes and line-ending rules get no chance to change a byte.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path

import msgspec

from sitegen import events
from sitegen.deploy.git import Git, GitError, explained, repository, without_writing
from sitegen.deploy.github import compare_base, fits, pages_address, project
from sitegen.errors import fail

__all__ = ["Deployed", "deploy", "pages_address"]

_NOJEKYLL = ".nojekyll"  # without it GitHub Pages would run Jekyll, which leaves out names that begin with "_"


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    """What was pushed, or would be: `commit` is None after a dry run, and when the branch held this site already.

    `added`, `changed`, `removed` and `total` count files; `address` is where the site probably is ("" if unknown).
    """

    remote: str
    branch: str
    commit: str | None
    added: int
    changed: int
    removed: int
    total: int
    address: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether the branch held exactly this site already."""
        return not (self.added or self.changed or self.removed)

    def summary(self, *, dry_run: bool) -> str:
        """Return what happened, or after a dry run what would, as one line."""
        place = f"{self.remote}/{self.branch}"
        if self.unchanged:
            return f"{place} has this site already: {self.total:,} files, nothing to push"
        counts = (
            f"{self.added:,} added, {self.changed:,} changed, {self.removed:,} removed; {self.total:,} files in all"
        )
        if dry_run or not self.commit:
            return f"would push to {place}: {counts}"
        where = f"; soon at {self.address}" if self.address else ""
        return f"pushed {self.commit[:7]} to {place}: {counts}{where}"


def deploy(
    root: Path,
    output: Path,
    *,
    remote: str = "origin",
    branch: str = "gh-pages",
    message: str | None = None,
    domain: str = "",
    dry_run: bool = False,
    force: bool = False,
    check: Callable[[], None] = lambda: None,
    report: events.Report = events.ignore,
) -> Deployed:
    """Push the files of `output` to `branch` of `remote`, as one commit on top of what is there.

    `root` is any folder of the git repository. `check` is called first and raises SitegenError if the output is not
    whole. `domain` becomes the CNAME file; without it, and without one in `output`, the branch keeps its own. A dry run
    reads the remote and writes nothing anywhere. `force` puts the site onto a branch that does not hold one; the
    commits that are there stay in its history.

    Raises SitegenError, with what to do, when the output is no site, or git or the remote is missing or refuses.
    """
    check()
    sizes = _site(output)
    if domain and not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", domain):
        raise fail(f'"{domain}" is no domain', 'write it bare, such as domain = "news.example.org"')
    with tempfile.TemporaryDirectory(prefix="sitegen-") as scratch:
        git = repository(root, Path(scratch))
        try:
            place = _place(git, remote, branch)
            address = pages_address(place.url, domain)
            compare_base(output, address, report)
            if place.github:
                fits(sizes, report)
            if dry_run:
                git = without_writing(git, Path(scratch))
            files = _stored(git, output, [*sizes])
            files[_NOJEKYLL] = _stored_text(git, "")
            if domain:
                files["CNAME"] = _stored_text(git, f"{domain}\n")
            done = _publish(git, place, files, _Wish(message, dry_run, force), report)
        except GitError as failed:
            raise explained(str(failed), remote, branch) from None
    return msgspec.structs.replace(done, address=address)


class _Place(msgspec.Struct, frozen=True):
    """Where the site goes. `target` is what git is told: the remote's name, or its address for pushing."""

    remote: str
    target: str
    url: str
    branch: str

    @property
    def github(self) -> bool:
        return project(self.url) is not None

    def __str__(self) -> str:
        return f"{self.remote}/{self.branch}"


class _Wish(msgspec.Struct, frozen=True):
    """How the caller wants it."""

    message: str | None
    dry_run: bool
    force: bool


def _site(output: Path) -> dict[str, int]:
    """Return the site's files with their sizes in bytes. Raises SitegenError if it is no whole site."""
    if not output.is_dir():
        raise fail(f"there is no {output.name}/ to deploy", "sitegen build makes it")
    try:
        sizes = dict(sorted(_walk(output, "")))
    except OSError as error:
        raise fail(f"cannot read {error.filename}: {error.strerror}", "run sitegen build again") from None
    for name in ("index.html", "404.html"):
        if name not in sizes:
            raise fail(f"{output.name}/ has no {name}, so it is no whole site", "run sitegen build")
    return sizes


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, int]]:
    for entry in os.scandir(folder):
        path = prefix + entry.name
        if path == ".git":  # output/ may be a work tree of git itself
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), path + "/")
        elif entry.is_file(follow_symlinks=False) and not re.search(r"[\x00-\x1f]", path):
            yield path, entry.stat().st_size
        else:
            reason = "its name has a line break" if entry.is_file(follow_symlinks=False) else "it is no plain file"
            raise fail(f"{path!r} cannot be deployed: {reason}", "take it out of the output folder")


def _place(git: Git, remote: str, branch: str) -> _Place:
    known = git.text("remote").splitlines()
    if not known:
        raise fail(
            "the repository has no remote to deploy to",
            f"git remote add {remote} https://github.com/OWNER/REPOSITORY.git",
        )
    if remote not in known:
        near = get_close_matches(remote, known, 1)
        did_you_mean = f'did you mean "{near[0]}"?' if near else f"there is {', '.join(known)}"
        raise fail(f'the repository has no remote "{remote}"', did_you_mean)
    if branch.startswith("-") or not git.ok("check-ref-format", f"refs/heads/{branch}"):
        raise fail(f'"{branch}" cannot be the name of a branch', "the usual is gh-pages")
    if git.maybe("symbolic-ref", "--quiet", "HEAD") == f"refs/heads/{branch}":
        raise fail(
            f"{branch} is the branch that you work on, and deploying would replace its files by the site",
            "deploy to another one (--branch gh-pages), or change to the branch of your sources: git switch main",
        )
    url = git.text("remote", "get-url", "--push", remote)
    target = remote if url == git.text("remote", "get-url", remote) else url
    return _Place(remote, target, url, branch)


def _stored(git: Git, output: Path, paths: list[str]) -> dict[str, str]:
    """Put the files into the repository's object store, byte for byte; return each path's object."""
    feed = b"".join(os.fsencode(output.absolute() / path) + b"\n" for path in paths)
    objects = git.text("hash-object", "-w", "--no-filters", "--stdin-paths", feed=feed).splitlines()
    return dict(zip(paths, objects, strict=True))


def _stored_text(git: Git, text: str) -> str:
    return git.text("hash-object", "-w", "--no-filters", "--stdin", feed=text.encode())


def _publish(git: Git, place: _Place, files: dict[str, str], wish: _Wish, report: events.Report) -> Deployed:
    """Commit and push `files`; when someone else pushed at the same time, once more on top of that."""
    try:
        return _publish_once(git, place, files, wish, report)
    except GitError as failed:
        if not re.search(r"fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref", str(failed)):
            raise
    report(events.Notice(f"someone else pushed to {place} meanwhile: once more, on top of that"))
    return _publish_once(git, place, files, wish, report)


def _publish_once(git: Git, place: _Place, files: dict[str, str], wish: _Wish, report: events.Report) -> Deployed:
    tip = _tip(git, place, wish)
    if tip and not wish.force:
        _require_a_site(git, place, tip)
    domain = git.maybe("rev-parse", "--verify", "--quiet", f"{tip}:CNAME") if tip and "CNAME" not in files else ""
    if domain:
        report(events.Notice(f"{place} keeps its domain, {git.text('cat-file', 'blob', domain)}"))
        files = files | {"CNAME": domain}
    tree = _tree(git, files)
    added, changed, removed = _differences(git, tip, tree, len(files))
    commit = None
    if (added or changed or removed) and not wish.dry_run:
        commit = _commit(git, tree, tip, wish.message)
        report(events.Notice(f"pushing {added + changed} new or changed files of {len(files)} to {place}"))
        _push(git, place, commit)
    return Deployed(
        remote=place.remote,
        branch=place.branch,
        commit=commit,
        added=added,
        changed=changed,
        removed=removed,
        total=len(files),
    )


def _tip(git: Git, place: _Place, wish: _Wish) -> str:
    """Return the commit that the remote's branch is at, and have it here; "" if there is no such branch."""
    ref = f"refs/heads/{place.branch}"
    rows = [row.split("\t") for row in git.text("ls-remote", place.target, ref).splitlines()]
    tip = next((row[0] for row in rows if row[1:] == [ref]), "")
    if tip and not git.ok("cat-file", "-e", f"{tip}^{{tree}}"):
        shallow = git.text("rev-parse", "--is-shallow-repository") == "true" and not wish.dry_run
        depth = ["--depth=1"] if shallow else []  # a shallow clone stays one; any other must not become one
        own = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap="]
        git.text("fetch", *own, *depth, place.target, ref)
    return tip


def _require_a_site(git: Git, place: _Place, tip: str) -> None:
    names = git.text("ls-tree", "--name-only", tip).splitlines()
    if names and ("index.html" not in names or "site.toml" in names):
        what = "it has a site.toml" if "site.toml" in names else "it has no index.html"
        raise fail(
            f"{place} does not hold a site ({what}), and deploying would replace its files",
            "name another branch with --branch, or say --force: its commits stay in the history",
        )


def _tree(git: Git, files: dict[str, str]) -> str:
    git.text("read-tree", "--empty")
    rows = (f"100644 {name}\t".encode() + os.fsencode(path) + b"\0" for path, name in files.items())
    git.text("update-index", "-z", "--index-info", feed=b"".join(rows))
    return git.text("write-tree")


def _differences(git: Git, tip: str, tree: str, total: int) -> tuple[int, int, int]:
    """Return how many files `tree` adds to, changes in and removes from the commit `tip` ("" for none)."""
    if not tip:
        return total, 0, 0
    kinds = git.text("diff-tree", "-r", "-z", "--no-renames", "--name-status", tip, tree).split("\0")[::2]
    added, removed = kinds.count("A"), kinds.count("D")
    return added, len(kinds) - 1 - added - removed, removed


def _commit(git: Git, tree: str, tip: str, message: str | None) -> str:
    for who in ("AUTHOR", "COMMITTER"):
        if not git.ok("-c", "user.useConfigOnly=true", "var", f"GIT_{who}_IDENT"):
            nobody = {f"GIT_{who}_NAME": "sitegen", f"GIT_{who}_EMAIL": "sitegen@localhost"}
            git = msgspec.structs.replace(git, env=git.env | nobody)
    source = git.maybe("rev-parse", "--verify", "--short", "HEAD")
    message = message or ("Publish the site" + (f" from {source}" if source else ""))
    parent = ["-p", tip] if tip else []
    return git.text("commit-tree", "--no-gpg-sign", *parent, "-F", "-", tree, feed=f"{message}\n".encode())


def _push(git: Git, place: _Place, commit: str) -> None:
    quiet = ["--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no"]
    git.text("push", *quiet, place.target, f"{commit}:refs/heads/{place.branch}")
