"""By which rule each field of a record is seen and written, for oneself or (who runs the settings) for another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dougong import catalog
from dougong.access import FieldBecause, Verb, explain_fields
from dougong.admission import Entry, admit_to_settings, for_another
from dougong.definition import Context, Field, field_pointers, readonly_pointers
from dougong.definition.pointers import split
from dougong.overlay import find, place_of
from dougong.pages.formulas import in_words
from dougong.pages.progress import role_titles
from dougong.pages.why import where_of, why_view
from dougong.problem import Problem, Refused
from dougong.storage import Record
from dougong.tenancy import members_named
from dougong.workflow import editable


def answers_for(entry: Entry, record: Record, context: Context, who: str) -> dict[str, Any]:
    """What the page names. who: the id of another member, "" for oneself. Raises Refused ("forbidden", "not_found")."""
    people: tuple[tuple[str, str, bool], ...] = ()
    administers, name = entry.seat.administers, ""
    if administers:
        people = tuple((str(key), called, str(key) == who) for key, called in members_named())
    rules = _Rules(entry)
    if who:
        admit_to_settings(entry.seat)
        entry, record, context, name = _of(entry, record, who)
    lines = why_view(entry, record, context, who=name)
    for line in lines:
        line["rule"] = rules.number(line["rule"])
    # Who runs the settings knows every field by name; to others a field they never see is not named.
    fields = [one for one in _fields(entry, record, context, rules) if administers or one["reads"]]
    return {"who": name, "people": people, "lines": lines, "fields": fields, "rules": rules.told()}


def _of(entry: Entry, record: Record, who: str) -> tuple[Entry, Record, Context, str]:
    try:
        found = for_another(entry, record, UUID(who))
    except ValueError:
        found = None
    if found is None:
        raise Refused([Problem("", "not_found")])
    return found


def _fields(entry: Entry, record: Record, context: Context, rules: "_Rules") -> list[dict[str, Any]]:
    """Each field with whether it is seen and written, and the number of the rule that says so."""
    seat, state = entry.seat, record.state
    because = explain_fields(
        seat.rights, seat.actor, entry.entity, record.values, context=context, workflow=entry.workflow, state=state
    )
    roles = seat.actor.roles_in(record.project.id if record.project else None)
    mask = editable(entry.workflow, entry.entity, state, roles) if entry.workflow and state else None
    closed = readonly_pointers(entry.entity, record.values, context)
    found = []
    for pointer in field_pointers(entry.entity):
        one = because[pointer]
        writes, rule = one.editable, one.edit_rule
        if writes and mask is not None and pointer not in mask.editable:
            writes, rule = False, _state_rule(entry, state or "", mask.because)
        elif writes and (pointer in closed or _derived(entry.entity.fields, pointer)):
            writes, rule = False, _definition_rule(entry, pointer)
        found.append(_line(entry, pointer, one, rules, writes=writes, rule=rule))
    return found


def _line(entry: Entry, pointer: str, one: FieldBecause, rules: "_Rules", *, writes: bool, rule: str) -> dict[str, Any]:
    return {
        "title": _title(entry, pointer), "inner": pointer.count("/") > 1,
        "reads": one.readable, "read_rule": rules.number(one.read_rule),
        "writes": writes, "write_rule": rules.number(rule),
    }  # fmt: skip


def _title(entry: Entry, pointer: str) -> str:
    fields, titles = entry.entity.fields, []
    for token in split(pointer):
        if token in fields:
            titles.append(fields[token].title)
            fields = fields[token].fields
    return " / ".join(titles)


def _state_rule(entry: Entry, state: str, because: str) -> str:
    """Where the state says so: its field rights where it has any, else the state itself."""
    flow = entry.workflow
    if flow is not None and state in flow.field_rights and not flow.states[state].locked:
        return f"workflows/{flow.key}#/rights/{state}"
    return because


def _definition_rule(entry: Entry, pointer: str) -> str:
    below = pointer.replace("/*/", "/items/properties/")
    return f"entities/{entry.entity.key}#/properties{below}"


def _derived(fields: Mapping[str, Field], pointer: str) -> bool:
    one: Field | None = None
    for token in split(pointer):
        if token in fields:
            one = fields[token]
            fields = one.fields
    return one is not None and (one.computed is not None or one.rollup is not None or one.sequence is not None)


@dataclass
class _Rules:
    """The rules a page names, numbered as they come."""

    entry: Entry
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, address: str) -> int:
        """The number a rule has on this page; 0 for none."""
        return self.numbers.setdefault(address, len(self.numbers) + 1) if "#" in address else 0

    def told(self) -> list[dict[str, Any]]:
        """Each rule: its number, its words, its address, and whose words they are."""
        return [
            {"number": number, "text": self.text(address), "address": address, "own": self.own(address)}
            for address, number in self.numbers.items()
        ]

    def own(self, address: str) -> bool:
        """Whether the company changed what stands there."""
        module = self.entry.module
        here, _slash, rest = address.rpartition("/roles#")
        if here:
            module, address = self.entry.seat.modules.get(here, module), f"roles#{rest}"
        spot = place_of(address)
        base = catalog.base_of(module.key, self.entry.seat.caller.language)
        return bool(find(base, *spot) != find(module.documents, *spot))

    def text(self, address: str) -> str:
        """A rule in words."""
        document, path = place_of(address)
        if document.rpartition("/")[2] == "roles" and path[:1] == ("rights",):
            return self.right(path)
        if document.startswith("entities/"):
            return _("worked out, or closed by its own condition")
        if document.startswith("workflows/"):
            return self.flow(path)
        return address

    def right(self, path: tuple[str, ...]) -> str:
        """A role's right."""
        role, verb = path[2], path[3]
        title = role_titles(self.entry).get(role, role)
        if path[4:] == ("hide",):
            return _("{role} does not see this field").format(role=title)
        if path[4:] == ("readonly",):
            return _("{role} does not change this field").format(role=title)
        rights = [one for one in self.entry.seat.rights if one.entity == self.entry.entity.name and one.role == role]
        word: Verb = verb  # type: ignore[assignment] # the address of a right names one
        rows = [in_words(self.entry, where) for one in rights if (where := where_of(one, word)) is not None]
        return _("{role}: {rows}").format(role=title, rows=_("; ").join(rows) or _("not at all"))

    def flow(self, path: tuple[str, ...]) -> str:
        """A rule of the workflow."""
        flow = self.entry.workflow
        if flow is None or len(path) < 2:
            return ""
        if path[0] == "transitions" and path[1] in flow.transitions:
            arrow = flow.transitions[path[1]]
            titles = role_titles(self.entry)
            roles = _(", ").join(titles.get(role, role) for role in arrow.by)
            words = {"by": _("open to: {roles}").format(roles=roles), "from": _("only from some states"),
                     "guard": _("under a condition"), "reason": _("with a reason")}  # fmt: skip
            said = words.get(path[2] if len(path) > 2 else "", _("by approval"))
            return _("step “{step}”: {said}").format(step=arrow.title, said=said)
        state = flow.states[path[1]].title if path[1] in flow.states else path[1]
        if path[0] == "rights":
            return _("what the state “{state}” says of fields").format(state=state)
        return _("in the state “{state}” nothing may be changed").format(state=state)
