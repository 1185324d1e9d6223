"""Keys and values → YAML, as a person would write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import yaml

_KEY = re.compile(r"(?m)^(?=[^ \n])")
# Both emitters write the same words for everything but these, lists, and keys that are no plain words.
_PARTING = re.compile("[\x85\ud800-\udfff\U00010000-\U0010ffff]")
# YAML 1.1 reads these as true and false, which PyYAML alone does not know.
_TRUTH = frozenset(("y", "Y", "n", "N"))


class _Dumper(yaml.SafeDumper):
    """Writes times as ISO 8601, lists indented below their key, and what occurs twice as often as it occurs."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  (PyYAML's)
        """Write no references: people write none, and the reader of front matter takes none to collections."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002  (PyYAML's)
        """Indent lists too, as people write them."""
        super().increase_indent(flow, False)


# libyaml's emitter is ten times as fast; PyYAML can be installed without it.
_Emitter = yaml.CSafeDumper if yaml.__with_libyaml__ else _Dumper


class _Quick(_Emitter):  # type: ignore[misc,valid-type]  # which of two classes it is, is known when it runs
    """Writes what `_Dumper` writes, of values that are plain."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  (PyYAML's)
        """Write no references."""
        return True


def _text(dumper: yaml.representer.SafeRepresenter, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="'" if value in _TRUTH else None)


def _moment(dumper: yaml.representer.SafeRepresenter, value: datetime) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


for _dumper in (_Dumper, _Quick):
    _dumper.add_representer(str, _text)
    _dumper.add_representer(datetime, _moment)


def as_yaml(value: Mapping[str, Any]) -> str:
    """Return keys and values as YAML, every value whole on its line as far as it can be."""
    return _dumped(value, _Dumper)


def each_as_yaml(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each key with the lines that say it and its value in YAML."""
    quick = {key: value for key, value in fields.items() if _is_plain(key, value)}
    written = {**_apart(quick, _Quick), **_apart({key: fields[key] for key in fields if key not in quick}, _Dumper)}
    yield from ((key, written[key]) for key in fields)


def _apart(fields: Mapping[str, Any], dumper: Any) -> dict[str, str]:
    """Return the lines of each key."""
    written = _KEY.split(_dumped(fields, dumper))[1:] if fields else []
    if len(written) == len(fields):
        return dict(zip(fields, written, strict=True))
    # A key that YAML writes on lines of its own, from a file that a person wrote.
    return {key: _dumped({key: value}, dumper) for key, value in fields.items()}


def _is_plain(key: object, value: object) -> bool:
    """Tell whether libyaml's emitter, ten times as fast, writes a value exactly as PyYAML's own does."""
    if not isinstance(key, str) or not key.isidentifier() or not key.isascii():
        return False
    if isinstance(value, Mapping):
        return bool(value) and all(_is_plain(name, one) for name, one in value.items())
    return not isinstance(value, list | tuple | set) and not (isinstance(value, str) and _PARTING.search(value))


def _dumped(value: Mapping[str, Any], dumper: Any) -> str:
    return yaml.dump(value, Dumper=dumper, allow_unicode=True, sort_keys=False, width=10**6, default_flow_style=False)
