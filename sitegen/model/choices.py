"""The items and groups of an edition, as its front matter lists them."""

from __future__ import annotations

import re

import yaml

from sitegen.model import fields
from sitegen.model.article import Choice, ChoiceGroup
from sitegen.model.fields import wrong
from sitegen.model.frontmatter import Node

_ARTICLE = "article: articles/2025/10/name.md"
_LINK = "title: …, url: https://…"


def items(node: Node) -> tuple[Choice, ...]:
    """Return a list of choices: an article's file or address, or a mapping that names an article or a link."""
    if not isinstance(node, yaml.SequenceNode):
        hint = "begin each with `- article: …` or `- title: …`"
        raise wrong(node, f"must be a list of items, not {fields.said(node)}", hint)
    return fields.each((item for item in node.value if not fields.is_empty(item)), _item)


def _item(node: Node) -> Choice:
    line = node.start_mark.line + 2
    if isinstance(node, yaml.ScalarNode):
        return Choice(line, article=_article(node))
    readers = {
        "article": _article, "title": fields.filled, "url": fields.address, "source": fields.line, "note": fields.text,
    }  # fmt: skip
    values = fields.mapping(node, readers, f"{{{_ARTICLE}}} or {{{_LINK}}}")
    if "article" in values and "url" in values:
        hint = "keep one: an article of this site, or a link elsewhere"
        raise wrong(node, "has an item with both article and url", hint)
    if "article" not in values and "url" in values and "title" not in values:
        raise wrong(node, "has a link without a title", "add title: …")
    if "article" not in values and "url" not in values:
        hint = "give it `article:`, or `title:` and `url:`"
        raise wrong(node, "has an item that is neither an article nor a link", hint)
    return Choice(line, **values)


def _article(node: Node) -> str:
    value = fields.filled(node)
    if re.match(r"[a-z]+://", value, re.IGNORECASE):
        hint = f"write a link elsewhere as {{{_LINK}}}, an article of this site by its file or as /2025/10/name/"
        raise wrong(node, f"names an article by a full address: {fields.said(node)}", hint)
    return value


def groups(node: Node) -> tuple[ChoiceGroup, ...]:
    """Return named groups of choices."""
    if not isinstance(node, yaml.SequenceNode):
        raise wrong(node, f"must be a list of groups, not {fields.said(node)}", "begin each with `- name: …`")
    return fields.each(node.value, _group)


def _group(node: Node) -> ChoiceGroup:
    values = fields.mapping(node, {"name": fields.filled, "items": items}, "{name: …, items: […]}")
    if "name" not in values:
        raise wrong(node, "has a group without a name", "add name: …")
    if not values.get("items"):
        raise wrong(node, f'has nothing in the group "{values["name"]}"', "add items: …, or remove the group")
    return ChoiceGroup(values["name"], values["items"])
