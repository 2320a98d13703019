"""Names of inputs: JSON pointers, written so that every browser and every parser of forms carries them unchanged.

An input's name is the pointer of its value ("/rows/0/rate"); the whole record is "#". What a form must say
beside values stands in companions, `word:name`:

    blank:/note     what leaving the field empty means: absent, null or empty ("" or [] or {} or false)
    was:/ratio      JSON of the value as it came, where the text shown cannot say it exactly
    in:/address     this group is part of the form
    row:/rows       one per row, in order: the row's token ("0", "1", any)
    key:/extra/~:0  the key of one entry of a free-form object
    branch:/pay     the alternative chosen
    as:/odd         "json": shown as raw JSON because the value does not fit the field
    find:/zone      what choices are searched by where no script does it
    _do             the button pressed: "add:/rows", "remove:/rows/3", "up:/rows/3", "open:/next", "close:/next"
"""

from typing import Final, Literal
from urllib.parse import quote

Word = Literal["blank", "was", "in", "row", "key", "branch", "as"]

#: Name of the record itself: an input without a name is never sent.
ROOT: Final = "#"
DO: Final = "_do"
#: Begins the token of one entry of a free-form object; no escaped key can begin so.
ENTRY: Final = "~:"
#: Stands for the token of a row in a template; replaced when the row is added. One per level of nesting.
PLACEHOLDERS: Final = ("~row1~", "~row2~")


def escape(key: str) -> str:
    """One key as a part of a pointer name: RFC 6901, and `~uXXXX` for what a form might change on its way."""
    if key.isalnum() and key.isascii():
        return key
    return "".join(_escaped(char) for char in key)


def _escaped(char: str) -> str:
    if char == "~":
        return "~0"
    if char == "/":
        return "~1"
    if char.isspace() or char in '"\\%' or not (char.isprintable() or ord(char) > 0x2FFF):
        return "".join(f"~u{ord(unit):04x}" for unit in char) if ord(char) < 0x10000 else f"~u{ord(char):08x}"
    return f"~u{ord(char):04x}" if 0xD800 <= ord(char) <= 0xDFFF else char


def token(key: str | int) -> str:
    """One step of a JSON pointer (RFC 6901): "a/b" -> "/a~1b"."""
    return "/" + str(key).replace("~", "~0").replace("/", "~1")


def keys_of(pointer: str) -> tuple[str, ...]:
    """The keys a JSON pointer walks through."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def below(name: str, part: str) -> str:
    """The name of what lies under `part` (already escaped, or a token)."""
    return f"/{part}" if name == ROOT else f"{name}/{part}"


def beside(word: Word, name: str) -> str:
    """The companion of a name."""
    return f"{word}:{name}"


def id_of(name: str) -> str:
    """The id of the control with this name, unique in the page."""
    return f"f{name}"


def link_to(name: str) -> str:
    """The address within the page of the control with this name."""
    return "#" + quote(id_of(name))


def parent_of(name: str) -> tuple[str, str]:
    """A row's list and the row's token."""
    above, _, token = name.rpartition("/")
    return above or ROOT, token
