"""The packaged modules as they are: a first installation plans, nothing changes against itself."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.definition import read_module
from dougong.overlay import Add, Overlay, Set, merge
from dougong.planning import AddTable, diff, plan

MODULES = Path(__file__).parents[2] / "modules"


def documents(key: str) -> dict[str, Any]:
    folder = MODULES / key
    return {
        str(path.relative_to(folder).with_suffix("")): json.loads(path.read_text("utf-8"), parse_float=Decimal)
        for path in sorted(folder.rglob("*.json"))
    }


KEYS = sorted(folder.name for folder in MODULES.iterdir() if (folder / "module.json").exists())


@pytest.mark.parametrize("key", KEYS)
def test_a_packaged_module_can_be_installed(key: str) -> None:
    module = read_module(documents(key), hash="sha256:now")
    found = plan(diff(None, module), {})
    assert found.problems == ()
    assert {one.entity for one in found.steps if isinstance(one, AddTable)} == {
        entity.name for entity in module.entities.values()
    }
    assert diff(module, read_module(documents(key), hash="sha256:again")) == ()


@pytest.mark.parametrize("key", KEYS)
def test_a_tenant_s_field_on_a_packaged_entity_is_planned_without_tables(key: str) -> None:
    base = documents(key)
    entity = next(name for name in base if name.startswith("entities/"))
    own = Overlay(
        key,
        changes={
            f"{entity}#/properties/x_weather": Add({"title": "Weather", "type": "string", "indexed": True}),
            f"{entity}#/title": Set("Ours", base[entity]["title"]),
        },
    )
    changes = diff(read_module(base, hash="sha256:1"), read_module(merge(base, [own]), hash="sha256:2"))
    assert sorted(one.what for one in changes) == ["entity_retitled", "field_added"]
    assert plan(changes, {}).ddl == ()
    assert len(plan(changes, {}).steps) == 1
