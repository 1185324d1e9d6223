"""Templates: a Jinja2 environment that shows a template its context and the site, and nothing else.

No clock, no file system, no library: what a template cannot see cannot make its output wrong later.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from types import FunctionType
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.runtime import Context
from markupsafe import Markup, escape

from sitegen import language as words
from sitegen.render.images import COLUMN, picture
from sitegen.render.jsonfeed import Tools, json_feeds
from sitegen.render.markdown import place
from sitegen.render.order import order_filters
from sitegen.render.outward import outward
from sitegen.render.structured import as_json, news_article
from sitegen.render.themes import Template
from sitegen.storage import digest
from sitegen.target import Body, Edition, FeedItem, Site

_FRAGMENTS = 20_000
"""How many fragments made by `once` are kept; a page's own values should not be among its arguments."""


_FEED_TEMPLATES = {"article-feed.html": "article_body", "edition-feed.html": "edition_body"}
"""The templates that these functions render; `json_feed` renders both."""

VARIABLES: tuple[str, ...] = (
    "page", "site", "url", "absolute", "asset", "t", "body", "whole_body", "article_body", "edition_body", "once",
    "news_article", "json_feed",
)  # fmt: skip
"""What every page's template can see."""
FILTERS = (jinja2.filters.FILTERS.keys() | {"date", "iso", "rfc822", "number", "json", "image"}) - {"random", "attr"}


class Undefined(jinja2.StrictUndefined):
    """An unknown name or attribute is an error that suggests the nearest known one."""

    @property
    def _undefined_message(self) -> str:
        owner, name = self._undefined_obj, self._undefined_name
        if not isinstance(name, str):
            return super()._undefined_message
        if owner is jinja2.utils.missing:
            said, known = f'nothing is called "{name}"', VARIABLES
        elif isinstance(owner, Mapping):
            said, known = f'there is no "{name}" among these values', tuple(map(str, owner))
        else:
            said, known = f'{type(owner).__name__} has no "{name}"', getattr(type(owner), "__struct_fields__", ())
        near = words.closest(name, known)
        if near:
            return f'{said}; did you mean "{near}"?'
        return f"{said}; there is: {', '.join(known)}" if known else said


class _Context(jinja2.runtime.Context):
    """Calls plain functions directly: ours want no context, so Jinja2 need not look whether they do."""

    def call(self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # the name is Jinja2's
        if type(__obj) is FunctionType:
            if kwargs:
                kwargs.pop("_block_vars", None)
                kwargs.pop("_loop_vars", None)
            return __obj(*args, **kwargs)
        return super().call(__obj, *args, **kwargs)


class _Template(jinja2.Template):
    """Escapes what it shows with `_escaped`: Jinja2's own way takes four calls for what mostly needs no change."""

    @classmethod
    def from_code(cls, environment: jinja2.Environment, *args: Any, **kwargs: Any) -> jinja2.Template:
        made = super().from_code(environment, *args, **kwargs)
        made.root_render_func.__globals__.update(escape=_escaped, str=_said)  # what the compiled code calls
        return made


class _Environment(jinja2.Environment):
    context_class = _Context
    template_class = _Template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give every template a plain table: Jinja2's chain of tables takes longer to look into."""
        return {**self.globals, **(d or {})}


class MissingText(jinja2.TemplateRuntimeError):
    """A template asks for an interface text that no catalog has."""


def environment(
    templates: Mapping[str, Template],
    site: Site,
    bodies: Callable[[str], str],
    bytecode: jinja2.BytecodeCache | None = None,
) -> jinja2.Environment:
    """Return an environment for the pages of one language. `bodies` finds the HTML of a rendered text by its key."""

    def source(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        found = templates.get(name)
        return (found.source, found.shown, lambda: True) if found else None

    env = _Environment(
        loader=jinja2.FunctionLoader(source),
        autoescape=True,
        undefined=Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=bytecode,
    )
    for name in ("lipsum", "cycler", "joiner"):
        del env.globals[name]
    for name in ("random", "attr"):
        del env.filters[name]
    env.globals |= _functions(env, site, bodies)
    env.filters |= {name: _late(call) for name, call in _filters(site).items()}
    return env


def _escaped(value: Any) -> str:
    """Return what a template shows of `value`, as markupsafe.escape would."""
    kind = type(value)
    if kind is str:
        if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
            return escape(value)
        return value  # type: ignore[no-any-return]  # it is a str
    if kind is Markup:
        return value  # type: ignore[no-any-return]  # it is a Markup
    return escape(_seen(value))


def _said(value: Any) -> str:
    """Return what a template shows of `value` where it escapes nothing."""
    return str(_seen(value))


def _seen(value: Any) -> Any:
    """Let no function be shown in place of what it returns: its name holds an address of this process's memory."""
    if callable(value) and not isinstance(value, jinja2.Undefined):
        raise TypeError("a function cannot be shown, only what it returns; call it: name(…)")
    return value


def _functions(env: jinja2.Environment, site: Site, bodies: Callable[[str], str]) -> dict[str, Any]:
    def url(path: str) -> str:
        return path if "://" in path else site.base_path + path

    def absolute(path: str) -> str:
        if path.startswith("/"):  # an address made by url() already
            return site.base_url.removesuffix(site.base_path) + path
        return path if "://" in path else site.base_url + path

    def text(key: str, **values: object) -> str:
        plain = None if values else site.texts.get(key)
        return plain if plain is not None else interface_text(site, key, values)

    def body(part: Body, sizes: str = COLUMN) -> Markup:
        made = place(bodies(part.key), site.base_path, part.links, "", part.pictures, sizes)
        return Markup(made)  # noqa: S704  # sanitised by markdown.render

    def whole_body(part: Body, page: str) -> Markup:
        here = absolute(page)
        return Markup(outward(place(bodies(part.key), site.base_url, part.links, here, part.pictures), here))  # noqa: S704  # likewise

    once = _fragments(env)

    def article_body(item: FeedItem) -> str:
        return str(once("article-feed.html", item=item)).strip() if item.body else ""

    def edition_body(edition: Edition) -> str:
        return env.get_template("edition-feed.html").render(edition=edition)

    tools = Tools(absolute, article_body, edition_body, lambda image: picture(image, site), text)
    return {
        "site": site,
        "url": url,
        "absolute": absolute,
        "asset": lambda name: url(f"assets/{name}"),
        "t": text,
        "body": body,
        "whole_body": whole_body,
        "article_body": article_body,
        "edition_body": edition_body,
        "once": once,
        "news_article": lambda page: news_article(page, site, absolute),
        "json_feed": json_feeds(site, tools),
    }


def _fragments(env: jinja2.Environment) -> Callable[..., Markup]:
    """Return what renders a fragment with its values, or gives again what it made of the same values."""
    made: dict[tuple[object, ...], Markup] = {}

    def once(name: str, **values: object) -> Markup:
        key = (name, *values.items(), *map(type, values.values()))
        fragment = made.get(key)
        if fragment is None:
            if len(made) >= _FRAGMENTS:
                made.clear()
            fragment = made[key] = Markup(env.get_template(name).render(values))  # noqa: S704  # escaped by the template
        return fragment

    return once


def interface_text(site: Site, key: str, values: Mapping[str, object]) -> str:
    """Return an interface text with its values; `n` chooses the plural form. Raises MissingText."""
    try:
        return words.phrase(site.texts, site.language, key, **values)
    except KeyError:
        near = words.closest(key, site.texts)
        if f"{key}.other" in site.texts:
            hint = f't("{key}", n=…) says it of a number'
        elif near:
            hint = f'did you mean "{near}"?'
        else:
            hint = f"add it to [texts] or [languages.{site.language}.texts] in site.toml"
        raise MissingText(f'there is no interface text "{key}" in the language "{site.language}"; {hint}') from None


def _late(call: Callable[..., Any]) -> Callable[..., Any]:
    """Keep a filter from being computed as its template is compiled: the code is shared by all languages."""

    @jinja2.pass_context
    def late(_: Context, *values: Any, **named: Any) -> Any:
        return call(*values, **named)

    return late


def _filters(site: Site) -> dict[str, Any]:
    code, zone = site.language, site.timezone

    def date(moment: dt.datetime | dt.date | int, style: str = "long") -> str:
        if isinstance(moment, int):  # the number of a month, as calendars have it
            moment = dt.datetime(2001, moment, 15, 12, tzinfo=dt.UTC)
        elif not isinstance(moment, dt.datetime):
            moment = dt.datetime(moment.year, moment.month, moment.day, 12, tzinfo=words.time_zone(zone))
        return words.format_date(moment, style, code, zone)

    return {
        "date": date,
        "iso": lambda moment: words.iso(moment, zone),
        "rfc822": lambda moment: words.rfc822(moment, zone),
        "upper": lambda s: words.upper(str(s), code),
        "lower": lambda s: words.lower(str(s), code),
        "capitalize": lambda s: words.capitalize(str(s), code),
        "title": lambda s: words.title(str(s), code),
        "number": lambda n: words.format_number(n, code),
        "json": as_json,
        "image": lambda image: picture(image, site),
        **order_filters(code),
    }


def _once(tree: nodes.Template) -> Iterator[str | None]:
    """Yield the templates that `once(…)` renders; None for a name that is made at run time."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "once" and call.args:
            name = call.args[0]
            yield name.value if isinstance(name, nodes.Const) else None


def _look_for_hidden(tree: nodes.Template, template: Template) -> None:
    """Raise TemplateAssertionError if a template looks inside Python: what it found there no key would cover."""
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        name = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", "")  # type: ignore[attr-defined]  # Jinja2 makes its nodes' fields at run time
        if isinstance(name, str) and name.startswith("_"):
            said = f'"{name}" is hidden from templates'
            raise jinja2.TemplateAssertionError(said, node.lineno, template.shown, template.shown)


def closures(templates: Mapping[str, Template]) -> dict[str, str]:
    """Return for each template a fingerprint of itself and of all that it extends, includes or imports.

    A template that chooses another at run time depends on all of them. Raises jinja2.TemplateSyntaxError.
    """
    env = jinja2.Environment(autoescape=True)
    uses: dict[str, frozenset[str]] = {}
    for name, template in templates.items():
        tree = env.parse(template.source, name, template.shown)
        _look_for_hidden(tree, template)
        found = frozenset(n if n is not None else "*" for n in (*meta.find_referenced_templates(tree), *_once(tree)))
        extra = {name for name, call in _FEED_TEMPLATES.items() if re.search(f"{call}|json_feed", template.source)}
        uses[name] = frozenset(templates) if "*" in found else found & templates.keys() | extra
    own = {name: digest(template.source) for name, template in templates.items()}
    made = {}
    for name in templates:
        reached, pending = {name}, [name]
        while pending:
            fresh = uses[pending.pop()] - reached
            reached |= fresh
            pending += fresh
        made[name] = digest(*(part for n in sorted(reached) for part in (n, own[n])))
    return made
