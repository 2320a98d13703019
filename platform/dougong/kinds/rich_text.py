"""rich_text: text with simple markup (HTML), cleaned when it is read: scripts and styles never get in."""

from html.parser import HTMLParser
from typing import Final

import nh3

from dougong.kinds._common import MAX_LONG_TEXT
from dougong.kinds._text import text_kind

_INLINE: Final = frozenset({"strong", "b", "em", "i", "u", "s", "a", "code", "sub", "sup"})
_BLOCKS: Final = frozenset({"p", "br", "h2", "h3", "h4", "li", "blockquote", "tr", "pre", "hr"})
TAGS: Final = _INLINE | _BLOCKS | {"ul", "ol", "table", "thead", "tbody", "th", "td"}
ATTRIBUTES: Final = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


def clean(html: str) -> str:
    """The markup with everything outside the short list of tags, attributes and link schemes removed."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
    )


class _Plain(HTMLParser):
    """Collects the text between tags; a block starts a new line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")


def without_markup(html: str) -> str:
    """The text a reader sees, one line per block."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)


RICH_TEXT = text_kind("rich_text", normalise=clean, limit=MAX_LONG_TEXT, as_text=without_markup)
