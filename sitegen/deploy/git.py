"""Calls git so that it asks nothing, runs nobody's programs and changes no byte, and explains why it refuses."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import msgspec

from sitegen.errors import SitegenError, fail

# Nothing of a person's settings may run a program, ask a question or change what is written.
_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.fsmonitor=false",
    "core.ignoreCase=false",
    "core.splitIndex=false",
    "gc.auto=0",
    "i18n.commitEncoding=utf-8",
    "maintenance.auto=false",
    "push.gpgSign=false",
)

# Variables that lead git to another repository, as when a git hook runs `sitegen deploy`.
_FOREIGN = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
}


class GitError(Exception):
    """A git command ended badly; its own words are the argument."""


class Git(msgspec.Struct, frozen=True):
    """How git is called: the program, a folder of the repository, and the environment."""

    program: str
    folder: Path
    env: dict[str, str]

    def output(self, *arguments: str, feed: bytes = b"") -> bytes:
        """Return the standard output of a git command. Raises GitError."""
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        done = subprocess.run(  # noqa: S603  # a list of arguments, no shell
            [self.program, *settings, *arguments],
            cwd=self.folder,
            env=self.env,
            input=feed,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise GitError((done.stderr + done.stdout).decode(errors="replace").strip())
        return done.stdout

    def text(self, *arguments: str, feed: bytes = b"") -> str:
        """Return the standard output of a git command as text, without the last line's end. Raises GitError."""
        return self.output(*arguments, feed=feed).decode(errors="replace").strip()

    def ok(self, *arguments: str) -> bool:
        """Say whether a git command succeeds."""
        try:
            self.output(*arguments)
        except GitError:
            return False
        return True

    def maybe(self, *arguments: str) -> str:
        """Return the same, or "" if the command fails: for questions whose answer may be no."""
        try:
            return self.text(*arguments)
        except GitError:
            return ""


def repository(root: Path, scratch: Path) -> Git:
    """Return git for the repository that `root` is in, with an index in the folder `scratch` instead of its own.

    Raises SitegenError when there is no git or no repository.
    """
    program = shutil.which("git")
    if not program:
        raise fail("deploying needs git, which is not installed", "sudo apt-get install git, or git-scm.com/downloads")
    env = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    env |= {
        "GCM_INTERACTIVE": "never",
        "GIT_ASKPASS": env.get("GIT_ASKPASS", ""),  # an editor's own may know the password; a desktop's would ask
        "GIT_INDEX_FILE": str(scratch / "index"),
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LANGUAGE": "",
        "LC_ALL": "C",
    }
    git = Git(program, root, env)
    try:
        git.text("rev-parse", "--absolute-git-dir")
    except GitError as failed:
        if "not a git repository" in str(failed):
            raise fail(f"{root} is in no git repository", "git init, then git remote add origin ADDRESS") from None
        raise explained(str(failed), "", "") from None
    ssh = env.get("GIT_SSH_COMMAND") or ("" if "GIT_SSH" in env else git.maybe("config", "core.sshCommand") or "ssh")
    if ssh and Path(shlex.split(ssh)[0]).name in {"ssh", "ssh.exe"}:
        env["GIT_SSH_COMMAND"] = f"{ssh} -o BatchMode=yes"  # no question about passwords and host keys
    return git


def without_writing(git: Git, scratch: Path) -> Git:
    """Return git with a store of its own for new objects, on top of the repository's."""
    objects = (git.folder / git.text("rev-parse", "--git-path", "objects")).resolve().as_posix()
    (scratch / "objects").mkdir()
    quoted = '"' + objects.replace("\\", "\\\\").replace('"', '\\"') + '"'
    more = {"GIT_OBJECT_DIRECTORY": str(scratch / "objects"), "GIT_ALTERNATE_OBJECT_DIRECTORIES": quoted}
    return msgspec.structs.replace(git, env=git.env | more)


# What git says, what that means, what to do: the first that matches.
_REASONS = (
    (
        r"dubious ownership",
        "the repository belongs to someone else, and git does not trust it",
        "git config --global --add safe.directory FOLDER",
    ),
    (
        r"(?m)^(error|fatal): .*(insufficient permission|unable to (create|write)|No space left)",
        "git cannot write into the repository's own folder, .git",
        "make it writable, and make space on the disk",
    ),
    (
        r"Host key verification failed",
        "this machine does not know {remote}'s server yet",
        "connect once by hand to see and accept its key, such as ssh -T git@github.com",
    ),
    (
        r"Permission (to \S+ )?denied|Authentication failed|could not read (Username|Password)|error: 40[13]",
        "{remote} does not let you in",
        "deploying never asks for a password: set up an SSH key or a credential helper, until git push works unasked",
    ),
    (
        r"Could not resolve host|Connection (refused|timed out)|Could not connect|Failed to connect|unreachable",
        "{remote} cannot be reached",
        "see git remote -v for its address, and whether this machine is online",
    ),
    (
        r"does not appear to be a git repository|[Rr]epository not found|repository '.*' not found|does not exist",
        "there is no repository at the address of {remote}",
        "see git remote -v; git remote set-url {remote} ADDRESS mends it",
    ),
    (
        r"protected branch|hook declined|GH\d\d\d|denied|rejected",
        "{remote} refuses the push to {branch}",
        "see the rules of that branch on the server; someone else may have pushed just now: try again",
    ),
)


def explained(said: str, remote: str, branch: str) -> SitegenError:
    """Return what git `said` when it failed, as an error with its meaning and what to do."""
    for pattern, message, hint in _REASONS:
        if re.search(pattern, said):
            known = {"remote": remote, "branch": branch}
            return fail(f"{message.format(**known)} (git says: {_reason(said)})", hint.format(**known))
    return fail(f"git could not deploy: {_reason(said)}", "see what git status and git fetch say")


def _reason(said: str) -> str:
    """Return the telling lines of git's words as one line, without passwords in addresses."""
    lines = [line.strip() for line in re.sub(r"://[^/@\s]+@", "://", said).splitlines() if line.strip()]
    telling = [line for line in lines if re.match(r"fatal:|error:|remote:|!|\S*: Permission denied", line)]
    return " | ".join(" ".join(line.split()) for line in telling or lines[:1]) or "nothing"
