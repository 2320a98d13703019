"""geo_point: a place, WGS 84, seven decimal places (about a centimetre)."""

from dougong.expression.types import GEO
from dougong.kinds._common import no_options, only_named, settle
from dougong.kinds._geo import GEO_PLACES, POINT_SCHEMA, check_point, point_text, read_point, write_point
from dougong.kinds.kind import Kind

GEO_POINT = settle(
    Kind(
        name="geo_point",
        type=GEO,
        rank=only_named,
        read=lambda json, options: read_point(json),
        check=lambda value, options: check_point(value),
        write=lambda value, options: write_point(value),
        as_text=lambda value, options: point_text(value),
        options=no_options,
        json_schema=lambda options: dict(POINT_SCHEMA),
        keywords={},
        scale=GEO_PLACES,
    )
)
