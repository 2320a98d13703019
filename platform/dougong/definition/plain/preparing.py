"""A schema made ready for the validator: only our validator class will ever look at it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.definition.plain import words
from dougong.definition.plain.words import subschemas
from dougong.definition.pointers import join
from dougong.kinds import usable_pattern

#: Where `false` keeps its own meaning for the keyword itself.
_FALSE_STAYS: Final = frozenset(
    {"additionalProperties", "additionalItems", "items", "unevaluatedItems", "unevaluatedProperties"}
)


def prepared(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A copy without `$schema` (at which the library would change to its own validator), and with
    `{"not": {}}` in place of `false` (for which the library prints the whole instance)."""
    copy: dict[str, Any] = {}
    for word, value in schema.items():
        if word == "$schema":
            continue
        copy[word] = _word(word, value)
    return copy


def _word(word: str, value: Any) -> Any:
    if word in _FALSE_STAYS and isinstance(value, bool):
        return value
    if (word in words.SAME_VALUE or word in words.PART) and not isinstance(value, list):
        return _schema(value)
    if word in words.SAME_VALUE_LISTS or word in words.PART_LISTS:
        return [_schema(one) for one in value] if isinstance(value, list) else value
    if word in words.SAME_VALUE_MAPS or word in words.PART_MAPS or word in words.KEPT_MAPS:
        return {key: _schema(one) for key, one in value.items()} if isinstance(value, Mapping) else value
    return value


def _schema(value: Any) -> Any:
    if value is False:
        return {"not": {}}
    return prepared(value) if isinstance(value, Mapping) else value


def unsupported(schema: Mapping[str, Any], dialect: str) -> Iterator[str]:
    """Pointers of what the schema says and no check will run: patterns beyond RE2, another dialect than the
    one it is read in (unknown, or inside)."""
    for path, one in _all(schema):
        if "pattern" in one and not usable_pattern(one["pattern"]):
            yield join((*path, "pattern"))
        patterns = one.get("patternProperties")
        for key in patterns if isinstance(patterns, Mapping) else ():
            if not usable_pattern(key):
                yield join((*path, "patternProperties", key))
        if str(one.get("$schema", dialect)).removesuffix("#") != dialect:
            yield join((*path, "$schema"))


def _all(schema: Mapping[str, Any], above: words.Path = ()) -> Iterator[tuple[words.Path, Mapping[str, Any]]]:
    yield above, schema
    for path, one in subschemas(schema):
        if isinstance(one, Mapping):
            yield from _all(one, (*above, *path))
