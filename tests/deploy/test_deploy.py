"""output/ becomes a branch, byte for byte, and nothing else changes."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen import events
from sitegen.deploy import pages_address

from .conftest import contents

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Work


def test_the_first_deployment_makes_the_branch_without_a_parent(work: Work) -> None:
    done = work.deploy()
    assert (done.remote, done.branch, done.added, done.changed, done.removed, done.total) == (
        "origin",
        "gh-pages",
        3,
        0,
        0,
        3,
    )
    assert work.log(form="%H %P.") == [f"{done.commit} ."]
    assert work.published() == contents(work.output) | {".nojekyll": b""}
    assert work.log("main") == ["Sources"]


def test_the_next_one_adds_a_commit_with_what_changed(work: Work) -> None:
    first = work.deploy()
    work.page("index.html", "new")
    work.page("2025/10/astana-gorusu/index.html", "new")
    (work.output / "404.html").write_text("<!doctype html>")
    work.page("tags/index.html", "x")
    second = work.deploy()
    assert (second.added, second.changed, second.removed, second.total) == (2, 2, 0, 5)
    assert work.log(form="%P.") == [f"{first.commit}.", "."]
    (work.output / "tags/index.html").unlink()
    third = work.deploy()
    assert (third.added, third.changed, third.removed, third.total) == (0, 0, 1, 4)
    assert work.published() == contents(work.output) | {".nojekyll": b""}


def test_an_unchanged_site_makes_no_commit(work: Work) -> None:
    work.deploy()
    again = work.deploy()
    assert (again.unchanged, again.commit, len(work.log())) == (True, None, 1)


def test_a_dry_run_tells_and_writes_nothing(work: Work) -> None:
    work.deploy()
    other = clone(work, "other")  # whose repository does not have the branch's commits yet
    (other / "output").mkdir()
    for name in ("index.html", "404.html", "new.html"):
        (other / "output" / name).write_text(name)
    work.git("update-ref", "-d", "refs/remotes/origin/gh-pages", at=other)
    work.git("-c", "gc.reflogExpire=now", "gc", "--quiet", "--prune=now", at=other)
    before = contents(other), contents(work.bare)
    done = work.deploy(root=other, output=other / "output", dry_run=True)
    assert (done.added, done.changed, done.removed, done.total, done.commit) == (1, 2, 0, 4, None)
    assert (contents(other), contents(work.bare)) == before


def test_work_tree_index_head_and_branches_stay_as_they_are(work: Work) -> None:
    work.git("branch", "gh-pages")  # a local branch of that name, on another commit
    work.write("site.toml", "staged")
    work.git("add", "site.toml")
    work.write("site.toml", "edited, not staged")
    work.write("untracked.md", "untracked")
    before = state(work)
    work.deploy()
    assert state(work) == before


@pytest.mark.parametrize("how", ["detached", "shallow", "worktree", "subfolder", "elsewhere", "unborn"])
def test_it_works_from_any_kind_of_repository(work: Work, how: str) -> None:
    work.deploy()
    work.page("index.html", "new")
    root, output = work.root, work.output
    if how == "detached":
        work.git("checkout", "--quiet", "--detach")
    elif how == "shallow":
        root = clone(work, "shallow", "--depth=1")
    elif how == "worktree":
        root = work.folder / "tree"
        work.git("worktree", "add", "--quiet", "--detach", str(root))
    elif how == "subfolder":
        root = work.write("paper/site.toml", "x").parent
    elif how == "elsewhere":
        output = work.folder / "built elsewhere"
        shutil.copytree(work.output, output)
    elif how == "unborn":
        root = work.folder / "unborn"
        work.git("init", "--quiet", str(root))
        work.git("remote", "add", "origin", str(work.bare), at=root)
    done = work.deploy(root=root, output=output)
    assert (done.changed, done.added, len(work.log())) == (1, 0, 2)
    assert work.published() == contents(work.output) | {".nojekyll": b""}
    if how == "shallow":
        assert work.git("rev-parse", "--is-shallow-repository", at=root) == "true"
        assert "missing" not in work.git("fsck", "--connectivity-only", at=root)


def test_a_whole_clone_does_not_become_a_shallow_one(work: Work) -> None:
    work.deploy()
    other = clone(work, "other", "--single-branch")
    work.page("index.html", "new")
    work.deploy(root=other)
    assert work.git("rev-parse", "--is-shallow-repository", at=other) == "false"


def test_no_setting_hook_attribute_or_filter_changes_a_byte(work: Work) -> None:
    crlf, binary = b"one\r\ntwo\nthree\r", bytes(range(256))
    work.page("crlf.txt", crlf)
    work.page("binary.dat", binary)
    work.page("media/Şəki qalası, ə ğ ı İ.txt", "Şəki")
    work.page('quo"te and  spaces .txt', "x")
    work.page("_private/x.html", "Jekyll would leave it out")
    work.page(".gitattributes", "* text eol=crlf ident filter=shout working-tree-encoding=UTF-16\n")
    work.page(".gitignore", "*\n")
    (work.root / ".git/info/attributes").write_text("* text eol=lf filter=shout\n")
    for setting in (
        "core.autocrlf=true",
        "core.safecrlf=true",
        "filter.shout.clean=tr a-z A-Z",
        "filter.shout.required=true",
        "commit.gpgSign=true",
        "gpg.program=false",
        "push.gpgSign=true",
        "core.quotePath=true",
        "push.followTags=true",
        "fetch.prune=true",
    ):
        work.git("config", *setting.split("=", 1))
    for hook in ("pre-push", "pre-commit", "commit-msg", "reference-transaction", "post-index-change"):
        file = work.root / ".git/hooks" / hook
        file.parent.mkdir(exist_ok=True)
        file.write_text("#!/bin/sh\nexit 1\n")
        file.chmod(0o755)
    work.deploy()
    names = work.git("ls-tree", "-r", "-z", "--name-only", "gh-pages", at=work.bare).strip("\0").split("\0")
    stored = {
        name: subprocess.run(["git", "show", f"gh-pages:{name}"], cwd=work.bare, capture_output=True, check=True).stdout
        for name in names
    }
    assert stored == contents(work.output) | {".nojekyll": b""}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.text(st.sampled_from("aIıİə ğ.\"'\\~$*[#-"), min_size=1, max_size=8).filter(
            lambda name: name.strip(".") != ""
        ),
        st.binary(max_size=40),
        max_size=6,
    )
)
def test_whatever_the_names_and_bytes_what_is_checked_out_is_what_was_built(
    work: Work, files: dict[str, bytes]
) -> None:
    shutil.rmtree(work.output / "any", ignore_errors=True)
    for name, data in files.items():
        work.page(f"any/{name.replace(chr(92), '')}x", data)
    work.deploy()
    assert work.published() == contents(work.output) | {".nojekyll": b""}


def test_a_race_is_run_once_more_on_top_of_the_other_commit(work: Work) -> None:
    work.deploy()
    work.page("index.html", "ours")

    def someone_pushes(event: events.Event) -> None:
        work.told.append(event)
        if isinstance(event, events.Notice) and event.message.startswith("pushing") and len(work.log()) == 1:
            other = clone(work, "other", "--branch=gh-pages")
            (other / "theirs.html").write_text("theirs")
            work.git("add", ".", at=other)
            work.git("-c", "user.name=o", "-c", "user.email=o@example.org", "commit", "-qm", "Theirs", at=other)
            work.git("push", "--quiet", at=other)

    done = work.deploy(report=someone_pushes, message="Ours")
    assert work.log() == ["Ours", "Theirs", "Publish the site from " + work.git("rev-parse", "--short", "HEAD")]
    assert (done.changed, done.removed) == (1, 1)
    assert work.published()["index.html"] == b"ours"
    assert "someone else pushed to origin/gh-pages meanwhile: once more, on top of that" in work.notices


def test_who_and_what_stand_in_the_commit(work: Work) -> None:
    work.deploy(message="Say 24 oktyabr: ə")
    assert work.log(form="%an <%ae> %cn <%ce> %s") == [
        "sitegen <sitegen@localhost> sitegen <sitegen@localhost> Say 24 oktyabr: ə"
    ]
    work.git("config", "user.name", "Leyla")
    work.git("config", "user.email", "leyla@example.org")
    work.page("index.html", "new")
    work.deploy()
    assert work.log(form="%an <%ae>")[0] == "Leyla <leyla@example.org>"


def test_a_domain_becomes_the_cname_and_stays(work: Work) -> None:
    work.deploy(domain="news.example.org")
    assert work.published()["CNAME"] == b"news.example.org\n"
    work.page("index.html", "new")
    assert work.deploy().removed == 0
    assert work.published()["CNAME"] == b"news.example.org\n"
    assert "origin/gh-pages keeps its domain, news.example.org" in work.notices
    work.page("CNAME", "other.example.org")
    work.deploy()
    assert work.published()["CNAME"] == b"other.example.org"


def test_variables_of_a_running_hook_lead_nowhere_else(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.git("init", "--quiet", str(work.folder / "foreign"))
    monkeypatch.setenv("GIT_DIR", str(work.folder / "foreign/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(work.folder / "foreign/index"))
    done = work.deploy()
    monkeypatch.undo()
    assert work.log(form="%H") == [done.commit]


def test_an_address_only_for_pushing_is_the_one_that_is_asked(work: Work) -> None:
    mirror = work.folder / "mirror.git"
    work.git("clone", "--quiet", "--mirror", str(work.bare), str(mirror), at=work.folder)
    work.git("remote", "set-url", "--push", "origin", str(mirror))
    work.deploy()
    work.page("index.html", "new")
    work.deploy()
    assert len(work.git("log", "--format=%s", "gh-pages", at=mirror).splitlines()) == 2
    assert work.git("branch", "--list", "gh-pages", at=work.bare) == ""


def test_output_may_be_a_work_tree_of_git_itself(work: Work) -> None:
    work.deploy()
    shutil.rmtree(work.output)
    work.git("worktree", "add", "--quiet", "-b", "gh-pages", str(work.output), "origin/gh-pages")
    work.page("index.html", "new")
    work.deploy()
    assert sorted(work.published()) == [".nojekyll", "404.html", "index.html"]


@pytest.mark.parametrize(
    ("url", "domain", "address"),
    [
        ("https://github.com/Leyla/digest.git", "", "https://leyla.github.io/digest/"),
        ("https://github.com/Leyla/digest", "", "https://leyla.github.io/digest/"),
        ("https://leyla:token@github.com/Leyla/digest/", "", "https://leyla.github.io/digest/"),
        ("git@github.com:Leyla/digest.git", "", "https://leyla.github.io/digest/"),
        ("ssh://git@ssh.github.com:443/Leyla/digest.git", "", "https://leyla.github.io/digest/"),
        ("git@github.com:Leyla/leyla.github.io.git", "", "https://leyla.github.io/"),
        ("git@github.com:Leyla/digest.git", "news.example.org", "https://news.example.org/"),
        ("https://gitlab.com/leyla/digest.git", "", ""),
        ("/srv/git/digest.git", "", ""),
        (r"C:\git\digest.git", "", ""),
        ("https://github.com/", "", ""),
    ],
)
def test_the_address_of_the_pages_is_known_from_the_remotes(url: str, domain: str, address: str) -> None:
    assert pages_address(url, domain) == address


def test_pages_that_were_built_for_another_path_are_warned_of(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.page("robots.txt", "User-agent: *\nSitemap: https://leyla.github.io/sitemap.xml\n")
    assert work.deploy().address == ""  # a bare repository says nothing about addresses
    assert work.warnings == []
    work.pretend_github(monkeypatch)
    assert work.deploy().address == "https://leyla.github.io/digest/"
    hint = 'set base_url = "https://leyla.github.io/digest/" in site.toml and run sitegen build, then deploy again'
    fails = "but they will be at https://leyla.github.io/digest/, where their links fail"
    assert work.warnings == [f"warning: site.toml: the pages were built for https://leyla.github.io/, {fails}; {hint}"]
    work.told.clear()
    assert work.deploy(domain="news.example.org").address == "https://news.example.org/"
    assert work.warnings == []  # the path is right


def test_the_summary_is_one_line(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.pretend_github(monkeypatch)
    assert work.deploy(dry_run=True).summary(dry_run=True) == (
        "would push to origin/gh-pages: 3 added, 0 changed, 0 removed; 3 files in all"
    )
    done = work.deploy()
    assert done.summary(dry_run=False) == (
        f"pushed {str(done.commit)[:7]} to origin/gh-pages: 3 added, 0 changed, 0 removed; 3 files in all; "
        "soon at https://leyla.github.io/digest/"
    )
    for dry_run in (True, False):
        again = work.deploy(dry_run=dry_run).summary(dry_run=dry_run)
        assert again == "origin/gh-pages has this site already: 3 files, nothing to push"


def clone(work: Work, name: str, *options: str) -> Path:
    folder = work.folder / name
    work.git("clone", "--quiet", *options, f"file://{work.bare}", str(folder), at=work.folder)
    return folder


def state(work: Work) -> tuple[object, ...]:
    git = work.root / ".git"
    return (
        {path: data for path, data in contents(work.root).items() if not path.startswith(".git/")},
        (git / "index").read_bytes(),
        (git / "HEAD").read_text(),
        (git / "config").read_text(),
        work.git("for-each-ref", "refs/heads", "refs/tags"),
        work.git("stash", "list"),
        (git / "FETCH_HEAD").exists(),
    )
