"""A company's colour: every one is either refused with one that can be read, or can be read in all its tones."""

import pytest
from dougong.tenancy import can_be_read, nearest_read, read_colour, tones
from dougong.tenancy.colours import AA, WHITE, contrast
from hypothesis import given
from hypothesis import strategies as st

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
LIGHT_PAPERS, DARK_PAPERS = (WHITE, "#f0f0f0"), ("#14191b", "#20272a")


@given(COLOURS)
def test_every_tone_of_every_colour_can_be_read(colour: str) -> None:
    near = nearest_read(colour)
    assert can_be_read(near)
    assert (near == colour) is can_be_read(colour)
    light, dark = tones(near)
    for one, papers in ((light, LIGHT_PAPERS), (dark, DARK_PAPERS)):
        pairs = [(one.accent, one.ink), (one.accent, one.tint), (one.deep, one.tint), (one.deep, one.ink)]
        assert min(contrast(*pair) for pair in [*pairs, *((one.accent, paper) for paper in papers)]) >= AA, one


def test_contrast_is_what_the_guidelines_say() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_the_nearest_keeps_its_hue() -> None:
    assert nearest_read("#ffcc00") == "#856900"
    assert nearest_read("#1a66c2") == "#1a66c2"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1a6", "#11aa66"), (" #1A66C2 ", "#1a66c2"), ("teal", None), ("#12345", None), ("#0f6b73;}", None), ("", None)],
)
def test_a_colour_is_read_as_people_type_it(typed: str, read: str | None) -> None:
    assert read_colour(typed) == read
