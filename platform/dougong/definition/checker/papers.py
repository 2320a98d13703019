"""Documents kept as JSON until their rooms read them: dashboards, reports, prints, alerts, engines ...

Their references must lead somewhere and their formulas must be formulas; over a record, of the right type.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from dougong.definition.checker.findings import Findings, step, text_at
from dougong.definition.pointers import join
from dougong.expression import ANY, BOOL, Env, ExpressionError, parse

FOLDERS: Final = ("dashboards", "reports", "prints", "alerts", "engines", "invariants")
#: Words whose value is a formula, wherever they stand in these documents.
_FORMULAS: Final = frozenset({"where", "when", "check", "to_users", "formula"})
_REFERENCES: Final[Mapping[str, Literal["entities", "ledgers"]]] = {"entity": "entities", "ledger": "ledgers"}

Path = tuple[str | int, ...]


def check_papers(found: Findings) -> None:
    """Every such document of the module."""
    for path, document in sorted(found.world.module.documents.items()):
        folder = path.partition("/")[0]
        if folder in FOLDERS and isinstance(document, Mapping):
            for place, one in _objects(document):
                _check_object(found, one, f"{path}#{join(place)}")
            if folder == "prints":
                _check_print(found, document, f"{path}#")


def _objects(document: Any, above: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every object inside, with its path."""
    if isinstance(document, Mapping):
        yield above, document
        for key, value in document.items():
            yield from _objects(value, (*above, key))
    elif isinstance(document, list):
        for position, value in enumerate(document):
            yield from _objects(value, (*above, position))


def _check_object(found: Findings, one: Mapping[str, Any], at: str) -> None:
    for word in _FORMULAS & set(one):
        if isinstance(one[word], str):
            _parses(found, one[word], f"{at}/{word}")
    for word, folder in _REFERENCES.items():
        name = one.get(word)
        if isinstance(name, str) and found.reference(name, f"{at}/{word}", folder) and folder == "ledgers":
            ledger = found.world.ledger(name) or {}
            if isinstance(one.get("measure"), str):
                found.known(f"{at}/measure", "measure", one["measure"], ledger.get("measures", {}))
    for word in ("roles", "to"):
        listed = one.get(word)
        for position, role in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(role, str):
                found.known(f"{at}/{word}/{position}", "role", role, found.world.roles)


def _parses(found: Findings, text: str, at: str) -> None:
    try:
        parse(text)
    except ExpressionError as error:
        found.problems.append(error.problem.below(at))


def _check_print(found: Findings, document: Mapping[str, Any], at: str) -> None:
    """A print shows one record: its fields exist, its formulas fit."""
    entity = found.world.entity(str(document.get("entity")))
    if entity is None:
        return
    env = found.world.env(entity)
    for key, block in (text_at(document, "blocks") or {}).items():
        here = step(at, "blocks", key)
        for position, field in enumerate(block.get("fields", ())):
            found.path(field, env, f"{here}/fields/{position}")
        rows = entity.fields.get(str(block.get("of")))
        if "of" in block and (rows is None or rows.kind != "rows"):
            found.no_such(f"{here}/of", "rows", str(block["of"]))
        for position, column in enumerate(block.get("show", ()) if rows else ()):
            found.known(f"{here}/show/{position}", "field", column, rows.fields if rows else ())
        for word, wanted in (("value", ANY), ("when", BOOL)):
            if isinstance(block.get(word), str):
                _typed(found, block[word], env, f"{here}/{word}", wanted is BOOL)


def _typed(found: Findings, text: str, env: Env, at: str, condition: bool) -> None:  # noqa: FBT001 - a private helper
    try:
        expr = parse(text)
    except ExpressionError as error:
        found.problems.append(error.problem.below(at))
        return
    found.formula(expr, env, at, BOOL if condition else ANY)
