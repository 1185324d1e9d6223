"""What GitHub makes of a repository: the address of its pages, and the limits of size."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from sitegen import events
from sitegen.errors import Problem, fail

_LARGEST_FILE = 100 * 1024 * 1024  # bytes; GitHub refuses a push with a larger one
_LARGEST_SITE = 1000 * 1000 * 1000  # bytes; GitHub Pages' limit for a published site


def project(url: str) -> tuple[str, str] | None:
    """Return owner and repository of a GitHub remote's address, in any of its forms; else None."""
    address = url if "://" in url else "ssh://" + url.replace(":", "/", 1)
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    steps = parts.path.strip("/").removesuffix(".git").split("/")
    hosts = {"github.com", "www.github.com", "ssh.github.com"}
    return (steps[0], steps[1]) if parts.hostname in hosts and len(steps) == 2 else None


def pages_address(url: str, domain: str = "") -> str:
    """Return where GitHub Pages shows the site of the repository at a remote's `url`, or "" if it is not GitHub's."""
    found = project(url)
    if domain:
        return f"https://{domain}/"
    if not found:
        return ""
    host = f"{found[0].lower()}.github.io"
    return f"https://{host}/" if found[1].lower() == host else f"https://{host}/{found[1]}/"


def compare_base(output: Path, address: str, report: events.Report) -> None:
    """Warn if the pages were built for another path than that of `address` ("" if unknown).

    What they were built for is read from robots.txt. Raises SitegenError if that is this machine, as in a preview.
    """
    robots = output / "robots.txt"
    text = robots.read_text(encoding="utf-8", errors="replace") if robots.is_file() else ""
    match = re.search(r"^Sitemap:\s*(\S*/)", text, re.IGNORECASE | re.MULTILINE)
    if not address or not match:
        return
    base, hint = match[1], f'set base_url = "{address}" in site.toml and run sitegen build'
    if urlsplit(base).hostname in {"localhost", "127.0.0.1", "::1"}:
        raise fail(f"the pages were built for {base}, a preview on this machine", hint)
    if urlsplit(base).path != urlsplit(address).path:
        message = f"the pages were built for {base}, but they will be at {address}, where their links fail"
        report(events.Reported(Problem("site.toml", 0, message, f"{hint}, then deploy again", "warning")))


def fits(sizes: dict[str, int], report: events.Report) -> None:
    """Raise SitegenError if a file (`sizes` in bytes) is too large for GitHub; warn if the site is."""
    for path, size in sizes.items():
        if size > _LARGEST_FILE:
            raise fail(f"{path} has {size // 1024**2} MiB, and GitHub takes no file over 100", "put it elsewhere")
    if sum(sizes.values()) > _LARGEST_SITE:
        message = f"the site has {sum(sizes.values()) // 1000**2} MB; GitHub Pages allows 1000"
        report(events.Reported(Problem("", 0, message, "make pictures smaller", "warning")))
