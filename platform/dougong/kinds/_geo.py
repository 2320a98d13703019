"""Points on the globe: reading, limits, and whether an outline crosses itself (in whole numbers, exactly)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from dougong.kinds._common import N_, not_a, refuse
from dougong.kinds._decimals import with_places
from dougong.kinds._numbers import check_scale, to_decimal
from dougong.kinds.kind import Unreadable
from dougong.problem import GeoPoint, Json, Problem

GEO_PLACES: Final = 7
_LIMITS: Final = {"lat": Decimal(90), "lon": Decimal(180)}
POINT_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"lat": {"type": "string"}, "lon": {"type": "string"}},
    "required": ["lat", "lon"],
    "additionalProperties": False,
}
Plane = tuple[int, int]


def read_point(json: Json) -> GeoPoint:
    """A point from {"lat", "lon"}, decimal texts or numbers of at most seven places. Raises `Unreadable`."""
    if not isinstance(json, dict):
        raise not_a(N_("a place (lat, lon)"))
    for key in json:
        if key not in _LIMITS:
            raise refuse("unknown_key", f"/{key.replace('~', '~0').replace('/', '~1')}", key=key)
    return GeoPoint(*(_degrees(json.get(axis), axis) for axis in _LIMITS))


def _degrees(json: Json, axis: str) -> Decimal:
    if json is None:
        raise refuse("required", f"/{axis}")
    try:
        return check_scale(to_decimal(json, texts=True), places=GEO_PLACES, stored=GEO_PLACES)
    except Unreadable as failure:
        raise Unreadable(failure.problem.below(f"/{axis}")) from None


def check_point(point: GeoPoint) -> Iterable[Problem]:
    """Latitude within 90, longitude within 180 degrees."""
    for axis, value in (("lat", point.lat), ("lon", point.lon)):
        if value < -_LIMITS[axis]:
            yield Problem(f"/{axis}", "minimum", {"limit": -_LIMITS[axis]})
        if value > _LIMITS[axis]:
            yield Problem(f"/{axis}", "maximum", {"limit": _LIMITS[axis]})


def write_point(point: GeoPoint) -> Json:
    """The wire form of a point."""
    return {"lat": with_places(point.lat, 0), "lon": with_places(point.lon, 0)}


def point_text(point: GeoPoint) -> str:
    """Latitude and longitude for a person."""
    return f"{with_places(point.lat, 0)}, {with_places(point.lon, 0)}"


def crosses_itself(points: Sequence[GeoPoint]) -> bool:
    """Whether the closed outline through these points touches or crosses itself, or has no area.

    Compares every pair of sides: quadratic, so outlines are kept to a few hundred points.
    """
    plane = [(int(point.lon * 10**GEO_PLACES), int(point.lat * 10**GEO_PLACES)) for point in points]
    sides = list(zip(plane, [*plane[1:], plane[0]], strict=True))
    last = len(sides) - 1
    for first, (a, b) in enumerate(sides):
        if a == b:
            return True
        for second in range(first + 1, last + 1):
            c, d = sides[second]
            if second == first + 1:
                hit = _folds_back(a, b, d)
            elif first == 0 and second == last:
                hit = _folds_back(c, d, b)
            else:
                hit = _meet(a, b, c, d)
            if hit:
                return True
    return False


def _turn(a: Plane, b: Plane, c: Plane) -> int:
    """Positive when a-b-c turns left, negative right, 0 straight."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _folds_back(a: Plane, b: Plane, c: Plane) -> bool:
    """Whether the side after a-b runs back over it."""
    ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return _turn(a, b, c) == 0 and ahead < 0


def _meet(a: Plane, b: Plane, c: Plane, d: Plane) -> bool:
    """Whether the sides a-b and c-d have a point in common."""
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    return _apart(_turn(a, b, c), _turn(a, b, d)) and _apart(_turn(c, d, a), _turn(c, d, b))


def _apart(one: int, other: int) -> bool:
    """Whether two points lie on different sides of a line, or on it."""
    return (one >= 0 >= other) or (one <= 0 <= other)
