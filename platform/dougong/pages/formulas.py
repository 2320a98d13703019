"""A formula in the reader's words, and the values a figure was worked out from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from dougong.admission import Entry, admit_reference
from dougong.definition import TRUE_EXPR, Field
from dougong.expression import Expr, names_used
from dougong.expression.nodes import Binary, Call, Const, Each, If, Item, Listing, Member, Name, Node, Unary
from dougong.pages.wordings import call_said, each_said, settings_of
from dougong.problem import Values
from dougong.tables import Reader, cell

_SIGNS: Final = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "*": "×", "/": "÷", "-": "−"}
#: How strongly operators hold their sides together; the rest need no brackets.
_HOLDS: Final = {"||": 1, "&&": 2, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5}
_COMPARES: Final = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """A part of a formula as the reader sees it. field: what it is a value of; entry: of which records; `of` a row."""

    text: str
    field: Field | None = None
    entry: Entry | None = None
    holds: int = 9

    def within(self, holds: int) -> str:
        """Its words where an operator pulls at it."""
        return self.text if self.holds >= holds else f"({self.text})"


def in_words(entry: Entry, expr: Expr | None, rows: Field | None = None) -> str:
    """The formula with titles for fields, states, choices, settings and look-ups, and plain signs.

    rows: the field in whose rows it stands. What this person may not see is not named.
    """
    if expr is None or expr == TRUE_EXPR:
        return _("always")
    return _Teller(entry, rows).tell(expr.ast, {}).text


def told_in(entry: Entry) -> Callable[[Field, str], str]:
    """For a form of the entry: how a computed field at an address is worked out. Each is put into words once."""
    known: dict[str, str] = {}

    def tell(field: Field, address: str) -> str:
        if address not in known:
            above = address.split("/")[1] if "/*/" in address else ""
            words = in_words(entry, field.computed, entry.entity.fields.get(above))
            known[address] = _("{title}: {formula}").format(title=field.title, formula=words)
        return known[address]

    return tell


class _Teller:
    """Tells one formula of one entity."""

    def __init__(self, entry: Entry, rows: Field | None = None) -> None:
        self.entry, self.rows = entry, rows
        self.names: Mapping[str, str] = {
            "state": _("State"), "me": _("me"), "project": _("Project"), "created_by": _("Created by"),
            "my_projects": _("my projects"), "number": _("Number"), "created_at": _("Created on"),
            "updated_at": _("Changed on"), "updated_by": _("Changed by"),
        }  # fmt: skip

    def tell(self, node: Node, loops: Mapping[str, Seen]) -> Seen:
        """A node in words. loops: the variables of the loops around it."""
        match node:
            case Const(value=value):
                return Seen(_plain(value))
            case Name(name=name):
                return loops.get(name) or self.named(name)
            case Member():
                return self.member(node, loops)
            case Item(of=of):
                return self.tell(of, loops)
            case Listing(items=items):
                return Seen(_(", ").join(self.tell(one, loops).text for one in items))
            case Call(function=function, args=args):
                texts = [self.tell(one, loops).text for one in args]
                return Seen(call_said(self.entry, function, texts))
            case Each():
                return self.each(node, loops)
            case Unary(op=op, arg=arg):
                inner = self.tell(arg, loops)
                return Seen(f"−{inner.within(6)}") if op == "-" else Seen(_("not ({what})").format(what=inner.text))
            case If():
                return self.choice(node, loops)
            case Binary():
                return self.binary(node, loops)

    def named(self, name: str) -> Seen:
        """A name of the row it stands in, or of the record's own."""
        if self.rows is not None and name in self.rows.fields:
            return self.column(Seen(self.rows.title, self.rows, self.entry), name)
        if name in self.entry.entity.fields:
            return self.of(self.entry, name)
        return Seen(self.names.get(name, name), entry=self.entry if name in {"record", "state"} else None)

    def of(self, entry: Entry, key: str) -> Seen:
        """A field of some entity; unnamed when this person may not see it."""
        field = entry.entity.fields.get(key)
        if field is None:
            return Seen(self.names.get(key, key), entry=entry if key == "state" else None)
        if not entry.reach.showing(f"/{key}"):
            return Seen(_("something you may not see"))
        return Seen(field.title, field, entry)

    def member(self, node: Member, loops: Mapping[str, Seen]) -> Seen:
        """`of.name`: a column of a row, a field of what is referred to, a setting."""
        if isinstance(node.of, Name) and node.of.name == "settings":
            return Seen(settings_of(self.entry, node.name))
        if isinstance(node.of, Name) and node.of.name == "record":
            return self.of(self.entry, node.name)
        if isinstance(node.of, Name) and node.of.name == "row" and self.rows is not None:
            return self.named(node.name)
        above = self.tell(node.of, loops)
        field = above.field
        if field is not None and field.kind == "rows" and above.entry is not None and node.name in field.fields:
            return self.column(above, node.name)
        other = admit_reference(self.entry.seat, field.reference) if field is not None and field.reference else None
        if other is None:
            return Seen(_("something you may not see"))
        return self.whose(above, self.of(other, node.name))

    def column(self, rows: Seen, name: str) -> Seen:
        """A column of detail rows; unnamed when this person may not see it."""
        assert rows.field is not None
        assert rows.entry is not None
        if not rows.entry.reach.showing(f"/{rows.field.key}/*/{name}"):
            return Seen(_("something you may not see"))
        return Seen(rows.field.fields[name].title, rows.field.fields[name], rows.entry)

    def whose(self, above: Seen, found: Seen) -> Seen:
        text = _("{what} of {whose}").format(what=found.text, whose=above.text)
        return Seen(text, found.field, found.entry)

    def each(self, node: Each, loops: Mapping[str, Seen]) -> Seen:
        """A loop over rows: its variable stands for the row, which needs no name."""
        over = self.tell(node.of, loops)
        inner = "" if node.body is None else self.tell(node.body, {**loops, node.variable: over}).text
        return Seen(each_said(node.verb, over.text, inner), over.field, over.entry)

    def choice(self, node: If, loops: Mapping[str, Seen]) -> Seen:
        test, then, otherwise = (self.tell(one, loops).text for one in (node.test, node.then, node.otherwise))
        if isinstance(node.otherwise, Const) and node.otherwise.value is None:
            return Seen(_("{then} if {test}").format(then=then, test=test), holds=0)
        if isinstance(node.then, Const) and node.then.value is None:
            return Seen(_("{otherwise}, but nothing if {test}").format(otherwise=otherwise, test=test), holds=0)
        return Seen(_("{then} if {test}, otherwise {otherwise}").format(then=then, test=test, otherwise=otherwise),
                    holds=0)  # fmt: skip

    def binary(self, node: Binary, loops: Mapping[str, Seen]) -> Seen:
        left, right, op = self.tell(node.left, loops), node.right, node.op
        if isinstance(right, Const) and right.value is None and op in {"==", "!="}:
            said = _("{what} is empty") if op == "==" else _("{what} is filled in")
            return Seen(said.format(what=left.text), holds=_COMPARES)
        holds = _HOLDS.get(op, _COMPARES)
        second = self.value(left, node.left, right, loops)
        if op == "in":
            return Seen(_("{what} is one of: {list}").format(what=left.text, list=second.text), holds=_COMPARES)
        sign = {"&&": _("and"), "||": _("or")}.get(op) or _SIGNS.get(op, op)
        tight = holds + 1 if op in {"-", "/", "%"} or holds == _COMPARES else holds
        return Seen(f"{left.within(holds)} {sign} {second.within(tight)}", holds=holds)

    def value(self, left: Seen, asked: Node, right: Node, loops: Mapping[str, Seen]) -> Seen:
        """What a field is compared with: its states and choices by their titles."""
        titles: Mapping[str, str] = {}
        if isinstance(asked, Name) and asked.name == "state" and self.entry.workflow is not None:
            titles = {key: state.title for key, state in self.entry.workflow.states.items()}
        elif left.field is not None:
            titles = left.field.options.get("choices", {})
        items = right.items if isinstance(right, Listing) else (right,)
        told = [self.tell(one, loops) for one in items]
        if len(told) == 1 and not isinstance(items[0], Const):
            return told[0]
        return Seen(_(", ").join(_titled(one, seen, titles) for one, seen in zip(items, told, strict=True)))


def _titled(one: Node, seen: Seen, titles: Mapping[str, str]) -> str:
    key = one.value if isinstance(one, Const) else None
    return f"“{titles[key]}”" if isinstance(key, str) and key in titles else seen.text


def _plain(value: object) -> str:
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return format(value, "f") if isinstance(value, Decimal) else f"“{value}”"


def how_worked_out(entry: Entry, field: Field, values: Values, reader: Reader) -> dict[str, Any] | None:
    """The formula of a computed field and its inputs; None where it has none or uses what this person may not see."""
    if field.computed is None:
        return None
    fields = entry.entity.fields
    keys = dict.fromkeys(path[0] for path in names_used(field.computed))
    used = [fields[key] for key in keys if key in fields]
    whole = (
        pointer
        for one in used
        for pointer in (f"/{one.key}", *(f"/{one.key}/*/{inner}" for inner in one.fields))
    )  # fmt: skip
    if not all(entry.reach.showing(pointer) for pointer in whole):
        return None
    inputs = [(one.title, cell(values.get(one.key), one, reader).text) for one in used if one.kind != "rows"]
    return {"formula": in_words(entry, field.computed), "inputs": inputs}
