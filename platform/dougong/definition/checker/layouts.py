"""Forms and list views: fields that exist, once; what each kind of view needs."""

from collections.abc import Mapping
from typing import Final

from dougong.definition.checker.findings import Findings, step
from dougong.definition.environment import field_types
from dougong.definition.model import Entity, Field, Form, View
from dougong.expression import ANY, Env, row_of

#: What a kind of view cannot do without: one word of each group.
NEEDED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "calendar": (("date", "from"),),
    "gantt": (("from",), ("to",)),
    "matrix": (("down",), ("across",), ("cell",)),
    "tree": (("parent",),),
    "map": (("location",),),
    "gallery": (("image",),),
}
#: Words of a view whose value is one field, or several.
_FIELDS: Final = (
    "date", "from", "to", "progress", "parent", "location", "image", "down", "across", "baseline", "card",
    "filters", "cell",
)  # fmt: skip
#: Of a matrix over detail rows, these are columns of the rows.
_OF_ROWS: Final = frozenset({"down", "across", "cell"})


def check_layouts(found: Findings) -> None:
    """Every form and table of the module."""
    module = found.world.module
    for key, form in module.forms.items():
        at = f"forms/{key}#"
        if found.reference(form.entity, f"{at}/entity", "entities"):
            entity = found.world.entity(form.entity)
            if entity is not None:
                _check_form(found, form, entity, at)
    for key, table in module.tables.items():
        at = f"tables/{key}#"
        if found.reference(table.entity, f"{at}/entity", "entities"):
            entity = found.world.entity(table.entity)
            for view in table.views.values() if entity else ():
                if entity is not None:
                    _check_view(found, view, entity, step(at, "views", view.key))


def _check_form(found: Findings, form: Form, entity: Entity, at: str) -> None:
    env = found.world.env(entity)
    placed: set[str] = set()
    for section in form.sections:
        here = step(at, "sections", section.key)
        found.condition(section.visible_when, env, f"{here}/visible_when")
        for position, key in enumerate(section.fields):
            place = f"{here}/fields/order/{position}"
            found.known(place, "field", key, entity.fields)
            if key in placed:
                found.wrong(place, "unique_items")
            placed.add(key)
    for key in entity.fields:
        if key not in placed:
            found.wrong(f"{at}/sections", "unused", "warning", what="field", name=key)


def _check_view(found: Findings, view: View, entity: Entity, at: str) -> None:
    env = found.world.env(entity)
    found.filter(view.where, env, f"{at}/where")
    _paths(found, view.columns, env, f"{at}/columns/order")
    _paths(found, tuple(key.removeprefix("-") for key in view.sort), env, f"{at}/sort")
    for position, key in enumerate(view.totals):
        given = found.path(key, env, f"{at}/totals/{position}")
        if given.name not in ("number", "duration", "any"):
            found.wrong(f"{at}/totals/{position}", "formula_type", expected="number", given=given.name)
    if view.group is not None:
        found.path(view.group, env, f"{at}/group")
    for words in NEEDED.get(view.kind, ()):
        if not any(word in view.settings for word in words):
            found.wrong(f"{at}/{words[0]}", "required")
    _settings(found, view, entity, env, at)


def _settings(found: Findings, view: View, entity: Entity, env: Env, at: str) -> None:
    inner = _rows(found, view, entity, env, at)
    for word in _FIELDS:
        value = view.settings.get(word)
        scope = inner if word in _OF_ROWS else env
        if isinstance(value, str):
            found.path(value, scope, f"{at}/{word}")
        elif isinstance(value, list):
            _paths(found, tuple(value), scope, f"{at}/{word}")


def _rows(found: Findings, view: View, entity: Entity, env: Env, at: str) -> Env:
    """Of a matrix over detail rows, the names of a row."""
    key = view.settings.get("of")
    if not isinstance(key, str):
        return env
    field: Field | None = entity.fields.get(key)
    if field is None or field.kind != "rows":
        found.no_such(f"{at}/of", "rows", key)
        return Env({**env.names, "row": ANY}, env.functions, env.fields_of, env.given)
    own = field_types(field.fields)
    return Env({**env.names, **own, "row": row_of(own)}, env.functions, env.fields_of, env.given)


def _paths(found: Findings, keys: tuple[str, ...], env: Env, at: str) -> None:
    for position, key in enumerate(keys):
        found.path(key, env, f"{at}/{position}")
