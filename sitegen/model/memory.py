"""What is remembered of content/ between builds: one sealed file, thrown away when in doubt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from sitegen.config import Config
from sitegen.model.load import Known
from sitegen.storage import make_way, pack, unpack, write_atomic

FILE = "content.cache"


class _Memory(msgspec.Struct, frozen=True):
    known: dict[str, Known]


def _version(config: Config, code: str) -> str:
    return f"{code} {config.timezone} {' '.join(config.all_languages)}"


def recall(state: Path, config: Config, code: str, notice: Callable[[str], None]) -> dict[str, Known]:
    """Return what is known of each content file. `code` fingerprints the program that remembered it."""
    try:
        data = (state / FILE).read_bytes()
    except FileNotFoundError:
        return {}
    except OSError:
        data = b""
    memory = unpack(data, _Memory, _version(config, code))
    if memory is None:
        notice(f"{FILE} is from another version or damaged; every file is read again")
        return {}
    return memory.known


def remember(state: Path, config: Config, code: str, known: dict[str, Known]) -> None:
    """Keep what is known for the next build. Raises OSError."""
    make_way(state / FILE)
    write_atomic(state / FILE, pack(_Memory(known), _version(config, code)))
