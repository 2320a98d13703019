"""What laying an overlay may cost: thousands of changes that hang on each other take no more than a moment."""

from time import process_time

import pytest
from dougong.overlay import Add, Change, Overlay, Set, merge, read_overlay, well_formed
from dougong.problem import Refused

BASE = {"entities/slip": {"properties": {"a": {"title": "A", "oneOf": [{"const": "b", "title": "B"}]}}}}
AT = "entities/slip#/properties"


def chain(length: int) -> dict[str, Change]:
    """Fields that each stand behind the next one, so that the last must come first."""
    return {f"{AT}/x_{one}": Add({"title": "X"}, after=f"x_{one + 1}") for one in range(length)}


def test_a_long_chain_of_neighbours_is_laid_in_its_order() -> None:
    began = process_time()
    merged = merge(BASE, [Overlay("work", "", chain(400))])
    assert list(merged["entities/slip"]["properties"]) == ["a", *(f"x_{one}" for one in reversed(range(400)))]
    assert process_time() - began < 2


@pytest.mark.parametrize(
    "changes",
    [
        chain(5000),
        {f"{AT}/x_{one}": Add({"title": "X"}, before="a") for one in range(5000)},
        {f"{AT}/a/oneOf/x_{one}": Add({"const": f"x_{one}", "title": "X"}) for one in range(5000)},
    ],
)
def test_what_would_take_long_is_refused(changes: dict[str, Change]) -> None:
    began = process_time()
    with pytest.raises(Refused) as refused:
        merge(BASE, [well_formed(Overlay("work", "", changes))])
    assert [one.code for one in refused.value.problems] == ["limit"]
    assert process_time() - began < 4


def test_nobody_is_told_five_thousand_times() -> None:
    with pytest.raises(Refused) as refused:
        read_overlay({"changes": {f"nowhere {one}": {"set": 1} for one in range(5000)}})
    assert len(refused.value.problems) == 200


def test_nothing_of_the_base_is_changed_and_the_rest_is_shared() -> None:
    before = repr(BASE)
    merged = merge(BASE, [Overlay("work", "", {f"{AT}/a/title": Set("Other"), f"{AT}/x_b": Add({"title": "B"})})])
    assert repr(BASE) == before
    assert merged["entities/slip"]["properties"]["a"]["oneOf"] is BASE["entities/slip"]["properties"]["a"]["oneOf"]
