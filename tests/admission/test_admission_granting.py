"""Nobody gives more than he holds: over ten thousand givers, roles and places."""

import random
from dataclasses import replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from dougong.access import Actor
from dougong.actions import may_grant
from dougong.admission import Caller, Seat
from dougong.definition import Role
from dougong.problem import Ref

ROLES = {key: Role(key, key) for key in "abcdef"} | {"root": Role("root", "root", administers=True)}
PLACES = [None, *(UUID(int=n) for n in range(1, 5))]


class _Module:
    roles = ROLES


def seat(actor: Actor) -> Seat:
    caller = Caller(None, None, "en", "r")  # type: ignore[arg-type]
    return Seat(caller, actor, {"m": _Module()}, (), date(2026, 1, 1), ZoneInfo("UTC"), None)  # type: ignore[dict-item]


def test_the_lattice_of_grants_holds() -> None:
    rng, passed = random.Random(20261127), 0
    for _ in range(10_000):
        held = frozenset(rng.sample(sorted(ROLES), rng.randint(0, 3)))
        local = {
            place: frozenset(rng.sample(sorted(ROLES), rng.randint(0, 2))) for place in PLACES[1:] if rng.random() < 0.6
        }
        giver = seat(Actor(id=Ref("user", UUID(int=99)), roles=held, project_roles=local))
        role, place = rng.choice([*ROLES, "unknown"]), rng.choice(PLACES)
        allowed = may_grant(giver, role, place)
        has = held if place is None else held | local.get(place, frozenset())
        assert allowed == (role in ROLES and ("root" in held or (role in has and role != "root")))
        passed += allowed
    assert 1_000 < passed < 9_000


def test_what_is_given_gives_nothing_beyond_it() -> None:
    """Whoever got a role from somebody can give nothing there that the giver could not."""
    giver = seat(Actor(id=Ref("user", UUID(int=1)), roles=frozenset("a"), project_roles={PLACES[1]: frozenset("b")}))
    for role in ROLES:
        for place in PLACES:
            if not may_grant(giver, role, place):
                continue
            where = {"roles": frozenset(role)} if place is None else {"project_roles": {place: frozenset(role)}}
            taker = replace(giver, actor=Actor(id=Ref("user", UUID(int=2)), **where))  # type: ignore[arg-type]
            reached = {(one, at) for one in ROLES for at in PLACES if may_grant(taker, one, at)}
            assert all(may_grant(giver, one, at) for one, at in reached)
