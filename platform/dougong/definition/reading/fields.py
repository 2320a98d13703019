"""One field, read from its property's schema."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong.definition.model import Field
from dougong.definition.pointers import escape
from dougong.definition.reading.notes import Notes
from dougong.definition.reading.refs import resolved
from dougong.expression import Expr, ExpressionError, parse
from dougong.kinds import Kind, Unreadable, kind_for

#: Fields read of one document, every `$ref` followed; more are a bomb, not a form.
MAX_FIELDS = 2_000
#: What a reference may name beside entities: any record, a member, a stored file.
PLATFORM = frozenset({"*", "user", "file"})
#: Rows inside rows inside a record; deeper ones are kept as JSON.
MAX_LEVELS = 3
FORMULAS = ("computed", "default_from", "pick", "visible_when", "required_when", "readonly_when")
_NO_FIELDS: Final[Mapping[str, Field]] = {}
#: Kinds whose default is always a literal: any text is a value of theirs, or none is.
LITERAL = frozenset({"text", "long_text", "rich_text", "json", "rows", "group"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands: the whole schema (for `$ref`), its entity, a pointer into it, how deep."""

    root: Mapping[str, Any]
    module: str
    entity: str
    pointer: str = ""
    level: int = 0

    def at(self, pointer: str, *, deeper: bool = False) -> "Place":
        """The place further in."""
        return replace(self, pointer=self.pointer + pointer, level=self.level + deeper)

    def full_name(self, target: str) -> str:
        """An entity as a reference names it, in full: `self`, a neighbour's key, or "module/entity"."""
        if target == "self":
            return f"{self.module}/{self.entity}"
        return target if "/" in target or target in PLATFORM else f"{self.module}/{target}"


def read_fields(
    schema: Mapping[str, Any], notes: Notes, place: Place, like: Mapping[str, Field] = _NO_FIELDS
) -> dict[str, Field]:
    """The fields of an object schema, in the order written. like: fields that may be shared where the schema of one is
    the same object and says everything itself.
    """
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return {}
    required = schema.get("required")
    needed = frozenset(required if isinstance(required, list) else ())
    fields = {}
    for key, value in properties.items():
        notes.fields += 1
        if notes.fields > MAX_FIELDS:
            notes.wrong(place.pointer, "limit", what="fields", limit=MAX_FIELDS)
            break
        known = like.get(key)
        if known is not None and known.schema is value and known.required == (key in needed) and not _refers(value):
            fields[key] = known
            continue
        inside = place.at(f"/properties/{escape(key)}")
        inner = _NO_FIELDS if known is None else known.fields
        fields[key] = read_field(key, value, notes, inside, required=key in needed, like=inner)
    return fields


def _refers(schema: Any) -> bool:
    """Whether a part of a field is written elsewhere in the document (`$ref`), where it may have changed."""
    if not isinstance(schema, Mapping):
        return False
    properties = schema.get("properties")
    inner = properties.values() if isinstance(properties, Mapping) else ()
    return "$ref" in schema or _refers(schema.get("items")) or any(_refers(one) for one in inner)


def read_field(
    key: str,
    schema: Any,
    notes: Notes,
    place: Place,
    *,
    required: bool = False,
    like: Mapping[str, Field] = _NO_FIELDS,
) -> Field:
    """The field a property's schema describes; what is wrong with it is noted. like: parts that may be shared."""
    written = resolved(schema if isinstance(schema, Mapping) else {}, place.root)
    kind = kind_for(written)
    options = _options(kind, written, notes, place)
    literal, formula = _default(kind, written, options, notes, place.pointer)
    formulas = {name: notes.formula(written, name, place.pointer) for name in FORMULAS}
    return Field(
        key=key,
        kind=kind.name,
        title=_text(written, "title") or key.replace("_", " ").strip().capitalize(),
        help=_text(written, "description"),
        schema=written,
        options=options,
        required=required,
        many=bool(options.get("many")) or kind.name == "choices",
        indexed=written.get("indexed") is True,
        unique=written.get("unique") is True,
        masked=written.get("masked") is True or kind.personal,
        rollup=written["rollup"] if isinstance(written.get("rollup"), Mapping) else None,
        sequence=written["sequence"] if isinstance(written.get("sequence"), Mapping) else None,
        default=literal,
        has_default="default" in written and formula is None,
        default_expr=formula,
        fields=_children(kind, written, notes, place, like),
        was=tuple(written.get("was", ())),
        computed=formulas["computed"],
        default_from=formulas["default_from"],
        pick=formulas["pick"],
        visible_when=formulas["visible_when"],
        required_when=formulas["required_when"],
        readonly_when=formulas["readonly_when"],
    )


def _text(schema: Mapping[str, Any], key: str) -> str:
    value = schema.get(key)
    return value if isinstance(value, str) else ""


def _options(kind: Kind, schema: Mapping[str, Any], notes: Notes, place: Place) -> Mapping[str, Any]:
    try:
        options = kind.options(schema)
    except Unreadable as error:
        notes.add(place.pointer, error.problem)
        return {}
    target = options.get("reference")
    return {**options, "reference": place.full_name(target)} if isinstance(target, str) else options


def _default(
    kind: Kind, schema: Mapping[str, Any], options: Mapping[str, Any], notes: Notes, pointer: str
) -> tuple[Any, Expr | None]:
    """The default as a literal, or as a formula where its text is no value of the kind."""
    given = schema.get("default")
    if given is None or kind.name in LITERAL:
        return given, None
    try:
        kind.read(given, options)
    except Unreadable as unreadable:
        if not isinstance(given, str):
            notes.add(f"{pointer}/default", unreadable.problem)
            return given, None
        try:
            return None, parse(given)
        except ExpressionError:
            notes.add(f"{pointer}/default", unreadable.problem)
    return given, None


def _children(
    kind: Kind, schema: Mapping[str, Any], notes: Notes, place: Place, like: Mapping[str, Field]
) -> dict[str, Field]:
    """The columns of rows, or the parts of a group."""
    if kind.name == "group":
        return read_fields(schema, notes, place.at("", deeper=True), like) if place.level < MAX_LEVELS else {}
    if kind.name != "rows" or place.level + 1 >= MAX_LEVELS:
        return {}
    items = schema.get("items")
    inner = resolved(items, place.root) if isinstance(items, Mapping) else {}
    return read_fields(inner, notes, place.at("/items", deeper=True), like)
