"""What the demo company has before any sheet comes in: what sheets add up to together with it."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
TEN_THOUSAND = Decimal(10_000)


@cache
def records(name: str) -> dict[str, Any]:
    """The records of one file of `demo/basics` or `demo/documents`, by the names used there."""
    found = next(iter([*HOME.glob(f"*/*_{name}.json")]))
    return dict(json.loads(found.read_text("utf-8"))["records"])


def of_park(name: str) -> dict[str, Any]:
    """Those of the big project."""
    return {key: one for key, one in records(name).items() if one.get("project") == "park"}


def in_force() -> list[tuple[str, Decimal]]:
    """The big project's contracts in force that cost: their kind, and the amount before tax in 万元."""
    found = []
    for one in of_park("contract").values():
        if one.get("$steps") == "in_force" and one["contract_kind"] != "main":
            before = Decimal(one["amount_gross"]) / (1 + Decimal(one["tax_rate"]))
            found.append((one["contract_kind"], (before / TEN_THOUSAND).quantize(Decimal("0.0001"))))
    return found
