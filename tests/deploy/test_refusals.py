"""Why a site is not deployed, in words, with what to do; and nothing is pushed then."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from sitegen.deploy import github
from sitegen.errors import SitegenError, fail

if TYPE_CHECKING:
    from .conftest import Work


def refused(work: Work, **options: object) -> str:
    before = work.git("for-each-ref", at=work.bare)
    with pytest.raises(SitegenError) as caught:
        work.deploy(**options)
    assert work.git("for-each-ref", at=work.bare) == before
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].hint
    return str(caught.value)


def test_no_output(work: Work) -> None:
    shutil.rmtree(work.output)
    assert refused(work) == "there is no output/ to deploy; sitegen build makes it"
    work.output.mkdir()
    assert refused(work) == "output/ has no index.html, so it is no whole site; run sitegen build"


def test_no_404_page(work: Work) -> None:
    (work.output / "404.html").unlink()
    assert refused(work) == "output/ has no 404.html, so it is no whole site; run sitegen build"


def test_what_is_no_plain_file(work: Work) -> None:
    (work.output / "link").symlink_to(work.root)
    assert refused(work) == "'link' cannot be deployed: it is no plain file; take it out of the output folder"
    (work.output / "link").unlink()
    os.mkfifo(work.output / "pipe")
    assert "'pipe' cannot be deployed: it is no plain file" in refused(work)
    (work.output / "pipe").unlink()
    work.page("a\nb", "x")
    assert r"'a\nb' cannot be deployed: its name has a line break" in refused(work)


def test_a_half_written_output(work: Work) -> None:
    def check() -> None:
        raise fail("a build of output/ was interrupted", "run sitegen build")

    assert refused(work, check=check) == "a build of output/ was interrupted; run sitegen build"


def test_no_git(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "which", lambda name: None)
        with pytest.raises(
            SitegenError, match=r"deploying needs git, which is not installed; sudo apt-get install git"
        ):
            work.deploy()


def test_no_repository(work: Work) -> None:
    outside = work.folder / "outside"
    outside.mkdir()
    expected = f"{outside} is in no git repository; git init, then git remote add origin ADDRESS"
    assert refused(work, root=outside) == expected


def test_no_such_remote(work: Work) -> None:
    assert refused(work, remote="orgin") == 'the repository has no remote "orgin"; did you mean "origin"?'
    assert refused(work, remote="github") == 'the repository has no remote "github"; there is origin'
    work.git("remote", "remove", "origin")
    assert refused(work) == (
        "the repository has no remote to deploy to; git remote add origin https://github.com/OWNER/REPOSITORY.git"
    )


@pytest.mark.parametrize("branch", ["", "-f", "a..b", "a b", "HEAD^", "a.lock", "x:y", "@{-1}"])
def test_no_name_for_a_branch(work: Work, branch: str) -> None:
    assert refused(work, branch=branch) == f'"{branch}" cannot be the name of a branch; the usual is gh-pages'


def test_the_branch_that_one_works_on(work: Work) -> None:
    assert refused(work, branch="main") == (
        "main is the branch that you work on, and deploying would replace its files by the site; "
        "deploy to another one (--branch gh-pages), or change to the branch of your sources: git switch main"
    )


def test_a_branch_that_holds_no_site_unless_forced(work: Work) -> None:
    work.git("switch", "--quiet", "--create", "drafts")
    assert refused(work, branch="main") == (
        "origin/main does not hold a site (it has a site.toml), and deploying would replace its files; "
        "name another branch with --branch, or say --force: its commits stay in the history"
    )
    work.deploy(branch="main", force=True)
    assert work.log("main")[1:] == ["Sources"]
    assert "index.html" in work.published("main")


def test_a_wrong_domain(work: Work) -> None:
    for domain in ("https://news.example.org", "news.example.org/", "news", "a\nb.org"):
        assert refused(work, domain=domain) == (
            f'"{domain}" is no domain; write it bare, such as domain = "news.example.org"'
        )


def test_no_repository_at_the_remotes_address(work: Work) -> None:
    work.git("remote", "set-url", "origin", str(work.folder / "nowhere.git"))
    assert refused(work).startswith("there is no repository at the address of origin (git says: fatal: ")
    assert refused(work).endswith("see git remote -v; git remote set-url origin ADDRESS mends it")


def test_a_server_that_cannot_be_reached(work: Work) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_port
    work.git("remote", "set-url", "origin", f"http://user:secret@127.0.0.1:{port}/digest.git")
    told = refused(work)
    assert told.startswith("origin cannot be reached (git says: fatal: unable to access")
    assert "secret" not in told


def test_a_server_that_wants_a_password_is_not_asked_one(work: Work, locked: str) -> None:
    work.git("remote", "set-url", "origin", locked)
    told = refused(work)
    assert told.startswith("origin does not let you in (git says: fatal: ")
    assert told.endswith("set up an SSH key or a credential helper, until git push works unasked")


def test_ssh_asks_nothing_either(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = work.write("bin/ssh", "#!/bin/sh\necho \"$@\" >&2\necho 'Host key verification failed.' >&2\nexit 255\n")
    fake.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", f"'{fake}' -o Port=22")
    work.git("remote", "set-url", "origin", "git@localhost:leyla/digest.git")
    told = refused(work)
    assert told.startswith("this machine does not know origin's server yet (git says: ")
    monkeypatch.setenv("GIT_SSH_COMMAND", f"'{fake}' -o Port=22")
    denied = "git@localhost: Permission denied (publickey)."
    fake.write_text(f'#!/bin/sh\ncase "$*" in *BatchMode=yes*) echo "{denied}" >&2;; esac\nexit 255\n')
    assert refused(work).startswith(f"origin does not let you in (git says: {denied}")


def test_a_server_that_refuses_the_branch(work: Work) -> None:
    hook = work.bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'only on Mondays'\nexit 1\n")
    hook.chmod(0o755)
    told = refused(work)
    assert told.startswith("origin refuses the push to gh-pages (git says: ")
    assert "only on Mondays" in told


def test_a_repository_that_cannot_be_written(work: Work) -> None:
    objects = work.root / ".git/objects"
    before = {folder.name for folder in objects.iterdir()}
    for number in range(256):
        if (name := f"{number:02x}") not in before:
            (objects / name).write_text("a file where git wants a folder")
    told = refused(work)
    assert told.startswith("git cannot write into the repository's own folder, .git (git says: error: ")
    assert told.endswith("make it writable, and make space on the disk")


def test_a_repository_that_belongs_to_someone_else(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own switch for testing this
    with pytest.raises(
        SitegenError, match=r"the repository belongs to someone else, and git does not trust it \(git says"
    ):
        work.deploy()


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000/", "http://localhost:8000/digest/", "http://[::1]/"])
def test_pages_that_were_built_for_a_preview(work: Work, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    work.page("robots.txt", f"User-agent: *\n\nSitemap: {base}sitemap.xml\n")
    work.pretend_github(monkeypatch)
    assert refused(work) == (
        f"the pages were built for {base}, a preview on this machine; "
        'set base_url = "https://leyla.github.io/digest/" in site.toml and run sitegen build'
    )


def test_files_that_github_does_not_take(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github, "_LARGEST_SITE", 2_000_000)
    work.pretend_github(monkeypatch)
    work.page("film.mp4", bytes(3 * 1024**2))
    work.deploy(dry_run=True)
    assert work.warnings == ["warning: the site has 3 MB; GitHub Pages allows 1000; make pictures smaller"]
    monkeypatch.setattr(github, "_LARGEST_FILE", 2 * 1024**2)
    assert refused(work) == "film.mp4 has 3 MiB, and GitHub takes no file over 100; put it elsewhere"


@pytest.fixture
def locked() -> Iterator[str]:
    """The address of a server that answers everything with 401."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name for it
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/leyla/digest.git"
        server.shutdown()
        thread.join()
