"""The modules by the language's own law: well written, sensible together, and every one of their cases true."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from dougong.commands.stage import full_stage
from dougong.definition import (
    CaseResult,
    Meta,
    Module,
    check_documents,
    check_module,
    read_module,
    run_cases,
)
from dougong.engines import SIGNATURES

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "modules"
NAMES = sorted(path.name for path in MODULES.iterdir() if path.is_dir())


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


@cache
def meta() -> Meta:
    return Meta({path.name.split(".")[0]: load(path) for path in sorted((ROOT / "schemas").glob("*.json"))})


@cache
def documents(name: str) -> dict[str, Any]:
    home = MODULES / name
    return {path.relative_to(home).with_suffix("").as_posix(): load(path) for path in sorted(home.rglob("*.json"))}


@cache
def module(name: str) -> Module:
    return read_module(documents(name), hash=name)


def others(name: str) -> dict[str, Module]:
    return {other: module(other) for other in NAMES if other != name}


@cache
def results() -> dict[str, CaseResult]:
    """How each case of each module went, by module and address."""
    return {
        f"{name}/{result.address}": result
        for name in NAMES
        for result in run_cases(module(name), others(name), full_stage())
    }


@pytest.mark.parametrize("name", NAMES)
def test_its_documents_keep_the_meta_schemas(name: str) -> None:
    assert check_documents(meta(), documents(name)) == ()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_can_be_said_against_it(name: str) -> None:
    assert check_module(module(name), others(name), engines=SIGNATURES) == ()


@pytest.mark.parametrize("address", sorted(results()))
def test_a_case_comes_out_as_expected(address: str) -> None:
    result = results()[address]
    assert result.problems == ()
    assert result.skipped == ()


@pytest.mark.parametrize(
    ("address", "pointer", "figure"),
    [
        ("slip#/cases/month_of_li_jianguo", "/total", "11162.50"),
        ("slip#/cases/month_of_wang_hai", "/total", "11550.00"),
        ("slip#/cases/month_of_zhao_min", "/total", "5931.25"),
        ("slip#/cases/overtime", "/rows/0/amount", "522.50"),
        ("month_settlement#/cases/team_of_three", "/rows/0/net", "7712.50"),
        ("month_settlement#/cases/team_of_three", "/rows/1/net", "9100.00"),
        ("month_settlement#/cases/team_of_three", "/rows/2/net", "5631.25"),
        ("month_settlement#/cases/team_of_three", "/wages", "28643.75"),
        ("month_settlement#/cases/team_of_three", "/mgmt_fee", "1432.19"),
        ("month_settlement#/cases/team_of_three", "/amount_ex_tax", "30075.94"),
        ("month_settlement#/cases/team_of_three", "/vat", "902.28"),
        ("month_settlement#/cases/team_of_three", "/amount_gross", "30978.22"),
        ("month_settlement#/cases/team_of_three", "/payable", "24778.22"),
        ("month_settlement#/cases/team_of_three", "/to_wage_account", "22443.75"),
        ("month_settlement#/cases/team_of_three", "/to_labour_company", "2334.47"),
    ],
)
def test_the_worked_wages_are_among_what_the_cases_claim(address: str, pointer: str, figure: str) -> None:
    """The agreed figures themselves: a case that is changed to suit a wrong formula fails here."""
    path, _, key = address.partition("#/cases/")
    case = documents("day_labour")[f"cases/{path}"]["cases"][key]
    assert case["expect"]["values"][pointer] == figure


def test_a_seed_refers_to_what_is_seeded() -> None:
    """A reference of a seeded record names a key seeded for that entity, by itself or a module it requires."""
    seeded: dict[str, set[str]] = {}
    for name in NAMES:
        for path, document in documents(name).items():
            if path.startswith("seeds/"):
                seeded.setdefault(document["entity"], set()).update(document["records"])
    lost = []
    for name in NAMES:
        for path, document in documents(name).items():
            if not path.startswith("seeds/"):
                continue
            owner, _, key = document["entity"].partition("/")
            fields = module(owner).entities[key].fields
            for record_key, record in document["records"].items():
                for field, value in record.items():
                    target = fields[field].reference
                    full = document["entity"] if target == "self" else target
                    if full is not None and value not in seeded.get(full, set()):
                        lost.append(f"{name}/{path}#/records/{record_key}/{field}: {value}")
    assert lost == []


def test_the_holidays_of_a_year_have_the_statutory_number_of_days() -> None:
    """Thirteen statutory days a year since 2025: 1 + 4 + 1 + 2 + 1 + 1 + 3."""
    days = documents("core")["seeds/holidays"]["records"].values()
    for year in ("2025", "2026"):
        own = [day for day in days if day["holiday_date"].startswith(year)]
        assert sum(day["day_kind"] == "statutory" for day in own) == 13
        assert len({day["holiday_date"] for day in own}) == len(own)


def test_every_role_of_the_trade_is_there_and_may_do_something() -> None:
    """Twenty-two roles; none is declared without any right."""
    roles = set(module("core").roles)
    assert len(roles) == 22
    acting = {right.role for name in NAMES for right in module(name).rights}
    assert roles == acting
