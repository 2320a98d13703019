"""Reads packaged modules from disk: no floor below knows where they lie."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from dougong.problem import Json


def module_folders() -> Iterator[Path]:
    """Every packaged module's folder, by name."""
    yield from sorted(path.parent for path in Path(settings.MODULES_ROOT).glob("*/module.json"))


def document_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The documents of a module: name in the language ("entities/slip") and file."""
    for path in sorted(folder.rglob("*.json")):
        yield path.relative_to(folder).with_suffix("").as_posix(), path


def read_documents(folder: Path) -> dict[str, Json]:
    """All documents of a module as JSON with exact decimals. Raises ValueError naming the file."""
    return {name: read_json(path) for name, path in document_files(folder)}


def read_json(path: Path) -> Json:
    """One JSON file; numbers exact, names given once. Raises ValueError naming file and line."""
    try:
        found: Json = json.loads(path.read_text("utf-8"), parse_float=Decimal, object_pairs_hook=_once)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    except RecursionError:
        raise ValueError(f"{path}: nested too deeply") from None
    return found


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for at, (key, _value) in enumerate(pairs) if key in dict(pairs[:at]))
        raise ValueError(f"the name {twice!r} stands twice in one object")
    return found


def in_order(documents: dict[str, dict[str, Json]]) -> list[str]:
    """Module keys, each after those it requires. Raises ValueError for a circle."""
    order: list[str] = []

    def visit(key: str, trail: tuple[str, ...]) -> None:
        if key in trail:
            raise ValueError("modules require one another in a circle: " + " -> ".join((*trail, key)))
        if key in order or key not in documents:
            return
        module = documents[key]["module"]
        requires = module.get("requires", {}) if isinstance(module, dict) else {}
        for other in sorted(requires) if isinstance(requires, dict) else ():
            visit(other, (*trail, key))
        order.append(key)

    for key in sorted(documents):
        visit(key, ())
    return order
