"""Sections, tags, authors and sources: one term per slug, found by any of its spellings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

from sitegen.config import Config
from sitegen.language import closest, lower, slugify
from sitegen.model.article import Article, Entry
from sitegen.model.story import Kind, Shelved, Signed, Story, Term

Blame = Callable[[Entry, str, str, str], None]
"""Report a problem: the entry, the front-matter key, what is wrong, what to do."""

FOLDERS: Mapping[Kind, str] = {"section": "sections", "tag": "tags", "author": "authors", "source": "sources"}


class Terms:
    """The terms of one language while its articles are gone through, newest first.

    Invariant: a slug means one term of a kind, and a name that was seen once means the same term for ever.
    """

    def __init__(self, config: Config, language: str, prefix: str) -> None:
        self._language = language
        self._prefix = prefix
        self._sections: dict[str, Term] = {}
        self.declared = tuple(self._declare_sections(config))
        self._known: dict[Kind, dict[str, Mapping[str, str]]] = {"tag": {}, "author": {}, "source": {}}
        self._spellings: dict[Kind, dict[str, str]] = {"tag": {}, "author": {}, "source": {}}
        self._by_name: dict[Kind, dict[str, Term]] = {"tag": {}, "author": {}, "source": {}}
        self._by_slug: dict[Kind, dict[str, tuple[Term, Article]]] = {"tag": {}, "author": {}, "source": {}}
        self._stories: dict[Kind, dict[str, list[Story]]] = {kind: {} for kind in FOLDERS}
        self._hosts: dict[str, str] = {}
        self._learn(config)

    def _learn(self, config: Config) -> None:
        """Take in what site.toml says of tags, authors and sources, and all their spellings."""
        for name, tag in config.tags.items():
            self._know("tag", name, {"slug": tag.slug, "description": tag.description}, tag.aliases)
        for author in config.authors:
            about = {"role": author.role, "url": author.url, "picture": author.picture, "description": author.about}
            self._know("author", author.name, {"slug": author.slug} | about)
        for source in config.sources:
            about = {"slug": source.slug, "url": source.url, "description": source.about}
            self._know("source", source.name, about)
            if server := host(source.url):
                self._hosts.setdefault(server, source.name)

    def _know(self, kind: Kind, name: str, about: Mapping[str, str], aliases: Iterable[str] = ()) -> None:
        self._known[kind][name] = about
        for spelling in (name, *aliases):
            self._spellings[kind][lower(spelling, self._language)] = name

    def _declare_sections(self, config: Config) -> Iterable[Term]:
        """Yield the sections as they are called in this language. They are found by their names in any language."""
        main, code = config.language, self._language
        others: dict[str, Term] = {}
        for section in config.sections:
            name = section.name if code == main else section.names.get(code, section.name)
            slug = section.slug if code == main else section.slugs.get(code) or slugify(name, code)
            about = section.description if code == main else section.descriptions.get(code, "")
            path = f"{self._prefix}sections/{slug}/"
            term = Term("section", name, slug, path, {"description": about} if about else {})
            for spelling in (name, slug):
                self._sections[lower(spelling, code)] = term
            for spelling in (section.name, section.slug, *section.names.values(), *section.slugs.values()):
                others.setdefault(lower(spelling, code), term)
            yield term
        self._sections = others | self._sections

    def of(
        self, article: Article, blame: Blame
    ) -> tuple[Term | None, tuple[Term, ...], tuple[Signed, ...], Term | None]:
        """Return the section, tags, authors and source of an article."""
        tags = tuple(dict.fromkeys(self._term("tag", name, article, blame) for name in article.tags))
        authors = tuple(self._signed(a.name, a.role, article, blame) for a in article.authors)
        source = None
        if article.source:
            server = "" if article.source.name else host(article.source.url)
            source = self._term("source", article.source.name or self._hosts.get(server, server), article, blame)
        return self._section(article, blame), tags, authors, source

    def section(self, name: str) -> Term | None:
        """Return the declared section of this name or slug, in any of the site's languages."""
        return self._sections.get(name) or self._sections.get(lower(name, self._language))

    def _section(self, article: Article, blame: Blame) -> Term | None:
        if not article.section:
            return None
        term = self.section(article.section)
        if term is None:
            near = closest(article.section, [part for t in self.declared for part in (t.name, t.slug)])
            hint = f'did you mean "{near}"?' if near else "declare it in site.toml: [[sections]] name = …"
            blame(article, "section", f'unknown section "{article.section}"', hint)
        else:
            self._sections[article.section] = term
        return term

    def _signed(self, name: str, role: str, article: Article, blame: Blame) -> Signed:
        term = self._term("author", name, article, blame)
        return Signed(term, role or term.about.get("role", ""))

    def _term(self, kind: Kind, name: str, article: Article, blame: Blame) -> Term:
        known = self._by_name[kind].get(name)
        if known is None:
            known = self._by_name[kind][name] = self._new(kind, name, article, blame)
        return known

    def _new(self, kind: Kind, name: str, article: Article, blame: Blame) -> Term:
        full = self._spellings[kind].get(lower(name, self._language), name)
        about = self._known[kind].get(full, {})
        slug = about.get("slug") or slugify(full, self._language)
        first = self._by_slug[kind].get(slug)
        if first is None:
            about = {key: value for key, value in about.items() if value and key != "slug"}
            term = Term(kind, full, slug, f"{self._prefix}{FOLDERS[kind]}/{slug}/", about)
            self._by_slug[kind][slug] = (term, article)
            return term
        if first[0].name != full:
            where = f"content/{first[1].file}"
            said = f'the {kind}s "{full}" and "{first[0].name}" ({where}) share the address /{first[0].path}'
            hint = "write one spelling everywhere"
            if kind == "tag":
                hint += f', or merge them in site.toml: [tags."{first[0].name}"] aliases = ["{full}"]'
            blame(article, f"{kind}s" if kind in ("tag", "author") else kind, said, hint)
        return first[0]

    def add(self, story: Story) -> None:
        """Shelve an article under each of its terms."""
        for term in (story.section, *story.tags, *(signed.term for signed in story.authors), story.source):
            if term is not None:
                shelved = self._stories[term.kind].setdefault(term.slug, [])
                if not shelved or shelved[-1] is not story:
                    shelved.append(story)

    def finish(self) -> dict[Kind, dict[str, Shelved]]:
        """Return every term that has articles, by kind and slug."""
        sections = {term.slug: term for term in self.declared}
        finished: dict[Kind, dict[str, Shelved]] = {}
        for kind, shelves in self._stories.items():
            found = sections if kind == "section" else {slug: term for slug, (term, _) in self._by_slug[kind].items()}
            finished[kind] = {slug: Shelved(found[slug], tuple(stories)) for slug, stories in shelves.items()}
        return finished


def host(url: str) -> str:
    """Return the name of a web address's server without "www.", which names a source that has no name."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def entry_language(entry: Entry, config: Config) -> str:
    """Return the language of an entry, which is the site's unless it says otherwise."""
    return entry.language or config.language
