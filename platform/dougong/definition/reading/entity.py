"""An entity, read from its document: fields in order, rules, numbering, what is unique."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dougong.definition.model import Entity, Field, Numbering, Rule
from dougong.definition.pointers import escape
from dougong.definition.reading.fields import Place, read_fields
from dougong.definition.reading.notes import Notes
from dougong.definition.reading.order import field_at, settle
from dougong.definition.reading.residue import residue_of
from dougong.problem import Json


def read_entity(module_key: str, key: str, schema: Mapping[str, Json], *, closed: bool = True) -> Entity:
    """Read one entity from its document.

    closed: unknown keys of a record are refused. Raises `Refused` with pointers into the document.
    """
    notes = Notes()
    entity = entity_of(module_key, key, schema, notes, closed=closed)
    notes.refuse()
    return entity


def entity_of(
    module_key: str,
    key: str,
    schema: Mapping[str, Any],
    notes: Notes,
    *,
    closed: bool = True,
    like: Entity | None = None,
) -> Entity:
    """The same, with problems noted instead of raised. like: an entity whose fields are shared where they are alike."""
    place = Place(root=schema, module=module_key, entity=key)
    fields = read_fields(schema, notes, place, {} if like is None else like.fields)
    steps, on_read = settle(fields, notes)
    fields = _marked(fields, on_read)
    residue, compiled = residue_of(schema, fields, notes)
    return Entity(
        module=module_key,
        key=key,
        title=_text(schema, "title") or key.replace("_", " ").capitalize(),
        help=_text(schema, "description"),
        schema=schema,
        fields=fields,
        scope="project" if schema.get("scope") == "project" else "tenant",
        label=_text(schema, "label"),
        numbering=_numbering(schema.get("numbering")),
        rules=_rules(schema.get("rules"), notes),
        unique=_unique(schema.get("unique"), fields),
        steps=steps,
        computed_order=tuple(path for path in steps if _is_computed(fields, path)),
        closed=closed,
        residue=residue,
        compiled=compiled,
        is_project=schema.get("is_project") is True,
        arrows=_arrows(schema.get("acyclic"), fields, f"{module_key}/{key}"),
    )


def _arrows(given: Any, fields: Mapping[str, Field], name: str) -> tuple[tuple[str, str], ...]:
    """What `acyclic` names, and every tree of the entity's own records."""
    own = [("", key) for key, field in fields.items() if field.reference == name and field.options.get("tree")]
    named = [(_text(given, "from"), _text(given, "to"))] if isinstance(given, Mapping) else []
    return (*(pair for pair in named if all(key in fields for key in pair)), *own)


def _is_computed(fields: Mapping[str, Field], path: str) -> bool:
    return field_at(fields, tuple(path.split("/"))).computed is not None


def _marked(fields: Mapping[str, Field], on_read: frozenset[str], above: str = "") -> dict[str, Field]:
    """The fields with `on_read` set where their value can only be known on read."""
    return {key: _marked_one(field, on_read, above + key) for key, field in fields.items()}


def _marked_one(field: Field, on_read: frozenset[str], path: str) -> Field:
    """The field itself where it is marked so already."""
    fields = _marked(field.fields, on_read, f"{path}/") if field.fields else field.fields
    if field.on_read == (path in on_read) and all(fields[key] is one for key, one in field.fields.items()):
        return field
    return replace(field, on_read=path in on_read, fields=fields)


def _text(schema: Mapping[str, Any], key: str) -> str:
    value = schema.get(key)
    return value if isinstance(value, str) else ""


def _numbering(given: Any) -> Numbering | None:
    if not isinstance(given, Mapping):
        return None
    return Numbering(
        prefix=_text(given, "prefix"),
        per=tuple(given.get("per", ())),
        digits=given.get("digits", 4),
        on=_text(given, "on") or "submit",
    )


def _rules(given: Any, notes: Notes) -> tuple[Rule, ...]:
    if not isinstance(given, Mapping):
        return ()
    rules = (_rule(key, rule, notes) for key, rule in given.items() if isinstance(rule, Mapping))
    return tuple(rule for rule in rules if rule is not None)


def _rule(key: str, given: Mapping[str, Any], notes: Notes) -> Rule | None:
    here = f"/rules/{escape(key)}"
    check = notes.formula(given, "check", here)
    asked = given.get("say")
    asked = asked if isinstance(asked, Mapping) else {}
    say = {name: notes.expr(text, f"{here}/say/{escape(name)}") for name, text in asked.items()}
    foreach = tuple(_text(given, "foreach").split("/")) if given.get("foreach") else ()
    if check is None:
        return None
    return Rule(
        key=key,
        check=check,
        at=_text(given, "at") or "".join(f"/{name}/*" for name in foreach),
        message=_text(given, "message"),
        level="warning" if given.get("level") == "warning" else "error",
        foreach=foreach,
        say={name: expr for name, expr in say.items() if expr is not None},
    )


def _unique(given: Any, fields: Mapping[str, Field]) -> tuple[tuple[str, ...], ...]:
    single = tuple((key,) for key, field in fields.items() if field.unique)
    return single + tuple(tuple(keys) for keys in given or () if isinstance(keys, list))
