"""Everything that a build reads, looked at before it is read: is there anything to do at all?"""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import msgspec

from sitegen.config import Config, load_config
from sitegen.model.files import Found, Signature, find, settled, signature, walk
from sitegen.pipeline.settings import Settings
from sitegen.render.themes import Theme, load_theme
from sitegen.storage import digest
from sitegen.version import code_digest
from sitegen.write.manifest import Manifest


class Inputs(msgspec.Struct, frozen=True):
    """Everything that a build reads but the clock, looked at but not opened (the theme is small and read)."""

    config: Config
    theme: Theme
    found: Found
    copies: dict[str, tuple[str, Signature]]
    digest: str
    looked: int
    settled: bool


def unchanged(manifest: Manifest, inputs: Inputs, now: dt.datetime, intact: set[str]) -> bool:
    """Whether nothing can have changed since `manifest` was written, and its files (`intact`) are all there."""
    moment = now.timestamp()
    return (
        manifest.settled
        and manifest.inputs == inputs.digest
        and manifest.since <= moment
        and (manifest.until is None or moment < manifest.until)
        and len(intact) == len(manifest.files)
    )


def look(settings: Settings, output: Path) -> Inputs:
    """Look at everything that goes into the site. Raises SitegenError."""
    root = settings.root
    looked = time.time_ns()  # before the first look: what changes after it must not pass for settled
    config = load_config(root, base_url=settings.base_url)
    theme = load_theme(root, config.theme, config.theme_options)
    found = find(root / "content")
    copies = {file: (str(root / "content" / file), sign) for file, sign in found.media.items()}
    for file, path in theme.static.items():
        copies[file] = (path, signature(Path(path).stat()))
    for file, status in walk(root / "static"):
        copies[file] = (str(root / "static" / file), signature(status))
    everything = (
        code_digest(), config, theme.digest, theme.options, theme.share, found.texts, found.problems, copies,
        str(output), settings.drafts, settings.future, settings.expired, settings.strict,
    )  # fmt: skip
    signs = [*found.texts.values(), *(sign for _, sign in copies.values())]
    return Inputs(
        config,
        theme,
        found,
        copies,
        digest(msgspec.msgpack.encode(everything)),
        looked,
        all(settled(s, looked) for s in signs),
    )
