"""The laws of access against a plain oracle, over rights, people and records nobody thought of."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from dougong.access import Actor, Verb, authorize, matching_cases, reach_for
from dougong.definition import (
    PROJECT,
    USER,
    Context,
    Entity,
    Right,
    field_pointers,
    read_entity,
    record_scope,
    value_of,
)
from dougong.definition.pointers import covers
from dougong.expression import parse
from dougong.problem import Ref, Refused
from hypothesis import given
from hypothesis import strategies as st

ROLES = ("keeper", "clerk", "chief")
PROJECTS = tuple(UUID(int=n) for n in range(1, 4))
ME = Ref(USER, UUID(int=100))
WHERES = (
    "true",
    "state == 'draft'",
    "project in my_projects",
    "created_by == me",
    "size > 2",
    "size != null && size < 5",
)
POINTERS = ("/subject", "/size", "/rows", "/rows/*/rate", "/rows/*/who")

ENTITY = read_entity(
    "site",
    "sheet",
    {
        "scope": "project",
        "type": "object",
        "properties": {
            "subject": {"type": "string"},
            "size": {"type": "integer"},
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"who": {"type": "string"}, "rate": {"kind": "money"}},
                },
            },
        },
    },
)

wheres = st.none() | st.sampled_from(WHERES).map(parse)
pointers = st.lists(st.sampled_from(POINTERS), max_size=2, unique=True).map(tuple)
rights = st.lists(
    st.builds(
        Right,
        role=st.sampled_from(ROLES),
        entity=st.sampled_from(("site/sheet", "site/sheet", "other/sheet")),
        see=wheres,
        edit=wheres,
        create=wheres,
        export=wheres,
        hide=pointers,
        readonly=pointers,
    ),
    max_size=5,
)
roles = st.frozensets(st.sampled_from(ROLES), max_size=2)
actors = st.builds(Actor, st.just(ME), roles, st.dictionaries(st.sampled_from(PROJECTS), roles, max_size=2))
systems = st.fixed_dictionaries(
    {
        "state": st.sampled_from((None, "draft", "priced")),
        "project": st.none() | st.sampled_from(PROJECTS).map(lambda key: Ref(PROJECT, key)),
        "created_by": st.sampled_from((ME, Ref(USER, UUID(int=101)))),
    }
)
values = st.fixed_dictionaries({"subject": st.none() | st.just("x"), "size": st.none() | st.integers(0, 6)})


def oracle(given_rights: list[Right], actor: Actor, name: str, row: dict, context: Context) -> list[Right]:
    """Every right of a role he holds for this record whose predicate is true of it: written without cases."""
    project = context.system["project"]
    held = actor.roles | (actor.project_roles.get(project.id, frozenset()) if project else frozenset())
    seen = replace(context, me=actor.id, system={**context.system, "my_projects": actor.my_projects})
    scope = record_scope(row, seen)
    return [
        right
        for right in given_rights
        if right.entity == ENTITY.name
        and right.role in held
        and getattr(right, name) is not None
        and value_of(getattr(right, name), scope, seen) is True
    ]


@given(rights, actors, values, systems)
def test_seen_is_what_some_role_sees(given_rights, actor, row, system) -> None:
    context = Context(today=date(2025, 4, 10), system=system)
    expected = oracle(given_rights, actor, "see", row, context)
    verdict = authorize(given_rights, actor, ENTITY, "see", row, context=context, workflow=None)
    assert verdict.allowed is bool(expected)
    shown = {p for p in field_pointers(ENTITY) if any(not any(covers(h, p) for h in r.hide) for r in expected)}
    assert verdict.fields.readable == shown


@given(rights, actors, values, systems)
def test_nothing_is_edited_unseen_or_without_a_rule(given_rights, actor, row, system) -> None:
    context = Context(today=date(2025, 4, 10), system=system)
    sees = oracle(given_rights, actor, "see", row, context)
    edits = oracle(given_rights, actor, "edit", row, context)
    verdict = authorize(given_rights, actor, ENTITY, "edit", row, context=context, workflow=None)
    assert verdict.allowed is (bool(sees) and bool(edits))
    assert verdict.fields.editable <= verdict.fields.readable
    for pointer in verdict.fields.editable:
        assert any(not any(covers(p, pointer) for p in right.readonly) for right in edits)


@given(rights, actors, values, systems, st.sampled_from(("see", "create", "edit", "export")))
def test_authorize_agrees_with_the_reach_row_by_row(given_rights, actor, row, system, verb: Verb) -> None:
    context = Context(today=date(2025, 4, 10), system=system)
    verdict = authorize(given_rights, actor, ENTITY, verb, row, context=context, workflow=None)
    try:
        reach = reach_for(given_rights, actor, ENTITY, verb, workflow=None)
    except Refused:
        assert not verdict.allowed
        assert not authorize(given_rights, actor, ENTITY, verb, None, context=context, workflow=None).allowed
        return
    found = matching_cases(reach, ENTITY, row, context)
    assert bool(found) is verdict.allowed
    if verb in ("see", "create"):
        readable = {p for p in field_pointers(ENTITY) if any(case.shows(p) for case in found)}
        assert readable == verdict.fields.readable


@given(rights, actors, values, systems)
def test_more_roles_never_take_sight_away(given_rights, actor, row, system) -> None:
    context = Context(today=date(2025, 4, 10), system=system)
    more = replace(actor, roles=actor.roles | {"chief"})
    before = authorize(given_rights, actor, ENTITY, "see", row, context=context, workflow=None)
    after = authorize(given_rights, more, ENTITY, "see", row, context=context, workflow=None)
    assert before.fields.readable <= after.fields.readable
    assert after.allowed or not before.allowed


def test_the_entity_of_these_laws_has_rows() -> None:
    assert isinstance(ENTITY, Entity)
    assert "/rows/*/rate" in field_pointers(ENTITY)
