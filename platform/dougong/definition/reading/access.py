"""Roles and rights, read; and the look-ups a module declares."""

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.definition.model import Lookup, Right, Role
from dougong.definition.pointers import escape
from dougong.definition.reading.notes import TRUE_EXPR, Notes
from dougong.definition.reading.parts import entries, mapping, text, title_of, words
from dougong.expression import Expr

#: The verbs of a right as documents write them, and as `Right` holds them.
VERBS = {
    "see": "see", "create": "create", "edit": "edit", "remove": "remove",
    "export": "export", "import": "import_",
}  # fmt: skip


def roles_of(document: Mapping[str, Any]) -> dict[str, Role]:
    """The roles a module declares."""
    return {
        key: Role(
            key,
            title_of(role, key),
            administers=role.get("administers") is True,
            guarded=role.get("guarded") is True or role.get("administers") is True,
            hidden=role.get("hidden") is True,
        )
        for key, role in entries(document, "roles")
    }


def rights_of(module: str, document: Mapping[str, Any], notes: Notes) -> tuple[Right, ...]:
    """The rights by entity and role, in the order written; the first that fits a record counts."""
    return tuple(
        right
        for entity, _ in entries(document, "rights")
        for role, given in entries(mapping(document, "rights"), entity)
        for right in _rights(module, entity, role, given, notes)
    )


def _full(module: str, entity: str) -> str:
    return entity if "/" in entity else f"{module}/{entity}"


def _rights(module: str, entity: str, role: str, given: Mapping[str, Any], notes: Notes) -> Iterator[Right]:
    """One right; or several when `see` is a list of cases, each with its own rows and hidden fields."""
    pointer = f"/rights/{escape(entity)}/{escape(role)}"
    cases = given.get("see")
    rest = {VERBS[verb]: _verb(given, verb, notes, pointer) for verb in VERBS if verb != "see"}
    listed = list(enumerate(cases)) if isinstance(cases, list) else [(None, cases)]
    for position, case in listed:
        here = f"{pointer}/see" if position is None else f"{pointer}/see/{position}"
        hide = words(case, "hide") if isinstance(case, Mapping) else ()
        yield Right(
            role=role,
            entity=_full(module, entity),
            module=module,
            see=_where(case, notes, here),
            hide=hide,
            readonly=words(mapping(given, "edit"), "readonly"),
            **(rest if position in (None, 0) else {}),
        )


def _verb(given: Mapping[str, Any], verb: str, notes: Notes, pointer: str) -> Expr | None:
    return _where(given.get(verb), notes, f"{pointer}/{verb}")


def _where(value: Any, notes: Notes, pointer: str) -> Expr | None:
    """`true` is everywhere, `{"where": ...}` where it holds, anything else nowhere."""
    if value is True:
        return TRUE_EXPR
    if not isinstance(value, Mapping):
        return None
    if "where" not in value:
        return TRUE_EXPR
    return notes.formula(value, "where", pointer)


def lookup_of(module: str, key: str, document: Mapping[str, Any], notes: Notes) -> Lookup | None:
    """Read a look-up; None when a formula it cannot do without is wrong (then noted)."""
    where = notes.formula(document, "where", "") if "where" in document else TRUE_EXPR
    answer = notes.formula(document, "answer", "") if "answer" in document else TRUE_EXPR
    if where is None or answer is None:
        return None
    return Lookup(
        key=key,
        entity=_full(module, text(document, "entity")),
        params={name: str(kind) for name, kind in mapping(document, "params").items()},
        where=where,
        answer=answer,
        kind=text(document, "kind") or "number",
        order=words(document, "sort"),
        aggregate=document.get("aggregate", "first"),
        otherwise=notes.formula(document, "otherwise", ""),
        title=text(document, "title"),
    )
