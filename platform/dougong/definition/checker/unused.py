"""Parts nothing uses: not wrong, but worth a look."""

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.definition.checker.findings import Findings, step
from dougong.expression import Expr, ExpressionError, functions_used, names_used, parse


def check_unused(found: Findings) -> None:
    """Look-ups no formula calls, settings no formula reads, menu entries that name nothing."""
    module = found.world.module
    called, read = _mentioned(module.documents)
    for key in module.lookups:
        if key not in called:
            found.wrong(f"lookups/{key}#", "unused", "warning", what="look-up", name=key)
    settings = module.settings_entity
    for key in settings.fields if settings else ():
        if key not in read:
            at = step("module#/settings/properties", key)
            found.wrong(at, "unused", "warning", what="setting", name=key)
    for position, key in enumerate(module.menu):
        places = (f"entities/{key}", f"dashboards/{key}", f"reports/{key}")
        if not any(place in module.documents for place in places):
            found.no_such(f"module#/menu/order/{position}", "entity", key)


def _mentioned(documents: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The functions called and the settings read anywhere in the documents' texts."""
    called: set[str] = set()
    read: set[str] = set()
    for path, document in documents.items():
        if path.startswith(("locale/", "seeds/", "cases/")):
            continue
        for expr in _formulas(document):
            called |= functions_used(expr)
            read |= {name[1] for name in names_used(expr) if name[0] == "settings" and len(name) > 1}
    return frozenset(called), frozenset(read)


def _formulas(value: Any) -> Iterator[Expr]:
    """Every text that reads as a formula with a call or a dot in it."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _formulas(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _formulas(inner)
    elif isinstance(value, str) and ("(" in value or "." in value):
        try:
            yield parse(value)
        except ExpressionError:
            return  # words, not a formula
