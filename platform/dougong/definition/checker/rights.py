"""Roles and rights: roles and fields that exist, rows a database can find."""

from dougong.definition.checker.findings import Findings, step
from dougong.definition.model import Entity, Right
from dougong.definition.reading.access import VERBS
from dougong.definition.reading.notes import TRUE_EXPR


def check_rights(found: Findings) -> None:
    """Every right the module gives."""
    for right in found.world.module.rights:
        named = right.entity.removeprefix(f"{found.world.module.key}/")
        rights = found.world.module.documents["roles"]["rights"]
        key = named if named in rights else right.entity
        at = step("roles#", "rights", key)
        if not found.reference(right.entity, at, "entities"):
            continue
        entity = found.world.entity(right.entity)
        if entity is not None:
            _check_right(found, right, entity, step(at, right.role))


def _check_right(found: Findings, right: Right, entity: Entity, at: str) -> None:
    found.known(at, "role", right.role, found.world.roles)
    env = found.world.env(entity)
    for word, name in VERBS.items():
        expr = getattr(right, name)
        if expr is not TRUE_EXPR:
            found.filter(expr, env, f"{at}/{word}/where")
    for position, pointer in enumerate(right.hide):
        found.field_pointer(pointer, entity, f"{at}/see/hide/{position}")
    for position, pointer in enumerate(right.readonly):
        found.field_pointer(pointer, entity, f"{at}/edit/readonly/{position}")
