"""Templates: filters that know the language, mistakes named by file and line, and nothing to see but the page."""

from __future__ import annotations

from typing import Any

import jinja2
import msgspec
import pytest

from sitegen.language import texts
from sitegen.render.batch import Job, Kit, PageBatch, Pages, render_pages
from sitegen.render.templates import FILTERS, VARIABLES, closures, environment
from sitegen.render.themes import Template
from sitegen.target import Body, Page, Site

LANGUAGES = ("az", "tr", "ru", "en")


def site(language: str) -> Site:
    return Site(
        title="Gündəlik",
        description="",
        base_url="https://example.org/digest/",
        base_path="/digest/",
        home="",
        language=language,
        direction="ltr",
        languages=(),
        sections=(),
        pages=(),
        timezone="Asia/Baku",
        theme={"accent": "madder"},
        texts=texts(language, {}),
    )


def kit(sources: dict[str, str]) -> bytes:
    templates = {name: Template(source, f"themes/own/templates/{name}") for name, source in sources.items()}
    return msgspec.msgpack.encode(Kit(templates, {language: site(language) for language in LANGUAGES}))


def made(source: str | dict[str, str], language: str = "az", packed: bytes = b"", **extra: Any) -> Pages:
    """Render page.html with a page of the site's own, whose `extra` values are given."""
    sources = {"page.html": source} if isinstance(source, str) else source
    context = Page(path="x/", language=language, title="Başlıq", body=Body("key"), extra=extra)
    job = Job("0", "x/index.html", "page.html", language, msgspec.Raw(msgspec.msgpack.encode(context)))
    batch = msgspec.msgpack.encode(PageBatch([job], bodies={"key": "<p>Mətn</p>"}))
    return msgspec.msgpack.decode(render_pages(packed or kit(sources), batch), type=Pages)


def shown(source: str | dict[str, str], language: str = "az", **extra: Any) -> str:
    pages = made(source, language, **extra)
    assert pages.problems == []
    return pages.files[0][2].decode()


def problem(source: str | dict[str, str], **extra: Any) -> str:
    [found] = made(source, **extra).problems
    return str(found)


# ------------------------------------------------------------------ language


@pytest.mark.parametrize(
    ("language", "words", "order"),
    [
        ("az", "z ə x e q ı h i ğ g", "e ə g ğ h x ı i q z"),
        ("tr", "z ı i ö o ş s", "ı i o ö s ş z"),
        ("ru", "я ё е ж э", "е ё ж э я"),
        ("en", "b A a B", "a A b B"),
    ],
)
def test_sorting(language: str, words: str, order: str) -> None:
    assert shown("{{ page.extra.words|sort|join(' ') }}", language, words=words.split()) == order
    backwards = " ".join(reversed(order.split()))
    assert shown("{{ page.extra.words|sort(reverse=true)|join(' ') }}", language, words=words.split()) == backwards
    items = [{"name": {"short": word}} for word in words.split()]
    by_attribute = "{% for i in page.extra.items|sort(attribute='name.short') %}{{ i.name.short }} {% endfor %}"
    assert shown(by_attribute.replace("items", "all"), language, all=items) == f"{order} "
    table = dict.fromkeys(words.split(), 1)
    assert shown("{% for k, v in page.extra.t|dictsort %}{{ k }}{{ v }} {% endfor %}", language, t=table) == " ".join(
        [*(f"{word}1" for word in order.split()), ""]
    )


def test_numbers_and_moments_sort_by_their_value() -> None:
    assert shown("{{ page.extra.n|sort|join(' ') }}", n=[10, 9, 2]) == "2 9 10"
    assert shown("{{ page.extra.t|dictsort(by='value', reverse=true)|join(' ') }}", t={"a": 1, "b": 2}) == (
        "(&#39;b&#39;, 2) (&#39;a&#39;, 1)"
    )


def test_grouping() -> None:
    items = [{"c": "şəki", "n": 1}, {"c": "çay", "n": 2}, {"c": "cib", "n": 3}, {"c": "çay", "n": 4}]
    groups = (
        "{% for c, all in page.extra.i|groupby('c') %}{{ c }}: {% for i in all %}{{ i.n }} {% endfor %}{% endfor %}"
    )
    assert shown(groups, i=items) == "cib: 3 çay: 2 4 şəki: 1 "


@pytest.mark.parametrize(
    ("language", "upper", "lower", "capital"),
    [
        ("az", "İLIQ İŞIQ", "ilıq ışıq", "İlıq"),
        ("tr", "İLIQ İŞIQ", "ilıq ışıq", "İlıq"),
        ("en", "ILIQ IŞIQ", "ilıq işiq", "Ilıq"),
    ],
)
def test_case(language: str, upper: str, lower: str, capital: str) -> None:
    assert shown("{{ page.extra.s|upper }}", language, s="ilıq işıq") == upper
    assert shown("{{ page.extra.s|lower }}", language, s="ilıq IŞIQ") == lower.replace("i̇", "i")
    assert shown("{{ page.extra.s|capitalize }}", language, s="ilıq") == capital
    assert shown("{{ page.extra.s|title }}", language, s="ilıq") == capital
    assert shown("{{ page.extra.s|map('upper')|join }}", language, s=["i"]) == upper[0]


def test_one_process_keeps_languages_apart_even_for_words_in_the_template_itself() -> None:
    packed = kit({"page.html": "{{ 'i'|upper }}{{ 'I'|lower }}{{ ['ı', 'i', 'x', 'h']|sort|join }}"})
    found = {code: made("", code, packed).files[0][2].decode() for code in LANGUAGES}
    assert found == {"az": "İıhxıi", "tr": "İıhıix", "ru": "Iihiıx", "en": "Iihiıx"}


def test_dates_and_numbers() -> None:
    assert shown("{{ 12345.5|number }}", "az") == "12.345,5"
    assert shown("{{ 12345.5|number }}", "en") == "12,345.5"


# ------------------------------------------------------------------ what templates can do


def test_text_is_escaped_and_a_rendered_body_is_not() -> None:
    assert shown("{{ page.extra.x }} {{ body(page.body) }}", x="<b>&") == "&lt;b&gt;&amp; <p>Mətn</p>"


def test_json_in_a_page_cannot_end_its_script() -> None:
    made_of = {"a": "</script><!--", "b": "\u2028", "c": "İ&"}
    assert shown("<script>{{ page.extra.x|json }}</script>", x=made_of) == (
        '<script>{"a":"\\u003c/script\\u003e\\u003c!--","b":"\\u2028","c":"İ\\u0026"}</script>'
    )


def test_addresses() -> None:
    assert shown("{{ url('') }} {{ url('a/') }} {{ url('https://e.org/') }}") == "/digest/ /digest/a/ https://e.org/"
    assert (
        shown("{{ absolute('a/') }} {{ absolute('https://e.org/') }}") == "https://example.org/digest/a/ https://e.org/"
    )
    assert shown("{{ asset('a.css') }}") == "/digest/assets/a.css"


def test_a_fragment_made_once_is_made_for_each_of_its_values() -> None:
    source = (
        "{{ once('f.html', n=1) }}{{ once('f.html', n=true) }}{{ once('f.html', n=1.0) }}{{ once('f.html', n='1') }}"
    )
    assert shown({"page.html": source, "f.html": "{{ n }};"}) == "1;True;1.0;1;"
    escaped = "{% set a %}<b>{% endset %}{{ once('f.html', n='<b>') }}{{ once('f.html', n=a) }}"
    assert shown({"page.html": escaped, "f.html": "{{ n }};"}) == "&lt;b&gt;;<b>;"


# ------------------------------------------------------------------ mistakes

NO_TEXT = "there is no interface text"
PLACE = "themes/own/templates/page.html"


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("\n{{ page.titel }}", 2, 'Page has no "titel"; did you mean "title"?'),
        ("\n\n{{ pag.title }}", 3, 'nothing is called "pag"; did you mean "page"?'),
        ("{{ site.theme.acent }}", 1, 'there is no "acent" among these values; did you mean "accent"?'),
        ("{{ page.extra.zzz }}", 1, 'there is no "zzz" among these values; there is: own'),
        ("\n{{ page.title|uper }}", 2, "No filter named 'uper'; did you mean \"upper\"?"),
        ("{{ t('relatd') }}", 1, f'{NO_TEXT} "relatd" in the language "az"; did you mean "related"?'),
        (
            "{{ t('articles') }}",
            1,
            f'{NO_TEXT} "articles" in the language "az"; t("articles", n=…) says it of a number',
        ),
        ("{{ t('qqq') }}", 1, f'{NO_TEXT} "qqq" in the language "az"; add it to [texts] or [languages.az.texts] in'),
        ("{% if %}", 1, "Expected an expression, got 'end of statement block'"),
        ("a\n{% block x %}", 2, "Unexpected end of template"),
        ("{{ 1 / 0 }}", 1, "division by zero; while making x/index.html"),
        ("{{ [page.extra]|sort(attribute='dat') }}", 1, "there is no 'dat'; while making x/index.html"),
        ("\n{{ page.title.upper }}", 2, "a function cannot be shown, only what it returns; call it: name(…)"),
        ("{{ url }}", 1, "a function cannot be shown, only what it returns; call it: name(…)"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_way_out(source: str, line: int, said: str) -> None:
    assert problem(source, own=1).startswith(f"{PLACE}:{line}: template error: {said}")


def test_a_template_that_is_not_there() -> None:
    said = f'{PLACE}:2: there is no template "no.html"; add it to the theme\'s templates/'
    assert problem("\n{% include 'no.html' %}") == said


def test_a_mistake_in_an_included_or_inherited_template_is_named_there() -> None:
    included = {"page.html": "{% include 'a.html' %}", "a.html": "\n{{ page.nope }}"}
    assert problem(included).startswith("themes/own/templates/a.html:2:")
    inherited = {
        "page.html": "{% extends 'b.html' %}{% block m %}\n\n{{ nope }}{% endblock %}",
        "b.html": "{% block m %}{% endblock %}",
    }
    assert problem(inherited).startswith("themes/own/templates/page.html:3:")
    assert problem({"page.html": "{% extends 'b.html' %}", "b.html": "\n{{ nope }}"}).startswith(
        "themes/own/templates/b.html:2:"
    )
    called = {
        "page.html": "{% import 'm.html' as m %}\n{{ m.x() }}",
        "m.html": "{% macro x() %}\n{{ nope }}{% endmacro %}",
    }
    assert problem(called).startswith("themes/own/templates/m.html:2:")


def test_a_template_that_includes_itself() -> None:
    assert problem("{% include 'page.html' %}").startswith(
        f"{PLACE}:1: template error: maximum recursion depth exceeded"
    )


def test_a_mistake_on_many_pages_is_one_problem_and_the_other_pages_are_made() -> None:
    jobs = [
        Job(
            str(n),
            f"{n}.html",
            "bad.html" if n < 5 else "good.html",
            "az",
            msgspec.Raw(msgspec.msgpack.encode(_page())),
        )
        for n in range(8)
    ]
    packed = kit({"bad.html": "{{ nope }}", "good.html": "x"})
    pages = msgspec.msgpack.decode(render_pages(packed, msgspec.msgpack.encode(PageBatch(jobs))), type=Pages)
    assert len(pages.problems) == 1
    assert [file for _, file, _ in pages.files] == ["5.html", "6.html", "7.html"]


def _page() -> Page:
    return Page(path="x/", language="az", title="Başlıq", body=Body("key"))


# ------------------------------------------------------------------ what templates cannot see


def empty_environment() -> jinja2.Environment:
    return environment({}, site("az"), lambda key: key)


def test_templates_see_the_page_the_site_and_a_few_functions() -> None:
    assert set(empty_environment().globals) == {*VARIABLES, "range", "dict", "namespace"} - {"page"}


def test_templates_have_the_filters_that_are_told_of() -> None:
    assert set(empty_environment().filters) == FILTERS


@pytest.mark.parametrize(
    "name", ["lipsum()", "cycler(1)", "joiner()", "now()", "open('x')", "env", "config", "request"]
)
def test_there_is_no_chance_no_clock_and_no_file(name: str) -> None:
    bare = name.partition("(")[0]
    assert problem(f"{{{{ {name} }}}}").startswith(f'{PLACE}:1: template error: nothing is called "{bare}"')


@pytest.mark.parametrize("name", ["random", "attr"])
def test_filters_that_would_let_chance_or_python_in_are_gone(name: str) -> None:
    assert problem(f"{{{{ [1, 2]|{name}('x') }}}}").startswith(f"{PLACE}:1: template error: No filter named '{name}'")


@pytest.mark.parametrize(
    "source", ["{{ url.__globals__ }}", "{{ ''.__class__ }}", "{{ page['__class__'] }}", "{{ page._x }}"]
)
def test_a_template_that_looks_inside_python_is_refused(source: str) -> None:
    template = Template(f"\n{source}", PLACE)
    with pytest.raises(jinja2.TemplateSyntaxError) as raised:
        closures({"page.html": template})
    assert (raised.value.filename, raised.value.lineno) == (PLACE, 2)
    assert raised.value.message is not None
    assert raised.value.message.endswith("is hidden from templates")


# ------------------------------------------------------------------ closures


def closure_changes(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the templates whose fingerprint differs."""
    one, two = (closures({n: Template(s, n) for n, s in each.items()}) for each in (before, after))
    return sorted(name for name in one.keys() & two.keys() if one[name] != two[name])


@pytest.mark.parametrize(
    "use",
    [
        "{% extends 'a' %}",
        "{% include 'a' %}",
        "{% include ['no', 'a'] %}",
        "{% include 'a' ignore missing %}",
        "{% import 'a' as a %}",
        "{% from 'a' import x %}",
        "{% include page.title %}",
        "{% include 'a' if page.title else 'b' %}",
        "{{ once('a') }}",
        "{{ once(page.title) }}",
    ],
)
def test_a_template_depends_on_all_that_it_uses(use: str) -> None:
    before = {"a": "{% include 'deep' %}", "b": "", "deep": "1", "page": use, "other": "x", "edition-feed.html": ""}
    assert closure_changes(before, before | {"deep": "2"}) == ["a", "deep", "page"]


def test_a_template_that_appears_counts() -> None:
    before = {"page": "{% include 'a' ignore missing %}", "other": "", "edition-feed.html": ""}
    assert closure_changes(before, before | {"a": ""}) == ["page"]


def test_templates_that_use_each_other() -> None:
    before = {"a": "{% include 'b' %}", "b": "{% include 'a' %}", "c": "", "edition-feed.html": ""}
    assert closure_changes(before, before | {"a": "{% include 'b' %}!"}) == ["a", "b"]


@pytest.mark.parametrize(
    ("call", "template"),
    [
        ("edition_body(page)", "edition-feed.html"),
        ("article_body(page)", "article-feed.html"),
        ("json_feed(page)", "edition-feed.html"),
        ("json_feed(page)", "article-feed.html"),
    ],
)
def test_what_shows_a_text_in_a_feed_depends_on_its_template(call: str, template: str) -> None:
    before = {"feed": f"{{{{ {call} }}}}", "article-feed.html": "1", "edition-feed.html": "1", "other": ""}
    assert closure_changes(before, before | {template: "2"}) == [template, "feed"]


@pytest.mark.parametrize(
    ("source", "az", "en"),
    [
        ("{{ ['I', 'i', 'ı', 'İ']|unique|join }}", "Ii", "Iıİ"),
        ("{{ ['z', 'ə', 'a']|max }}{{ ['z', 'ə', 'a']|min }}", "za", "za"),
        ("{{ []|max }}", "", ""),
    ],
)
def test_what_is_alike_and_what_comes_last_is_a_matter_of_language(source: str, az: str, en: str) -> None:
    assert (shown(source, "az"), shown(source, "en")) == (az, en)
