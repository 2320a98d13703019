"""The form's own buttons: each changes what was sent, as if it had been typed that way; then the form is built anew."""

from dataclasses import dataclass
from typing import Final, Literal

from dougong.forms.building.lists import FRESH
from dougong.forms.names import DO, ENTRY, ROOT, below, beside, parent_of
from dougong.forms.posted import Posted

Verb = Literal["add", "more", "remove", "up", "down", "open", "close", "refresh", "find"]
_VERBS: Final = frozenset({"add", "more", "remove", "up", "down", "open", "close", "refresh", "find"})


@dataclass(frozen=True, slots=True)
class Deed:
    """A button pressed: what it does, and the name of the node it does it to."""

    verb: str
    name: str


def deed_of(posted: Posted) -> Deed | None:
    """The button of the form that was pressed; None where it was one of the page (save, submit)."""
    verb, _, name = (posted.last(DO) or "").partition(":")
    return Deed(verb, name or ROOT) if verb in _VERBS else None


def carried_out(posted: Posted, deed: Deed) -> Posted:
    """What was sent, after the deed."""
    if deed.verb == "add":
        tokens = posted.all(beside("row", deed.name))
        return posted.replaced({beside("row", deed.name): (*tokens, _unused(tokens, FRESH))})
    if deed.verb == "more":
        tokens = posted.all(beside("row", deed.name))
        return posted.replaced({beside("row", deed.name): (*tokens, _unused(tokens, ENTRY))})
    if deed.verb in {"remove", "up", "down"}:
        name, token = parent_of(deed.name)
        listed = beside("row", name)
        return posted.replaced({listed: _moved(posted.all(listed), token, deed.verb)})
    if deed.verb == "open":
        return posted.replaced({beside("in", deed.name): ("1",)})
    if deed.verb == "close":
        inside = below(deed.name, "")
        gone = [name for name in posted.names() if name.partition(":")[2].startswith(inside) or name.startswith(inside)]
        return posted.replaced({beside("in", deed.name): (), **dict.fromkeys(gone, ())})
    return posted


def _unused(tokens: tuple[str, ...], begin: str) -> str:
    number = len(tokens)
    while f"{begin}{number}" in tokens:
        number += 1
    return f"{begin}{number}"


def _moved(tokens: tuple[str, ...], token: str, verb: str) -> tuple[str, ...]:
    if token not in tokens:
        return tokens
    rest = [one for one in tokens if one != token]
    if verb == "remove":
        return tuple(rest)
    at = tokens.index(token) + (-1 if verb == "up" else 1)
    rest.insert(max(0, at), token)
    return tuple(rest)
