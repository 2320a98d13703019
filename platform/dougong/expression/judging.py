"""When types fit each other, and the words for them when they do not."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from dougong.expression.types import ANY, NULL, NUMBER, Type, TypeName

#: Types that have an order.
ORDERED: Final[frozenset[TypeName]] = frozenset({"number", "duration", "text", "date", "time", "datetime"})
#: Types `text(...)` can write.
WRITABLE: Final = ORDERED | {"bool", "ref"}


def open_to_all(type_: Type) -> bool:
    """Whether nothing can be said: a JSON field, or null, which fits every type."""
    return type_.name in ("any", "null")


def numeric(type_: Type) -> bool:
    """Whether it calculates: a number, or a duration in minutes."""
    return type_.name in ("number", "duration") or open_to_all(type_)


def fits(wanted: Type, given: Type) -> bool:
    """Whether a `given` may stand where `wanted` is asked for."""
    if open_to_all(wanted) or open_to_all(given):
        return True
    if wanted.name == "ref" and given.name == "ref":
        return not (wanted.entity and given.entity and wanted.entity != given.entity)
    if wanted.name == "list" and given.name == "list":
        return wanted.item is None or given.item is None or fits(wanted.item, given.item)
    return wanted.name == given.name or (numeric(wanted) and numeric(given))


def common(left: Type, right: Type) -> Type | None:
    """The type of "one or the other"; None when they do not go together."""
    if left.name == "null":
        return right
    if right.name == "null":
        return left
    if "any" in (left.name, right.name):
        return ANY
    if not fits(left, right):
        return None
    if left.name != right.name:
        return NUMBER
    if left.name == "ref":
        return left if left.entity == right.entity else Type("ref")
    if left.name == "list":
        return Type("list", item=common(left.item or NULL, right.item or NULL))
    return left


def closest(name: str, known: Iterable[str]) -> str | None:
    """What a misspelt name was probably meant to be."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def shown(type_: Type) -> str:
    """The type as a message's figure: a reference's entity, else a name that `say` puts into words."""
    return type_.entity or type_.name
