"""A form of a few fields: one cell of a list, or the same fields of many records."""

from collections.abc import Iterable

from django.http import QueryDict

from dougong.access import FieldAccess
from dougong.actions.checking import surroundings
from dougong.admission import Entry
from dougong.admission.entry import PROJECT_FIELD
from dougong.definition import Field, check_values, write_values
from dougong.forms import Form, build_form, take
from dougong.pages.choices import Choices
from dougong.problem import JsonObject, Problem
from dougong.storage import Record

#: Kinds that are more than one cell holds: they are changed in the record's form.
TOO_MUCH = frozenset({"rows", "group", "values", "json", "photo", "file", "signature", "geo_polygon", "rich_text"})


def fits_a_cell(field: Field) -> bool:
    """Whether the field can be changed in a list: it is typed by people, and one control holds it."""
    return field.kind not in TOO_MUCH and field.computed is None and field.rollup is None


def some_fields(
    entry: Entry, keys: Iterable[str], *, record: Record | None = None, given: JsonObject | None = None,
    typed: QueryDict | None = None, problems: Iterable[Problem] = (),
) -> Form:  # fmt: skip
    """The form of the fields named. record: the one they belong to, None for many at once; given: what stands in them
    then. typed: shown as typed.
    """
    context = surroundings(entry, record=record, complete=False)
    instance: JsonObject = write_values(entry.entity, record.values) if record else dict(given or {})
    values = check_values(entry.entity, instance, context).values
    wanted = frozenset(f"/{key}" for key in keys)
    if record is not None and record.project is not None and PROJECT_FIELD in entry.shaped.fields:
        instance = {PROJECT_FIELD: str(record.project.id), **instance}
    return build_form(
        entry.shaped, instance, typed=typed, problems=problems, rights=FieldAccess(wanted, wanted),
        context=context, offers=Choices(entry, values, context),
    )  # fmt: skip


def taken_fields(form: Form, posted: QueryDict, keys: Iterable[str]) -> tuple[JsonObject, tuple[Problem, ...]]:
    """What was typed into the fields named, null for one left empty; and what could not be read."""
    taken = take(form, posted)
    found = taken.instance if isinstance(taken.instance, dict) else {}
    return {key: found.get(key) for key in keys}, taken.problems
