"""Identifiers and the lazy names of a room."""

import time

import dougong.tenancy
import pytest
from dougong.tenancy import lazily, new_id


def test_ids_are_version_7_in_order_and_never_twice() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(20_000)]
    after = time.time_ns() // 1_000_000
    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {made[0].variant} == {"specified in RFC 4122"}
    assert before <= made[0].int >> 80
    assert made[-1].int >> 80 <= after + 1


def test_neighbours_cannot_be_guessed() -> None:
    steps = [(new_id().int & ((1 << 62) - 1)) - (new_id().int & ((1 << 62) - 1)) for _ in range(100)]
    assert len(set(steps)) == 100


def test_every_public_name_is_there() -> None:
    for name in dougong.tenancy.__all__:
        assert getattr(dougong.tenancy, name) is not None
    with pytest.raises(AttributeError):
        dougong.tenancy.no_such_name  # noqa: B018 - asking is the test


def test_a_module_and_a_name_called_alike_are_refused() -> None:
    with pytest.raises(ValueError, match="sign_in"):
        lazily("somewhere", {"sign_in": ("sign_in",)})
