"""Two small modules, two tenants, an author."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from dougong import catalog
from dougong.problem import Ref
from dougong.tenancy import Tenant, platform_writing

from tests.company import make_member, make_tenant
from tests.emptying import tables_can_be_emptied

__all__ = ["tables_can_be_emptied"]

BASE: dict[str, Any] = {
    "module": {"$schema": "urn:dougong:module:1", "key": "base", "version": "1.0.0", "title": "Base", "icon": "box"},
    "entities/team": {
        "$schema": "urn:dougong:entity:1", "key": "team", "title": "Team", "label": "{name}", "type": "object",
        "properties": {"name": {"title": "Name", "type": "string"}}, "required": ["name"],
    },
    "locale/zh_Hans": {
        "module#/title": "基础", "entities/team#/title": "班组", "entities/team#/properties/name/title": "名称",
    },
}  # fmt: skip
WORK: dict[str, Any] = {
    "module": {
        "$schema": "urn:dougong:module:1", "key": "work", "version": "1.0.0", "title": "Work", "icon": "hammer",
        "requires": {"base": ">=1 <2"},
        "settings": {"type": "object", "properties": {
            "days": {"title": "Days", "type": "integer", "default": 3}, "fee": {"title": "Fee", "kind": "money"}}},
    },
    "entities/slip": {
        "$schema": "urn:dougong:entity:1", "key": "slip", "title": "Slip", "label": "{day}", "type": "object",
        "properties": {
            "day": {"title": "Day", "type": "string", "format": "date", "indexed": True},
            "team": {"title": "Team", "reference": "base/team"},
            "text": {"title": "Text", "type": "string"},
        },
    },
    "locale/zh_Hans": {
        "module#/title": "工作", "entities/slip#/title": "单", "entities/slip#/properties/day/title": "日期",
        "entities/slip#/properties/team/title": "班组", "entities/slip#/properties/text/title": "内容",
        "module#/settings/properties/days/title": "天数", "module#/settings/properties/fee/title": "费用",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Shelf:
    """What the tests of the catalogue share."""

    tenant: Tenant
    other: Tenant
    me: Ref


def version(documents: dict[str, Any], number: str, **changes: Any) -> dict[str, Any]:
    """The documents as another version; `changes` are further properties of the entity's."""
    found = deepcopy(documents)
    found["module"]["version"] = number
    key = next(path for path in found if path.startswith("entities/"))
    found[key]["properties"] |= changes
    for name, schema in changes.items():
        found["locale/zh_Hans"][f"{key}#/properties/{name}/title"] = f"中{schema['title']}"
    return found


@pytest.fixture
def shelf(transactional_db: None) -> Iterator[Shelf]:
    """Both modules installed, nothing switched on."""
    catalog.forget()
    with platform_writing():
        catalog.install(BASE)
        catalog.install(WORK)
    tenant, other = make_tenant(), make_tenant()
    yield Shelf(tenant, other, Ref("user", make_member(tenant).id))
    catalog.forget()
