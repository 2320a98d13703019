"""Installed once, switched on by tenant, read from caches that notice every change."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong import catalog
from dougong.catalog.models import InstalledModule
from dougong.catalog.versions import fits
from dougong.problem import Refused
from dougong.tenancy import NoTenant, Tenant, platform_writing, reading, writing

from tests.catalog.conftest import BASE, WORK, Shelf, version

pytestmark = [pytest.mark.storage]


def _switch_on(tenant: Tenant, *keys: str) -> None:
    with writing(tenant):
        for key in keys:
            catalog.switch_on(key)


def test_the_same_documents_are_kept_once(shelf: Shelf) -> None:
    with platform_writing():
        again = catalog.install(dict(reversed(BASE.items())))
        newer = catalog.install(version(BASE, "1.1.0"))
    assert InstalledModule.objects.filter(key="base").count() == 2
    assert again.hash != newer.hash
    found = catalog.latest("base")
    assert found is not None
    assert (found.version, catalog.latest("nothing")) == ("1.1.0", None)
    assert catalog.installed_keys() == ("base", "work")
    assert {entity.name for entity in catalog.installed_entities()} == {"base/team", "work/slip"}


def test_the_order_of_fields_is_part_of_a_definition(shelf: Shelf) -> None:
    turned = version(WORK, "1.0.0")
    properties = turned["entities/slip"]["properties"]
    turned["entities/slip"]["properties"] = dict(reversed(properties.items()))
    with platform_writing():
        assert list(catalog.install(turned).entities["slip"].fields) == ["text", "team", "day"]
    _switch_on(shelf.tenant, "base", "work")
    with reading(shelf.tenant):
        assert list(catalog.entity_for("work/slip", "en").fields) == ["text", "team", "day"]


def test_documents_that_are_no_module_are_refused(shelf: Shelf) -> None:
    with pytest.raises(Refused), platform_writing():
        catalog.install({"module": {"title": "x"}})
    assert InstalledModule.objects.count() == 2


def test_a_module_is_on_for_those_who_switched_it_on(shelf: Shelf) -> None:
    _switch_on(shelf.tenant, "base", "work")
    with reading(shelf.tenant):
        assert set(catalog.modules_for("en")) == {"base", "work"}
        assert catalog.module_for("work", "zh_Hans").title == "工作"
        assert catalog.entity_for("base/team", "zh_Hans").fields["name"].title == "名称"
        assert catalog.entity_for("base/team", "en").fields["name"].title == "Name"
        with pytest.raises(Refused):
            catalog.entity_for("base/nothing", "en")
    with reading(shelf.other):
        assert not catalog.modules_for("en")
        with pytest.raises(Refused):
            catalog.module_for("work", "en")
    with pytest.raises(NoTenant):
        catalog.modules_for("en")


def test_what_a_module_requires_comes_first_and_goes_last(shelf: Shelf) -> None:
    with pytest.raises(Refused) as refused:
        _switch_on(shelf.tenant, "work")
    assert [(p.code, p.params["other"]) for p in refused.value.problems] == [("requires", "base >=1 <2")]
    _switch_on(shelf.tenant, "base", "work")
    with pytest.raises(Refused) as refused, writing(shelf.tenant):
        catalog.switch_off("base")
    assert refused.value.problems[0].code == "required_by"
    with writing(shelf.tenant):
        catalog.switch_off("work")
        assert set(catalog.modules_for("en")) == {"base"}
        catalog.switch_on("work")
        assert set(catalog.modules_for("en")) == {"base", "work"}
    with pytest.raises(Refused):
        _switch_on(shelf.tenant, "nothing")


def test_modules_nobody_changed_are_shared_by_tenants(shelf: Shelf) -> None:
    for tenant in (shelf.tenant, shelf.other):
        _switch_on(tenant, "base", "work")
    with reading(shelf.tenant):
        ours = catalog.module_for("work", "en")
    with reading(shelf.other):
        assert catalog.module_for("work", "en") is ours


def test_a_scope_costs_one_query_when_the_caches_are_warm(shelf: Shelf) -> None:
    _switch_on(shelf.tenant, "base", "work")
    for warm in (False, True):
        with reading(shelf.tenant), CaptureQueriesContext(connection) as taken:
            for _ in range(5):
                catalog.modules_for("zh_Hans")
                catalog.entity_for("work/slip", "zh_Hans")
                catalog.layout_for("work/slip")
                catalog.settings_of("work")
        assert not warm or len(taken) == 1


def test_a_tenant_stays_on_the_version_he_points_at(shelf: Shelf) -> None:
    _switch_on(shelf.tenant, "base", "work")
    with platform_writing():
        newer = catalog.install(version(WORK, "1.1.0", weight={"title": "Weight", "kind": "quantity"}))
    with reading(shelf.tenant):
        assert "weight" not in catalog.entity_for("work/slip", "en").fields
    with writing(shelf.tenant):
        catalog.switch_on("work")
        assert catalog.entity_for("work/slip", "en").fields["weight"].title == "Weight"
    with reading(shelf.tenant):
        assert catalog.entity_for("work/slip", "zh_Hans").fields["weight"].title == "中Weight"
        assert catalog.module_for("work", "en").hash == newer.hash


def test_settings_have_defaults_and_keep_what_is_set(shelf: Shelf) -> None:
    _switch_on(shelf.tenant, "base", "work")
    with writing(shelf.tenant):
        assert catalog.settings_of("work") == {"days": 3, "fee": None}
        catalog.change_settings("work", {"fee": "12.50", "days": 5})
        assert catalog.settings_of("work") == {"days": 5, "fee": Decimal("12.50")}
        with pytest.raises(Refused):
            catalog.change_settings("nothing", {})
    _switch_on(shelf.other, "base", "work")
    with reading(shelf.other):
        assert catalog.settings_of("work")["days"] == 3


def test_a_change_shows_within_its_own_scope_and_is_gone_when_rolled_back(shelf: Shelf) -> None:
    _switch_on(shelf.tenant, "base", "work")
    try:
        with writing(shelf.tenant):
            catalog.change_settings("work", {"days": 9})
            assert catalog.settings_of("work")["days"] == 9
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    with reading(shelf.tenant):
        assert catalog.settings_of("work")["days"] == 3
    with writing(shelf.tenant):
        catalog.change_settings("work", {"days": 4})
    with reading(shelf.tenant):
        assert catalog.settings_of("work")["days"] == 4


def test_a_required_module_must_have_a_version_in_range(shelf: Shelf) -> None:
    with platform_writing():
        catalog.install(version(BASE, "2.0.0"))
    _switch_on(shelf.tenant, "base")
    with pytest.raises(Refused):
        _switch_on(shelf.tenant, "work")


@pytest.mark.parametrize(
    ("given", "wanted", "answer"),
    [("1.0.0", ">=1 <2", True), ("2.0.0", ">=1 <2", False), ("1.10", ">1.9", True), ("1", "1.0.0", True),
     ("1.2", "", True),
     ("1.2", "*", True), ("1.2", "=1.3", False), ("1.2", "about 1", False), ("1.2", ">=1,<=1.2", True)],
)  # fmt: skip
def test_ranges(given: str, wanted: str, answer: bool) -> None:
    assert fits(given, wanted) is answer
