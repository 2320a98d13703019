"""geo_polygon: an area on the map: at least three points, not crossing itself; closed without saying so."""

from collections.abc import Iterable
from typing import Final

from dougong.expression.types import GEO, list_of
from dougong.kinds._common import N_, no_options, only_named, read_list, settle, too_large
from dougong.kinds._geo import (
    GEO_PLACES,
    POINT_SCHEMA,
    check_point,
    crosses_itself,
    point_text,
    read_point,
    write_point,
)
from dougong.kinds.kind import Kind, Options
from dougong.problem import GeoPoint, Json, Problem

MAX_POINTS: Final = 300


def _read(json: Json, options: Options) -> tuple[GeoPoint, ...]:
    """The points; a last one equal to the first (as GeoJSON closes a ring) is left out."""
    points = read_list(json, read_point)
    if len(points) > MAX_POINTS:
        raise too_large(N_("an outline's number of points"), MAX_POINTS)
    return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def _check(value: tuple[GeoPoint, ...], options: Options) -> Iterable[Problem]:
    for position, point in enumerate(value):
        yield from (problem.below(f"/{position}") for problem in check_point(point))
    if len(value) < 3:
        yield Problem("", "min_items", {"limit": 3})
    elif crosses_itself(value):
        yield Problem("", "self_crossing")


GEO_POLYGON = settle(
    Kind(
        name="geo_polygon",
        type=list_of(GEO),
        rank=only_named,
        read=_read,
        check=_check,
        write=lambda value, options: [write_point(point) for point in value],
        as_text=lambda value, options: "; ".join(point_text(point) for point in value),
        options=no_options,
        json_schema=lambda options: {"type": "array", "items": dict(POINT_SCHEMA), "minItems": 3},
        keywords={},
        scale=GEO_PLACES,
    )
)
