"""Films and sounds of the site's own: the browser's controls, no script, and nothing loaded but their length."""

from __future__ import annotations

import html
from collections.abc import MutableMapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

TYPES = {
    "video": {"m4v": "video/mp4", "mp4": "video/mp4", "ogv": "video/ogg", "webm": "video/webm"},
    "audio": {
        "aac": "audio/aac", "flac": "audio/flac", "m4a": "audio/mp4", "mp3": "audio/mpeg", "oga": "audio/ogg",
        "ogg": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav",
    },
}  # fmt: skip
"""Media types by the ending of a file."""
SHOWN = ("image", "video", "audio")
"""The types of tokens that show a file."""


def _ending(path: str) -> str:
    return path.rpartition(".")[2].casefold()


def played(path: str) -> str:
    """Return "video" or "audio" for the path of a film or sound, by its ending, else ""."""
    ending = _ending(path)
    return next((kind for kind, endings in TYPES.items() if ending in endings), "")


def mute(source: str) -> tuple[str, str]:
    """Return the problem of a film or sound without words, and what to do."""
    said = f"{source} has no words for those who do not see or hear it"
    return said, f"write what it holds: ![Waves break on the pier]({source})"


def show_player(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    """Render the token of a film or sound; `meta` may hold poster, tracks of captions, and the caption below."""
    token = tokens[index]
    kind, address = token.type, str(token.attrs["src"])
    said = self.renderInlineAsText(token.children or [], options, env)
    poster = str(token.meta.get("poster", ""))
    inner = f"<source{_written(src=address, type=TYPES[kind][_ending(address)])}>"
    for where, label in token.meta.get("tracks", ()):
        inner += f"<track{_written(kind='captions', src=where, srclang=env['language'], label=label)}>"
    inner += f"<a{_written(href=address)}>{html.escape(said or address.rpartition('/')[2])}</a>"
    caption = str(token.meta.get("caption", ""))
    below = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    return f'<{kind} controls preload="metadata"{_written(aria_label=said, poster=poster)}>{inner}</{kind}>{below}'


def _written(**attributes: str) -> str:
    return "".join(f' {name.replace("_", "-")}="{html.escape(value)}"' for name, value in attributes.items() if value)
