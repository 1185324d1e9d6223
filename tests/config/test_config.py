"""site.toml: what is wrong in it is told with its line and what to do, whatever it holds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.config import Config, find_root, load_config
from sitegen.errors import SitegenError
from tests.cases import CASES, Case, each_case, load_cases


def outcome(root: Path, text: str, base_url: str | None = None) -> str:
    """Return the problems of a site.toml, or "fine"."""
    (root / "site.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    try:
        load_config(root, base_url=base_url)
    except SitegenError as error:
        return "\n".join(map(str, error.problems))
    return "fine"


@each_case("site-toml.md")
def test_site_toml(case: Case, tmp_path: Path) -> None:
    assert outcome(tmp_path, case.given) == case.expected.rstrip("\n"), case.place


def test_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(SitegenError) as caught:
        load_config(tmp_path)
    assert str(caught.value) == f"there is no site.toml in {tmp_path}; run `sitegen init` to begin a site"


def test_it_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "site.toml").mkdir()
    with pytest.raises(SitegenError) as caught:
        load_config(tmp_path)
    assert str(caught.value) == "site.toml: cannot be read: Is a directory; check that you may read it"


def test_the_nearest_one_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "site" / "content" / "articles"
    inner.mkdir(parents=True)
    (tmp_path / "site" / "site.toml").touch()
    assert find_root(inner) == tmp_path / "site"
    with pytest.raises(SitegenError) as caught:
        find_root(tmp_path)
    said = f"no site.toml here or in any folder above {tmp_path}; run `sitegen init` to begin a site, or give --root"
    assert str(caught.value) == said


def test_base_url_from_the_command_line(tmp_path: Path) -> None:
    text = 'title = "A"\nbase_url = "nonsense"'
    assert outcome(tmp_path, text, "https://example.org/digest") == "fine"
    config = load_config(tmp_path, base_url="https://example.org/digest")
    assert (config.base_url, config.base_path) == ("https://example.org/digest/", "/digest/")
    hint = "write it as https://example.org/ or https://owner.github.io/digest/"
    said = f'site.toml:2: --base-url must be a full web address, not "example.org"; {hint}'
    assert outcome(tmp_path, text, "example.org") == said


def test_what_follows_from_the_rest(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(
        """
        title = "Digest"
        base_url = "https://example.org/digest"
        [languages.en]
        [[sections]]
        name = "İqtisadiyyat"
        [[sections]]
        name = "Dil"
        slug = "soz"
        order = 1
        [[sections]]
        name = "Ge\u0308nce"
        order = 2
        """,
        encoding="utf-8",
    )
    config = load_config(tmp_path)
    assert config.base_url == "https://example.org/digest/"
    assert config.all_languages == ("az", "en")
    assert [(s.name, s.slug) for s in config.sections] == [
        ("Dil", "soz"), ("Gënce", "gence"), ("İqtisadiyyat", "iqtisadiyyat"),
    ]  # fmt: skip


KEYS = [*Config.__struct_fields__, "name", "slug", "names", "url", "aliases", "order", "en", "a b", ""]
scalars = st.one_of(
    st.sampled_from(["", "az", "../x", "https://[", "{slug}/", "{", "mailto:x", "Asia", "\x00", "İ", "x" * 300]),
    st.text(max_size=6),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.datetimes(),
)
names = st.sampled_from(KEYS) | st.text(max_size=3)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=10,
)


def toml(value: Any) -> str:
    """Return a value as TOML writes it in one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + "".join(c if c.isalnum() or c in " /-_{}[]:." else f"\\U{ord(c):08X}" for c in value) + '"'
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{toml(key)} = {toml(one)}" for key, one in value.items()) + "}"
    return str(getattr(value, "isoformat", value.__str__)())


def check(root: Path, text: str) -> None:
    try:
        (root / "site.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
        config = load_config(root)
    except SitegenError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.path == "site.toml"
            assert 0 <= problem.line <= text.count("\n") + 1
            assert problem.message
    else:
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(config), type=Config).title == config.title
        assert config.zone
        assert config.base_path.startswith("/")


@settings(max_examples=300, deadline=None)
@given(table=st.dictionaries(st.sampled_from(KEYS), values, max_size=5))
def test_any_table(tmp_path_factory: pytest.TempPathFactory, table: dict[str, Any]) -> None:
    root = tmp_path_factory.getbasetemp()
    check(root, "\n".join(f"{toml(key)} = {toml(value)}" for key, value in ({"title": "A"} | table).items()))


samples = [case.given for case in load_cases(CASES / "site-toml.md")]
pieces = st.sampled_from(
    [*"[]{}=\"'#\n,.\\", '"""', "[[", "]]", "1e9", "true", "title", "\r", "\x00", "[" * 3000]
)  # fmt: skip
slips_ = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 3), pieces), max_size=4)


@settings(max_examples=300, deadline=None)
@given(text=st.sampled_from(samples), slips=slips_)
def test_any_text(tmp_path_factory: pytest.TempPathFactory, text: str, slips: list[tuple[int, int, str]]) -> None:
    for at, removed, typed in slips:
        text = text[:at] + typed + text[at + removed :]
    check(tmp_path_factory.getbasetemp(), re.sub("[\ud800-\udfff]", "?", text))


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000, "a = " + "{b = " * 5000])
def test_too_much_of_something(tmp_path: Path, text: str) -> None:
    said = "is not valid TOML: it is nested too deeply, or holds a number that is too long"
    assert outcome(tmp_path, text) == f"site.toml: {said}"
