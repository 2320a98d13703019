"""Overlays by the hundred, published into the demo company and reverted: nothing is lost, and nothing is ever torn.

The ordinary run takes 150 of them; DOUGONG_OVERLAYS=1000 takes as many as it says and prints what came of them.
"""

import os
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from uuid import UUID

import pytest
from dougong import catalog, storage
from dougong.access import system_reach
from dougong.actions import create_record
from dougong.admission import Caller, seat_of
from dougong.catalog.jsontext import ordered
from dougong.catalog.modules import switchboard, vendors
from dougong.definition import Module, write_values
from dougong.overlay import Add, Change, Overlay
from dougong.problem import MESSAGES, Problem, Ref, Refused, say
from dougong.tenancy import new_id, reading, writing

from tests.catalog.overlays import FIELDS, Made, make_overlay
from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]

MANY = int(os.environ.get("DOUGONG_OVERLAYS", "150"))
#: Every so many, its pages are opened as well.
PAGES = 10
MODULES = ("core", "contract", "day_labour")


@dataclass
class Trial:
    """The company in which everything is tried, and what came of it."""

    site: Site
    caller: Caller
    visitor: Visitor
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def me(self) -> Ref:
        """Who publishes."""
        return Ref("user", self.caller.account.id)

    def module(self, key: str, language: str = "en") -> Module:
        """A module as it is in force."""
        with reading(self.site.tenant):
            return catalog.module_for(key, language)

    def vendors(self, key: str) -> Module:
        """A module as the vendor made it."""
        with reading(self.site.tenant):
            return vendors(switchboard().modules[key].hash, "en")

    def publish(self, overlay: Overlay) -> tuple[Problem, ...]:
        """Publish; what was said against it."""
        try:
            with writing(self.site.tenant):
                catalog.publish_overlay(overlay, self.me)
        except Refused as refused:
            return refused.problems
        return ()

    def write(self, name: str, values: dict[str, Any]) -> UUID | None:
        """A record of an entity with these values of the tenant's own, made like one that is there."""
        with reading(self.site.tenant):
            seat = seat_of(self.caller)
            entity, module = seat.entity(name), seat.modules[name.partition("/")[0]]
            assert entity is not None
            found = storage.select(system_reach(name, "a test looks"), entity, catalog.layout_for(name),
                                   storage.Query(limit=1)).records  # fmt: skip
        sent = dict(values)
        if found and not any(flow.entity == entity.key for flow in module.workflows.values()):
            like = write_values(entity, found[0].values)
            own = {key for one in (*entity.unique, ("code",)) for key in one}
            sent = {**{k: f"N{new_id().hex[:12]}" if k in own else v for k, v in like.items()
                       if k in entity.fields and entity.fields[k].computed is None}, **values}  # fmt: skip
        if entity.scope == "project" and found and found[0].project:
            sent["project"] = str(found[0].project.id)
        try:
            return create_record(self.writer(name), name, sent).record.id
        except Refused as refused:
            told(refused.problems, near="")
            return None

    def writer(self, name: str) -> Caller:
        """Somebody who enters such records."""
        login = self.site.demo.plan["entered_by"].get(name, "admin")
        return replace(self.caller, account=self.site.demo.people[login])

    def read(self, name: str, record: UUID) -> dict[str, Any]:
        """A record's stored values, in wire form."""
        with reading(self.site.tenant):
            entity = catalog.entity_for(name, "en")
            reach = system_reach(name, "a test looks")
            return write_values(entity, storage.one(reach, entity, record, catalog.layout_for(name)).values)


def told(problems: tuple[Problem, ...], near: str = "#") -> None:
    """Every refusal says where, and in words what."""
    assert problems
    for one in problems:
        assert near in one.pointer, one
        assert one.message or one.code in MESSAGES, one
        assert say(one).strip(), one


@pytest.fixture
def trial(site: Site) -> Trial:
    caller = Caller(site.tenant, site.demo.people["admin"], "en", "test")
    return Trial(site, caller, site.visitor("admin"))


def test_overlays_by_the_hundred_are_published_and_reverted(trial: Trial) -> None:
    for seed in range(MANY):
        one_overlay(trial, seed)
    print(f"\n{MANY} overlays: {dict(trial.tally)}")
    assert trial.tally["published"] > MANY // 3
    assert trial.tally["refused"] > MANY // 8
    assert trial.tally["written"] > trial.tally["published"] // 3


def one_overlay(trial: Trial, seed: int) -> None:
    """Published, worked with, and reverted to what was in force before."""
    random = Random(seed)
    key = random.choice(MODULES)
    language = random.choice(("en", "zh_Hans"))
    with reading(trial.site.tenant):
        before = catalog.overlay_of(key)
    shown = image(trial.module(key, language))
    made = make_overlay(seed, trial.vendors(key))
    problems = trial.publish(made.overlay)
    written = []
    if problems:
        trial.tally["refused"] += 1
        assert not made.sure, (seed, made.told, [(one.pointer, say(one)) for one in problems])
        told(problems)
    else:
        trial.tally["published"] += 1
        written = used(trial, made, seed)
        if random.random() < 0.25:
            return  # the next one takes its place, and reverting leads back to it
    against = trial.publish(before)
    assert not against, (seed, made.told, against)
    if random.random() < 0.1:
        catalog.forget()
    assert image(trial.module(key, language)) == shown, (seed, made.told)
    for name, record, values in written:
        there = trial.read(name, record)
        assert not values.keys() & there.keys(), (seed, name)
    if written:
        shaped = reshaped(made, random)
        trial.tally["reshaped, refused" if trial.publish(shaped) else "reshaped"] += 1
        for name, record, _values in written:
            trial.read(name, record)
            trial.visitor.get(f"/m/{name}/{record}/")
    if written and random.random() < 0.3:
        again = trial.publish(made.overlay)
        assert not again, (seed, made.told, again)
        for name, record, values in written:
            assert holds(trial.read(name, record), values), (seed, name, values)
        trial.tally["published again"] += 1


def reshaped(made: Made, random: Random) -> Overlay:
    """The same keys with other fields behind them: of another kind, or with less that is allowed."""
    changes: dict[str, Change] = dict(made.changes)
    for address, change in made.changes.items():
        if isinstance(change, Add) and "/x_f" in address and isinstance(change.value, dict):
            less = {"oneOf": [{"const": "other", "title": "Other"}], "maxLength": 1, "minimum": 100, "scale": 0}
            narrow = {key: value for key, value in less.items() if key in change.value}
            kin = [{"kind": kind} for kind in ("email", "url", "month", "qr_code")]
            text = change.value.get("type") == "string" and "format" not in change.value
            other = random.choice([{**change.value, **narrow}, *(kin if text else [random.choice(FIELDS)[0]])])
            changes[address] = replace(change, value={"title": "Again", **other})
    return replace(made.overlay, changes=changes)


def used(trial: Trial, made: Made, seed: int) -> list[tuple[str, UUID, dict[str, Any]]]:
    """What was published can be worked with: records hold the tenant's own values, pages open."""
    written = []
    for entity, values in made.values.items():
        name = f"{made.module}/{entity}"
        record = trial.write(name, values)
        trial.tally["written" if record else "not written"] += 1
        if record is not None:
            assert holds(trial.read(name, record), values), (seed, values)
            written.append((name, record, values))
    if seed % PAGES == 0:
        for entity in trial.module(made.module).entities:
            for page in ("", "new/"):
                answer = trial.visitor.client.get(f"/m/{made.module}/{entity}/{page}")
                assert answer.status_code in {200, 403, 404}, (seed, entity, page, answer.status_code)
    return written


def holds(stored: dict[str, Any], values: dict[str, Any]) -> bool:
    """Whether a record holds these values; rows have been given ids."""
    return all(bare(stored.get(key)) == value or not value for key, value in values.items())


def bare(value: Any) -> Any:
    """Rows without their ids."""
    rows = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return [{key: cell for key, cell in row.items() if key != "id"} for row in value] if rows else value


def image(module: Module) -> str:
    """Everything a module is, as text."""
    return f"{ordered(dict(module.documents))}\n{module!r}"
