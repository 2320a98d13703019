"""Tries one JSON Schema: is there a form for it, does data pass through it unharmed, and is the data valid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone

from dougong.commands.browser import Browser
from dougong.definition import Context, Entity, PlainSchema, check_values, compile_schema, read_entity
from dougong.forms import ABSENT, Form, Maybe, build_form, render, take
from dougong.forms.exact import same
from dougong.problem import Json, Problem, Refused, say

#: Begins the address of a module's own documents.
_OWN: Final = "urn:dougong:entity:"
#: Fields of one object that are drawn beside each other; a form of more takes longer than a second.
MOST_BESIDE: Final = 1_000
#: Dialects people write in without naming them.
_OLDER: Final = ("http://json-schema.org/draft-07/schema#", "http://json-schema.org/draft-04/schema#")


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found. form: a form was made. fields, json_fields: leaves with a control of their own, as raw JSON.

    unsupported: pointers into the schema of what gets no field or no check. valid: the data fits the schema.
    roundtrip: what a browser sends of the printed form is the data again, absent, null and "" told apart.
    """

    form: bool = False
    fields: int = 0
    json_fields: int = 0
    unsupported: tuple[str, ...] = ()
    valid: bool = False
    problems: tuple[Problem, ...] = ()
    roundtrip: bool = False
    html: str = field(default="", repr=False)

    def report(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "form": self.form,
            "fields": self.fields,
            "json_fields": self.json_fields,
            "unsupported": list(self.unsupported),
            "valid": self.valid,
            "errors": [_told(problem) for problem in self.problems],
            "roundtrip": self.roundtrip,
        }


def _told(problem: Problem) -> dict[str, str]:
    return {"pointer": problem.pointer, "code": problem.code, "message": say(problem)}


def failed(problems: Iterable[Problem]) -> Trial:
    """The trial of something that is no schema."""
    return Trial(problems=tuple(problems))


def try_schema(schema: Json, data: Maybe = ABSENT) -> Trial:
    """Make the form of a schema, fill in `data` (ABSENT: an empty form), send it, read it, compare.

    Never raises for any schema or data: what cannot be done is among the problems.
    """
    if _endless(schema):
        return failed([Problem("", "limit", {"what": "fields", "limit": MOST_BESIDE})])
    if isinstance(schema, Mapping) and str(schema.get("$schema", "")).startswith(_OWN):
        return _try_entity(schema, data)
    law: PlainSchema | None = None
    against: tuple[Problem, ...] = ()
    try:
        law = _compiled(schema)
    except Refused as refused:
        against = refused.problems
        if not _shows(schema, against):
            return failed(against)
    assert isinstance(schema, Mapping | bool)
    given = data
    if given is ABSENT:
        given = _through_browser(build_form(schema)).instance
    form = build_form(schema, given)
    printed = str(render(form))
    reading = take(form, Browser.visit(printed).sent())
    problems = law.problems(given) if law is not None and given is not ABSENT else against
    return Trial(
        form=True,
        fields=form.fields,
        json_fields=form.json_fields,
        unsupported=tuple(dict.fromkeys((*(law.unsupported if law else ()), *form.unsupported))),
        valid=not problems,
        problems=problems,
        roundtrip=same(reading.instance, given),
        html=printed,
    )


def _endless(schema: Json) -> bool:
    """Whether some object of the schema has more fields beside each other than anybody would draw."""
    waiting: list[Json] = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            properties = one.get("properties")
            if isinstance(properties, dict) and len(properties) > MOST_BESIDE:
                return True
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False


def _try_entity(document: Mapping[str, Any], data: Maybe) -> Trial:
    """A document of a module: its own vocabulary counts, and its own law judges. What is computed is not sent."""
    try:
        entity = read_entity("tried", str(document.get("key", "entity")), document)
    except Refused as refused:
        return failed(refused.problems)
    form = build_form(entity, data)
    printed = str(render(form))
    reading = take(form, Browser.visit(printed).sent())
    given = data if isinstance(data, dict) else {}
    checked = check_values(entity, given, Context(today=timezone.localdate()))
    return Trial(
        form=True,
        fields=form.fields,
        json_fields=form.json_fields,
        unsupported=form.unsupported,
        valid=checked.ok and (data is ABSENT or isinstance(data, dict)),
        problems=checked.problems,
        roundtrip=same(reading.instance, form.instance) and (data is ABSENT or _covers(entity, form.instance, given)),
        html=printed,
    )


def _covers(entity: Entity, sent: Maybe, given: Mapping[str, Json]) -> bool:
    """Whether everything given that people type is in what was sent."""
    typed = {key for key, field in entity.fields.items() if field.computed is None and field.rollup is None}
    found = sent if isinstance(sent, dict) else {}
    plain = {key for key in typed if entity.fields[key].kind not in {"rows", "group"}}
    return all(same(found.get(key, ABSENT), given[key]) for key in plain & given.keys())


def _shows(schema: Json, against: Iterable[Problem]) -> bool:
    """Whether a refused schema still has a form: only its references lead out, or it is one of an older dialect
    that forgot to say so. Its data are never called valid.
    """
    if all(problem.code == "ref" for problem in against):
        return isinstance(schema, Mapping)
    if not isinstance(schema, Mapping) or "$schema" in schema:
        return False
    return any(_compiles({**schema, "$schema": dialect}) for dialect in _OLDER)


def _compiled(schema: Json) -> PlainSchema:
    """The schema as a law. A reference that leads through a null or a number trips the library: it leads nowhere."""
    try:
        return compile_schema(schema)
    except TypeError as error:
        raise Refused([Problem("", "ref", {"ref": str(error)})]) from error


def _compiles(schema: Json) -> bool:
    try:
        _compiled(schema)
    except Refused as refused:
        return all(problem.code == "ref" for problem in refused.problems)
    return True


def _through_browser(form: Form) -> Form:
    """The form as it is after a browser has sent it untouched."""
    return take(form, Browser.visit(str(render(form))).sent()).form
