"""Set what a module lets a company set."""

from dougong import catalog, events
from dougong.access import system_reach
from dougong.actions.deed import changed, deed
from dougong.actions.references import reference_problems
from dougong.actions.switch_module import MODULE_EVENTS
from dougong.admission import Caller, Entry, Seat, admit_to_settings
from dougong.definition import Context, Entity, Field, check_values, write_values
from dougong.definition.layout import Layout
from dougong.kinds import KINDS
from dougong.problem import JsonObject, Problem, Refused, Value, Values
from dougong.storage import Record
from dougong.tenancy import new_id


def settings_entry(seat: Seat, key: str) -> Entry:
    """A module's settings as an entry, so that they are drawn and checked as any record's fields are.

    Raises Refused ("not_found") when the module is off or has nothing to set.
    """
    module = seat.modules.get(key)
    if module is None or module.settings_entity is None or not module.settings_entity.fields:
        raise Refused([Problem("", "not_found", {"module": key})])
    entity = module.settings_entity
    reach = system_reach(entity.name, "who runs the company's settings sets all of a module's", "edit")
    return Entry(
        seat=seat, module=module, entity=entity, shaped=entity, verb="edit", reach=reach, layout=Layout(),
        workflow=None, table=None, form=None, posting=None,
    )  # fmt: skip


def settings_context(seat: Seat) -> Context:
    """What the formulas of settings may know."""
    return Context(today=seat.today, me=seat.actor.id)


def set_module_settings(caller: Caller, key: str, sent: JsonObject) -> JsonObject:
    """Keep a module's settings; what is left out, or is what the module itself says, follows the module.

    Returns what changed, as kept now. Raises Refused: "forbidden", "not_found", and every problem at its field.
    """
    with deed(caller) as seat:
        admit_to_settings(seat)
        entry = settings_entry(seat, key)
        before_values = catalog.settings_of(key)
        context = settings_context(seat)
        unknown = [
            Problem(f"/{name}", "unknown_key", {"key": name}) for name in sent if name not in entry.entity.fields
        ]
        checked = check_values(entry.entity, sent, context)
        found = [*unknown, *checked.problems]
        if not found:
            record = Record(entry.entity.name, new_id(), before_values)
            found = list(reference_problems(entry, checked.values, record, context))
        if any(one.level == "error" for one in found):
            raise Refused(found)
        kept = _own(entry.entity, checked.values)
        catalog.change_settings(key, kept)
        before = write_values(entry.entity, before_values)
        old, new = changed(before, write_values(entry.entity, catalog.settings_of(key)))
        if new:
            line = events.Event(MODULE_EVENTS, None, "settings", seat.actor.id.id, {"module": key, **old},
                                {"module": key, **new}, request_id=caller.request_id)  # fmt: skip
            events.record(line)
        return new


def _own(entity: Entity, values: Values) -> JsonObject:
    """What differs from the module's own defaults, as JSON: the rest follows the module from version to version."""
    own = {key: value for key, value in values.items() if not _is_default(entity.fields[key], value)}
    return write_values(entity, own)


def _is_default(field: Field, value: Value) -> bool:
    return field.has_default and bool(KINDS[field.kind].read(field.default, field.options) == value)
