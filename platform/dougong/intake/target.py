"""What a column can be taken for: a field, with every name it goes by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dougong.definition import Entity, Field
from dougong.kinds import Options

#: Kinds a cell of a sheet cannot hold.
_NOT_IN_CELLS = frozenset({"rows", "group", "json", "values", "file", "photo", "signature", "geo_point", "geo_polygon"})


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column may be taken for.

    pointer: JSON pointer of the field: "/amount", or "/rows/*/quantity" of a detail row.
    kind, options: the field's kind and what it read from its schema. label: its title for this reader.
    synonyms: other names: titles in other languages, former keys, what people write.
    choices: key -> every text it is known by, for choices. required: an entry without it is refused.
    reference: full name of the entity referred to; "" where the field is no reference.
    shapes: examples of numbers or codes of that entity: a column of such texts is likely the reference.
    """

    pointer: str
    label: str
    kind: str
    options: Options = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    required: bool = False
    unit: str = ""
    reference: str = ""
    shapes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The label and the synonyms."""
        return (self.label, *self.synonyms)


def targets_of(entity: Entity, others: Iterable[Entity] = ()) -> tuple[Target, ...]:
    """A target for each field of the entity and of its detail rows that a person fills in.

    others: the same entity in other languages (or another version): their titles become synonyms.
    Computed fields, rollups, running numbers and kinds that no cell holds are left out.
    """
    twins = tuple(others)
    found: list[Target] = []
    for key, one in entity.fields.items():
        same = [twin.fields[key] for twin in twins if key in twin.fields]
        if one.kind == "rows":
            for name, inner in one.fields.items():
                others_here = [row.fields[name] for row in same if name in row.fields]
                found += _target(f"/{key}/*/{name}", inner, others_here)
        else:
            found += _target(f"/{key}", one, same)
    return tuple(found)


def _target(pointer: str, one: Field, twins: list[Field]) -> list[Target]:
    """The target of a field; none where nobody types it."""
    if one.kind in _NOT_IN_CELLS or one.computed or one.rollup or one.sequence:
        return []
    names = [twin.title for twin in twins] + [one.key.removeprefix("x_").replace("_", " "), *one.was]
    synonyms = tuple(dict.fromkeys(name for name in names if name and name != one.title))
    unit = one.options.get("unit", "")
    target = Target(
        pointer=pointer,
        label=one.title,
        kind=one.kind,
        options=one.options,
        synonyms=synonyms,
        choices=_choices(one, twins),
        required=one.required,
        unit=unit if isinstance(unit, str) else "",
        reference=one.reference or "",
    )
    return [target]


def _choices(one: Field, twins: list[Field]) -> dict[str, tuple[str, ...]]:
    """Each choice with its titles in every language given."""
    mine: Mapping[str, str] = one.options.get("choices", {})
    told = [mine, *(twin.options.get("choices", {}) for twin in twins)]
    return {key: tuple(dict.fromkeys(titles[key] for titles in told if key in titles)) for key in mine}
