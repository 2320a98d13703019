"""Controls of choices: yes or no, one of a list, several of a list, other records and people."""

from collections.abc import Iterable
from typing import Final

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.controls.control import Control, Texts, Unread, first
from dougong.forms.exact import read as read_json
from dougong.forms.exact import write
from dougong.forms.names import escape
from dougong.kinds import Options, choice_key, choice_value
from dougong.problem import N_, Json, Problem

YES: Final = "true"
NO: Final = "false"
#: Begins the text of a choice that HTML could not carry as it is, or that could be taken for "nothing chosen".
_WRITTEN: Final = "json:"


def show_boolean(value: Json, options: Options) -> Texts:
    """Yes is its text, no is its text; a tick box shows the first and no second."""
    if isinstance(value, bool):
        return (YES if value else NO,)
    return (write(value),)


def read_boolean(texts: Texts, options: Options) -> Maybe:
    """Yes, no, or nothing said. Any other text is none of them: a tick box must not take it for "no"."""
    said = first(texts)
    if said and said not in {YES, NO}:
        raise Unread(Problem("", "type", {"expected": N_("yes or no")}))
    return {YES: True, NO: False}.get(said, ABSENT)


def choice_text(value: Json, options: Options) -> str:
    """The text a choice is sent as: its key, or its JSON where a key would not arrive unchanged."""
    listed = isinstance(value, str) or "values" in options
    key = choice_key(value, options) if listed else None
    if key is not None and _travels(key):
        return key
    return _WRITTEN + write(value, ascii_only=True)


def _travels(key: str) -> bool:
    return bool(key) and not key.startswith(_WRITTEN) and (key.isprintable() or escape(key) == key)


def choice_of(text: str, options: Options) -> Json:
    """The value a text stands for: a listed one, else the text itself."""
    if not text.startswith(_WRITTEN):
        value: Json = choice_value(text, options)
        return value
    try:
        return read_json(text.removeprefix(_WRITTEN))
    except ValueError:
        return text


def show_choice(value: Json, options: Options) -> Texts:
    """The one choice taken."""
    return (choice_text(value, options),)


def read_choice(texts: Texts, options: Options) -> Maybe:
    """The value listed for the choice taken."""
    text = first(texts)
    return choice_of(text, options) if text else ABSENT


def show_choices(value: Json, options: Options) -> Texts:
    """The choices taken, in the order they stand in the record."""
    return tuple(choice_text(one, options) for one in value) if isinstance(value, list) else (write(value),)


def read_choices(texts: Texts, options: Options) -> Maybe:
    """The values of the choices taken, in the order of the form."""
    taken: list[Json] = [choice_of(text, options) for text in texts if text]
    return taken or ABSENT


def show_reference(value: Json, options: Options) -> Texts:
    """Identifiers; "entity identifier" where any entity may be meant."""
    several = value if isinstance(value, list) else [value]
    return tuple(_reference_text(one) for one in several)


def _reference_text(one: Json) -> str:
    if isinstance(one, dict) and set(one) == {"entity", "id"}:
        return f"{one['entity']} {one['id']}"
    return one if isinstance(one, str) else write(one)


def read_reference(texts: Texts, options: Options) -> Maybe:
    """One identifier, or several where the field takes several."""
    found = [_reference_of(text, options) for text in unique(texts)]
    if not found:
        return ABSENT
    return found if options.get("many") else found[-1]


def _reference_of(text: str, options: Options) -> Json:
    entity, gap, key = text.rpartition(" ")
    if options.get("reference") == "*" and gap:
        return {"entity": entity, "id": key}
    return text


def unique(texts: Iterable[str]) -> list[str]:
    """The texts that say something, each once."""
    return [text for text in dict.fromkeys(texts) if text]


BOOLEAN = Control(template="boolean", show=show_boolean, read=read_boolean, empty=False)
CHOICE = Control(template="choice", show=show_choice, read=read_choice)
CHOICES = Control(template="choices", show=show_choices, read=read_choices, empty=[], many=True)
REFERENCE = Control(template="reference", show=show_reference, read=read_reference)
USER = Control(template="user", show=show_reference, read=read_reference)
