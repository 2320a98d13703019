"""What came out of a case against what was expected; only what is named is compared."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from dougong.definition.model import Field
from dougong.definition.pointers import covers, split
from dougong.definition.trying.setting import Scene
from dougong.definition.trying.situation import Stage
from dougong.definition.values.checking import compute
from dougong.definition.values.writing import write_values
from dougong.expression import EvaluationError
from dougong.kinds import KINDS, Unreadable, json_key
from dougong.problem import Json, Problem, Refused

Found = Iterator[tuple[str, str, object, object]]


def differences(scene: Scene, expect: Mapping[str, Any], stage: Stage) -> Found:
    """What differs: (where below `expect`, what, expected, found)."""
    yield from _values(scene, expect.get("values", {}))
    if "problems" in expect:
        yield from _problems(scene.checked.problems, expect["problems"])
    for position, pointer in enumerate(expect.get("no_problems", ())):
        found = [one for one in scene.checked.problems if covers(pointer, one.pointer)]
        if found:
            yield f"/no_problems/{position}", pointer, "nothing wrong", _told(found)
    for part in (_people, _fields, _afterwards):
        try:
            yield from part(scene, expect, stage)
        except Refused as refused:
            yield "", "this record", "an answer", _told(refused.problems)
        except EvaluationError as error:
            yield "", "this record", "an answer", _told([error.problem])


def skipped(expect: Mapping[str, Any], stage: Stage) -> tuple[str, ...]:
    """The expectations nobody was handed in to judge."""
    words = {
        "approvers": stage.approvers,
        "available": stage.available,
        "hidden": stage.hidden,
        "shown": stage.hidden,
        "readonly": stage.editable,
        "editable": stage.editable,
        "postings": stage.postings,
    }
    return tuple(word for word, asked in words.items() if word in expect and asked is None)


def _values(scene: Scene, expected: Mapping[str, Json]) -> Found:
    values = scene.checked.values
    if any(field.on_read for field in scene.entity.fields.values()):
        context = scene.situation.context
        figures = {key: context.system.get(key) for key, one in scene.entity.fields.items() if one.rollup is not None}
        values = compute(scene.entity, {**values, **figures}, context, reading=True)
    written = write_values(scene.entity, values)
    for pointer, want in expected.items():
        have = _at(written, pointer)
        field = _field(scene.entity.fields, pointer)
        if _comparable(field, want) != _comparable(field, have):
            yield f"/values/{pointer.replace('~', '~0').replace('/', '~1')}", pointer, want, have


def _at(value: Any, pointer: str) -> Any:
    for key in split(pointer):
        if isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def _field(fields: Mapping[str, Field], pointer: str) -> Field | None:
    found: Field | None = None
    for key in split(pointer):
        if not key.isdigit():
            found = fields.get(key)
            fields = found.fields if found else {}
    return found


def _comparable(field: Field | None, value: Json) -> object:
    """A value as its field reads it, so that "22" is "22.0000"; else its JSON."""
    if value is None or field is None or field.kind in ("rows", "group"):
        return json_key(value)
    try:
        return KINDS[field.kind].read(value, field.options)
    except Unreadable:
        return json_key(value)


def _problems(found: tuple[Problem, ...], expected: list[Mapping[str, Any]]) -> Found:
    if not expected and found:
        yield "/problems", "problems", "none", _told(found)
    for position, want in enumerate(expected):
        if not any(_matches(one, want) for one in found):
            yield f"/problems/{position}", want["at"], want.get("code", "a problem"), _told(found)


def _matches(problem: Problem, want: Mapping[str, Any]) -> bool:
    found = {"at": problem.pointer, "code": problem.code, "level": problem.level, **problem.params}
    return all(found.get(word) == want[word] for word in ("at", "code", "level", "rule") if word in want)


def _told(problems: Any) -> str:
    return ", ".join(f"{one.pointer or '/'} {one.code}" for one in problems) or "none"


def _people(scene: Scene, expect: Mapping[str, Any], stage: Stage) -> Found:
    if "approvers" in expect and stage.approvers is not None:
        have = list(stage.approvers(scene.situation))
        if have != expect["approvers"]:
            yield "/approvers", "approvers", expect["approvers"], have
    if "available" in expect and stage.available is not None:
        may = sorted(stage.available(scene.situation))
        if may != sorted(expect["available"]):
            yield "/available", "available", sorted(expect["available"]), may


def _fields(scene: Scene, expect: Mapping[str, Any], stage: Stage) -> Found:
    """Fields by pointer: hidden and read-only must be among those found, shown and editable must not."""
    for word, asked, wanted in (
        ("hidden", stage.hidden, True),
        ("shown", stage.hidden, False),
        ("editable", stage.editable, True),
        ("readonly", stage.editable, False),
    ):
        if word in expect and asked is not None:
            have = asked(scene.situation)
            for position, pointer in enumerate(expect[word]):
                if (pointer in have) is not wanted:
                    yield f"/{word}/{position}", pointer, word, f"not {word}"


def _afterwards(scene: Scene, expect: Mapping[str, Any], stage: Stage) -> Found:
    situation = scene.situation
    if "state" in expect:
        arrow = situation.workflow.transitions.get(situation.transition) if situation.workflow else None
        have = arrow.target if arrow else situation.state
        if have != expect["state"]:
            yield "/state", "state", expect["state"], have
    if "postings" not in expect or stage.postings is None:
        return
    sums = stage.postings(situation)
    for ledger, want in expect["postings"].items():
        measures = sums.get(ledger, {})
        wanted = want if isinstance(want, Mapping) else {_first(situation, ledger): want}
        for measure, figure in wanted.items():
            if measures.get(measure, Decimal(0)) != _decimal(figure):
                place = f"/postings/{ledger.replace('/', '~1')}"
                yield place, ledger, figure, measures.get(measure, Decimal(0))


def _first(situation: Any, ledger: str) -> str:
    """The first measure of a ledger; amount where the ledger is not here."""
    module, _, key = ledger.partition("/")
    owner = situation.modules.get(module)
    document = owner.ledgers.get(key, {}) if owner else {}
    return next(iter(document.get("measures", {})), "amount")


def _decimal(figure: object) -> Decimal | None:
    try:
        return Decimal(str(figure))
    except InvalidOperation:
        return None
