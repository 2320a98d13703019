"""The sheet of rights says what `authorize` decides: every role, entity, verb, state and field of the packaged modules.

The oracle reads roles.json by itself and works conditions out in Python's own words, so that it shares no code with
what it judges.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from dougong.access import Actor, authorize, explain_fields
from dougong.definition import PROJECT, USER, Context, Entity, Module, field_pointers, read_module
from dougong.designer import VERBS, Layers, cells_of, field_access, steps_of, workflow_of
from dougong.expression import parse
from dougong.problem import Ref
from dougong.workflow import available

MODULES = Path(__file__).resolve().parents[2] / "modules"
SEED = UUID("0190a1b2-0000-7000-8000-000000000000")
ME, OTHER = uuid5(SEED, "me"), uuid5(SEED, "other")
MINE, ELSEWHERE = uuid5(SEED, "mine"), uuid5(SEED, "elsewhere")
DAY = date(2025, 4, 10)
#: Records judged for each role, entity and state.
EACH = 4


@cache
def modules() -> dict[str, Module]:
    found = {}
    for folder in sorted(MODULES.iterdir()):
        documents = {
            str(path.relative_to(folder).with_suffix("")): json.loads(path.read_text("utf-8"), parse_float=Decimal)
            for path in sorted(folder.rglob("*.json"))
        }
        found[folder.name] = read_module(documents, hash=folder.name)
    return found


def entities() -> Iterator[tuple[Module, Entity]]:
    for module in modules().values():
        for entity in module.entities.values():
            yield module, entity


def roles() -> tuple[str, ...]:
    return tuple(role for module in modules().values() for role in module.roles)


class Model:
    """One record as the oracle sees it: plain values by dotted name."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts

    def holds(self, where: str) -> bool:
        """A condition, worked out by Python after its signs are put in Python's words."""
        text = where.replace("&&", " and ").replace("||", " or ").replace("== null", " is None ")
        names = sorted(set(re.findall(r"(?<!['\w.])[a-z_]+(?:\.[a-z_]+)*(?!['\w])", text)), key=len, reverse=True)
        known: dict[str, Any] = {}
        for name in names:
            if name in {"and", "or", "in", "is", "not", "None", "true", "false"}:
                continue
            plain = f"v_{name.replace('.', '__')}"
            known[plain] = self.facts.get(name)
            text = re.sub(rf"(?<!['\w.]){re.escape(name)}(?!['\w.])", plain, text)
        return bool(eval(text, {"__builtins__": {}}, known))


def allowed(documents: Mapping[str, Any], entity: str, role: str, verb: str, model: Model) -> bool:
    """What roles.json says, read anew."""
    given = documents["roles"].get("rights", {}).get(entity, {}).get(role, {})

    def one(word: str) -> bool:
        value = given.get(word)
        cases = value if isinstance(value, list) else [value]
        return any(case is True or (isinstance(case, dict) and ("where" not in case or model.holds(case["where"])))
                   for case in cases)  # fmt: skip

    return one(verb) and (verb in {"see", "create", "import"} or one("see"))


def hidden(documents: Mapping[str, Any], entity: str, role: str, model: Model, pointer: str) -> bool:
    """Whether every case of "see" that holds hides a field."""
    given = documents["roles"]["rights"].get(entity, {}).get(role, {}).get("see")
    cases = given if isinstance(given, list) else [given]
    holding = [case for case in cases if case is True or "where" not in case or model.holds(case["where"])]
    return all(case is not True and any(_covers(one, pointer) for one in case.get("hide", ())) for case in holding)


def _covers(pattern: str, pointer: str) -> bool:
    return re.match("^" + re.escape(pattern).replace(r"\*", "[^/]+") + "(/|$)", pointer) is not None


def conditions(module: Module, entity: str) -> set[str]:
    """Every condition of an entity's rights."""
    text = json.dumps(module.documents["roles"].get("rights", {}).get(entity, {}), default=str)
    return set(re.findall(r'"where": "((?:[^"\\]|\\.)*)"', text))


#: A record for the oracle, and as the rooms take it.
Made = tuple["Model", dict[str, Any], Context, str | None]


def records(module: Module, entity: Entity, chance: random.Random) -> Iterator[Made]:
    """Records in every state whose fields that conditions look at take one of a few values."""
    flow = next((one for one in module.workflows.values() if one.entity == entity.key), None)
    words = {word for where in conditions(module, entity.key) for word in re.findall(r"[a-z_]+(?:\.[a-z_]+)*", where)}
    for state in flow.states if flow else (None,):
        for _ in range(EACH):
            yield _record(entity, state, words, chance)


def _record(entity: Entity, state: str | None, words: set[str], chance: random.Random) -> Made:
    project, by = chance.choice([MINE, ELSEWHERE]), chance.choice([ME, OTHER])
    own = project if entity.is_project else uuid5(SEED, "record")
    facts: dict[str, Any] = {"me": ME, "my_projects": [MINE], "project": project, "created_by": by, "state": state}
    values: dict[str, Any] = {}
    followed: dict[tuple[Ref, str], Ref] = {}
    for word in sorted(words):
        key, _dot, beyond = word.partition(".")
        field = entity.fields.get(key)
        if field is None:
            continue
        if beyond:
            who = chance.choice([ME, OTHER])
            ref = values.get(key) or Ref(field.reference or "", uuid5(SEED, key))
            values[key], facts[word] = ref, who
            followed[ref, beyond] = Ref(USER, who)
        elif field.kind == "choice":
            values[key] = facts[word] = chance.choice(list(field.options["choices"]))
        elif field.kind in {"user", "reference"}:
            who = chance.choice([ME, OTHER])
            values[key], facts[word] = Ref(field.reference or USER, who), who
        elif field.kind == "boolean":
            values[key] = facts[word] = chance.choice([True, False])
        elif field.kind == "date":
            values[key] = facts[word] = chance.choice([None, DAY])
    system = {
        "project": Ref(PROJECT, project),
        "created_by": Ref(USER, by),
        "state": state,
        "id": Ref(entity.name, own),
    }
    context = Context(today=DAY, me=Ref(USER, ME), system=system, follow=lambda ref, name: followed.get((ref, name)))
    return Model(facts), values, context, state


def test_the_sheet_the_oracle_and_authorize_agree() -> None:
    chance, judged, wrong = random.Random(20250410), 0, []
    for module, entity in entities():
        flow = next((one for one in module.workflows.values() if one.entity == entity.key), None)
        layers = Layers(module.documents, module.documents, module.documents)
        sheet = cells_of(layers, module.key, entity.key, roles())
        found = list(records(module, entity, chance))
        for role in roles():
            person = Actor(Ref(USER, ME), frozenset({role}), {MINE: frozenset({"somebody"})})
            for model, values, context, _state in found:
                for verb, cell in zip(VERBS, sheet[role], strict=True):
                    told = any(not case.where or model.holds(case.where) for case in cell.cases)
                    if verb not in {"see", "create", "import"}:
                        told = told and any(not one.where or model.holds(one.where) for one in sheet[role][0].cases)
                    verdict = authorize(module.rights, person, entity, verb, values, context=context, workflow=flow)
                    wanted = allowed(module.documents, entity.key, role, verb, model)
                    judged += 1
                    if not told == wanted == verdict.allowed:
                        wrong.append((entity.name, role, verb, told, wanted, verdict))
                    elif verdict.allowed and verb == "see":
                        assert verdict.because == sheet[role][0].address
    assert wrong == []
    assert judged > 20_000


def test_hidden_fields_agree_and_each_names_its_rule() -> None:
    chance, judged = random.Random(4), 0
    for module, entity in entities():
        flow = next((one for one in module.workflows.values() if one.entity == entity.key), None)
        layers = Layers(module.documents, module.documents, module.documents)
        sheet = cells_of(layers, module.key, entity.key, roles())
        found = list(records(module, entity, chance))
        pointers = field_pointers(entity)
        for role in roles():
            person = Actor(Ref(USER, ME), frozenset({role}), {MINE: frozenset({"somebody"})})
            see, _create, edit, *_rest = sheet[role]
            for model, values, context, _state in chance.sample(found, min(4, len(found))):
                if not allowed(module.documents, entity.key, role, "see", model):
                    continue
                because = explain_fields(module.rights, person, entity, values, context=context, workflow=flow)
                verdict = authorize(module.rights, person, entity, "see", values, context=context, workflow=flow)
                assert {one for one in pointers if because[one].readable} == verdict.fields.readable
                assert {one for one in pointers if because[one].editable} == verdict.fields.editable
                for pointer in pointers:
                    judged += 1
                    gone = hidden(module.documents, entity.key, role, model, pointer)
                    assert because[pointer].readable is not gone, (entity.name, role, pointer)
                    assert because[pointer].read_rule == see.address + ("/hide" if gone else "")
                    told = field_access(see, edit, pointer)
                    assert (told == "hidden") <= gone <= (told in {"hidden", "partly"}), (role, pointer, told)
    assert judged > 5_000


def test_steps_agree_with_what_a_person_is_offered() -> None:
    judged = 0
    for module, entity in entities():
        path = workflow_of(module.documents, entity.key)
        if not path:
            continue
        flow = next(one for one in module.workflows.values() if one.entity == entity.key)
        layers = Layers(module.documents, module.documents, module.documents)
        for role, cells in steps_of(layers, path, roles()).items():
            person = Actor(Ref(USER, ME), frozenset({role}))
            may = {cell.step for cell in cells if cell.may}
            for state in flow.states:
                context = Context(today=DAY, me=Ref(USER, ME), system={"state": state})
                for decision in available(flow, state, person, {}, context=context):
                    arrow = flow.transitions[decision.transition]
                    if not arrow.by or arrow.via == state:
                        continue
                    judged += 1
                    refused = any(problem.code == "role" for problem in decision.problems)
                    assert refused is (arrow.key not in may), (entity.name, role, arrow.key)
    assert judged > 1_000


def test_the_oracle_knows_wrong_answers() -> None:
    """A right given, taken or widened in what is judged, and not in what the oracle reads, is noticed."""
    module = modules()["day_labour"]
    entity = module.entities["slip"]
    flow = module.workflows["slip"]
    chance, caught = random.Random(9), 0
    kept = [one for one in module.rights if one.entity == entity.name]
    found = list(records(module, entity, chance))
    for right in kept:
        planted = [one for one in kept if one is not right]
        person = Actor(Ref(USER, ME), frozenset({right.role}), {MINE: frozenset({"somebody"})})
        caught += any(
            authorize(planted, person, entity, "see", values, context=context, workflow=flow).allowed
            != allowed(module.documents, entity.key, right.role, "see", model)
            for model, values, context, _state in found
        )
    assert caught == sum(right.see is not None for right in kept)


@pytest.mark.parametrize(
    "where", ["state in ['draft', 'returned'] && created_by == me", "team.leader == me || me == created_by"]
)
def test_the_oracle_reads_conditions(where: str) -> None:
    parse(where)
    model = Model({"state": "draft", "created_by": ME, "me": ME, "team.leader": OTHER})
    assert model.holds(where)
    assert not Model({**model.facts, "created_by": OTHER}).holds(where)
