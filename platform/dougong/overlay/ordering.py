"""Orders of keys: placing one, and bringing two changed orders together."""

from collections.abc import Sequence


def placed(keys: Sequence[str], key: str, after: str | None, before: str | None) -> list[str]:
    """`keys` with `key` beside its neighbour; at the end when that one is not there."""
    rest = [one for one in keys if one != key]
    if after in rest:
        position = rest.index(after) + 1
    elif before in rest:
        position = rest.index(before)
    else:
        position = len(rest)
    return [*rest[:position], key, *rest[position:]]


def arranged(keys: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """`keys` in the order of `wanted`; those not wanted stay behind the one they stood behind."""
    known = set(keys)
    return _let_in(dict.fromkeys(key for key in wanted if key in known), keys)


def three_way(current: Sequence[str], mine: Sequence[str], was: Sequence[str]) -> list[str]:
    """Two changed orders together: `mine` and `current`, both made from `was`.

    What either has taken out is out; what `current` has added comes in behind the one it stands behind.
    """
    if list(current) == list(was):
        return list(mine)
    if list(mine) == list(was):
        return list(current)
    gone = set(was) - set(current)
    kept = dict.fromkeys(key for key in mine if key not in gone)
    taken_out = set(was) - set(mine)
    return _let_in(kept, [key for key in current if key not in taken_out])


def _let_in(chosen: dict[str, None], keys: Sequence[str]) -> list[str]:
    """`chosen` in its order, with every other one of `keys` behind its nearest predecessor."""
    result = list(chosen)
    previous: str | None = None
    for key in keys:
        if key not in chosen:
            result.insert(0 if previous is None else result.index(previous) + 1, key)
        previous = key
    return result
