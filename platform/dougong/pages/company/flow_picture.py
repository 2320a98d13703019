"""A workflow as a picture: states below each other, each step a lane from the states it starts in to where it leads."""

from dataclasses import dataclass
from typing import Any, Final

from dougong.definition import Workflow

#: Measures of the picture, in its own units.
ROW: Final = 40
LANE: Final = 46
HEAD: Final = 116
LEFT: Final = 176
BOX: Final = 28


@dataclass(frozen=True, slots=True)
class Lane:
    """One step. starts, end, waits: heights of the states it starts in, leads to, waits in. arrow: points of a head."""

    key: str
    title: str
    x: int
    top: int
    bottom: int
    starts: tuple[int, ...]
    end: int
    waits: int | None
    arrow: str
    whole: str


def picture_of(flow: Workflow) -> dict[str, Any]:
    """Everything the drawing's template names."""
    heights = {key: HEAD + number * ROW + ROW // 2 for number, key in enumerate(flow.states)}
    lanes = [_lane(flow, key, number, heights) for number, key in enumerate(flow.transitions)]
    states = [
        {
            "key": state.key, "title": _short(state.title, 20), "whole": state.title, "y": heights[state.key],
            "tone": state.tone or "", "initial": state.key == flow.initial, "final": state.final,
        }
        for state in flow.states.values()
    ]  # fmt: skip
    return {
        "width": LEFT + len(lanes) * LANE + 100, "height": HEAD + len(states) * ROW + 8,
        "states": states, "lanes": lanes,
        "left": LEFT, "box": BOX, "head": HEAD, "right": LEFT + len(lanes) * LANE + 8,
    }  # fmt: skip


def _lane(flow: Workflow, key: str, number: int, heights: dict[str, int]) -> Lane:
    arrow = flow.transitions[key]
    x = LEFT + number * LANE + LANE // 2
    starts = tuple(heights[one] for one in arrow.sources if one in heights)
    end = heights.get(arrow.target, HEAD)
    waits = heights.get(arrow.via) if arrow.via else None
    every = (*starts, end, *((waits,) if waits is not None else ()))
    down = end >= min(starts, default=end)
    tip = end - 5 if down else end + 5
    back = tip - 7 if down else tip + 7
    head = f"{x},{tip} {x - 5},{back} {x + 5},{back}" if starts != (end,) else ""
    return Lane(key, _short(arrow.title, 18), x, min(every), max(every), starts, end, waits, head, arrow.title)


def _short(text: str, most: int) -> str:
    """A text that fits: a Chinese character is as wide as two letters."""
    room, kept = most, ""
    for letter in text:
        room -= 2 if ord(letter) > 0x2E80 else 1
        if room < 0:
            return f"{kept}…"
        kept += letter
    return text
