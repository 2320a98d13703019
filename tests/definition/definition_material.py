"""What several tests of this room use: meta-schemas, the example, the modules of the repository."""

import json
from copy import deepcopy
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from dougong.definition import Meta

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"), parse_float=Decimal)


@cache
def schemas() -> dict[str, Any]:
    return {path.name.split(".")[0]: load(path) for path in sorted((ROOT / "schemas").glob("*.schema.json"))}


@cache
def meta() -> Meta:
    return Meta(schemas())


@cache
def _example() -> Any:
    return load(CASES / "example.json")


def example() -> dict[str, Any]:
    """The module of the language by example; a fresh copy each time."""
    return deepcopy(_example())


def packaged(key: str) -> dict[str, Any]:
    """The documents of a module of the repository, by path."""
    folder = ROOT / "modules" / key
    return {
        path.relative_to(folder).as_posix().removesuffix(".json"): load(path) for path in sorted(folder.rglob("*.json"))
    }


def packaged_keys() -> list[str]:
    return sorted(path.parent.name for path in (ROOT / "modules").glob("*/module.json"))


def put(documents: dict[str, Any], address: str, value: Any) -> dict[str, Any]:
    """The documents with one place changed: "entities/slip#/properties/team/title"; `...` removes it."""
    path, _, pointer = address.partition("#")
    *above, last = pointer.split("/")[1:] or [""]
    holder = documents
    for key in (path, *above) if pointer else ():
        holder = holder[int(key) if isinstance(holder, list) else key]
    name: Any = last if pointer else path
    if value is ...:
        del holder[name]
    else:
        holder[int(name) if isinstance(holder, list) else name] = value
    return documents
