"""What builders share: the document, the problems, the page's offers, and what is counted on the way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as made
from typing import Any, Final

from dougong.access import FieldAccess
from dougong.definition import Context, Field
from dougong.definition import Form as Layout
from dougong.forms.conform import Conform
from dougong.forms.nodes import Node
from dougong.forms.place import Place
from dougong.forms.schemas import Document, Together
from dougong.forms.slots import Slot
from dougong.problem import Json, Problem

#: Frames within frames; deeper values are shown as JSON.
MAX_LEVEL: Final = 24
#: Choosers of alternatives at one place.
MAX_CHOOSERS: Final = 8
#: Empty groups deeper than this wait to be opened.
MAX_OPEN: Final = 4
#: Nodes of one form; what is beyond them is shown folded or as JSON.
MAX_NODES: Final = 20_000
#: So full, a form opens no further empty groups by itself.
MAX_OPENED: Final = 1_000
#: Nodes of all blank rows kept for copying in the browser; further lists ask the server for a row.
MAX_SKETCHED: Final = 600


@dataclass(frozen=True, slots=True)
class Offer:
    """Choices for one reference: (value, title) pairs, an address that finds more by text ("" for none), and
    addresses where single choices can be looked at (files), and of their small pictures.

    needs: names of the inputs that narrow the choices ("/team row:kind"), sent along to that address.
    more: the entries are not all there are. found: the text they were found by. makes: the person may make a new one.
    """

    entries: Sequence[tuple[str, str]] = ()
    search: str = ""
    needs: str = ""
    more: bool = False
    found: str = ""
    makes: bool = False
    links: Mapping[str, str] = made(default_factory=dict)
    pictures: Mapping[str, str] = made(default_factory=dict)


#: Asked once per reference, person or file: field (None in plain schemas), its options, pointer, value now.
Offers = Callable[[Field | None, Mapping[str, Any], str, Any], Offer | None]
#: How a computed field is worked out, in the reader's words: field, its address ("/rows/*/amount"); "" for no words.
Tells = Callable[[Field, str], str]


class Problems:
    """Problems by the place they are shown at."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.all = tuple(problems)
        self._by_pointer: dict[str, list[Problem]] = {}
        for problem in self.all:
            self._by_pointer.setdefault(problem.pointer, []).append(problem)

    def at(self, pointer: str) -> tuple[Problem, ...]:
        """Those of exactly this place."""
        return tuple(self._by_pointer.get(pointer, ())) if self._by_pointer else ()

    def within(self, pointer: str) -> tuple[Problem, ...]:
        """Those of this place and of everything below it."""
        below_it = f"{pointer}/"
        return tuple(one for one in self.all if one.pointer == pointer or one.pointer.startswith(below_it))


@dataclass(slots=True)
class Maker:
    """One building of a form: what it was given, and what is counted while it goes on.

    build: the builder of any node, so that builders of groups and lists need not know each other.
    conditions: the expressions of each field as JSON, by identity.
    closed: a module's own entity: its fields' kinds count, computed fields are not sent, unknown keys do not exist.
    """

    document: Document
    conform: Conform
    build: Callable[["Here", Together], Node | None]
    problems: Problems
    closed: bool = False
    layout: Layout | None = None
    rights: FieldAccess | None = None
    offers: Offers | None = None
    tells: Tells | None = None
    context: Context | None = None
    nodes: int = 0
    sketched: int = 0
    conditions: dict[int, Mapping[str, str]] = made(default_factory=dict)
    unsupported: dict[str, None] = made(default_factory=dict)
    unread: list[Problem] = made(default_factory=list)

    def sketch(self, together: Together, slot: Slot, place: Place) -> Node | None:
        """A blank node to copy in the browser; None where the form has enough of them or they lie too deep.

        In plain schemas only outermost lists have one: those in lists ask the server.
        """
        deep = place.rows > 1 and not self.closed
        if deep or self.sketched > MAX_SKETCHED:
            return None
        before = self.nodes
        node = Here(self, slot, place).node(together)
        self.sketched += self.nodes - before
        self.nodes = before
        return node

    def readable(self, address: str) -> bool:
        """Whether the person may see the field at an address."""
        return self.rights is None or address in self.rights.readable

    def editable(self, address: str) -> bool:
        """Whether the person may write it."""
        return self.rights is None or address in self.rights.editable

    def note_unsupported(self, parts: Iterable[Json | Mapping[str, Any]]) -> None:
        """Remember that a part of the schema has no field of its own."""
        for part in parts:
            self.unsupported.setdefault(self.document.pointer_of(part))


@dataclass(frozen=True, slots=True)
class Here:
    """What a builder is told: the form being made, where the value comes from, where the node stands."""

    maker: Maker
    slot: Slot
    place: Place

    def at(self, slot: Slot | None = None, **changes: Any) -> "Here":
        """The same, with another slot or a changed place."""
        return Here(self.maker, self.slot if slot is None else slot, replace(self.place, **changes))

    def node(self, together: Together) -> Node | None:
        """The node of a schema; None where nothing may stand here and nothing does."""
        return self.maker.build(self, together)
