"""For every kind: schemas a definition may write, each with a strategy for values that are right by it."""

import math
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from dougong.kinds._check_digits import ORGANISATION_SIGNS, luhn_check, organisation_check, person_check
from dougong.kinds.rich_text import clean
from dougong.problem import GeoPoint, Ref
from hypothesis import strategies as st

Samples = dict[str, list[tuple[dict[str, Any], st.SearchStrategy[Any]]]]

CHARACTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
TEXTS = st.text(CHARACTERS, max_size=60)
LISTED = [
    {"const": "own", "title": "Own"},
    {"const": "owner", "title": "Owner's"},
    {"const": "", "title": "None"},
]
MIXED = [1, Decimal("2.5"), "a", True, "1"]


def decimals(stored: int, places: int) -> st.SearchStrategy[Decimal]:
    """Every decimal of so many places that fits 64 bits."""
    largest = (2**63 - 1) // 10 ** (stored - places)
    return st.integers(-largest, largest).map(lambda whole: Decimal(whole).scaleb(-places))


def refs(entity: str) -> st.SearchStrategy[Ref]:
    return st.uuids().map(lambda key: Ref(entity, key))


def many_refs(entity: str) -> st.SearchStrategy[tuple[Ref, ...]]:
    return st.lists(refs(entity), unique=True, max_size=6).map(tuple)


ZONES = st.one_of(st.just(UTC), st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))))
MOMENTS = st.datetimes(
    min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31), timezones=ZONES, allow_imaginary=False
)
DEGREES = {
    "lat": st.integers(-90 * 10**7, 90 * 10**7).map(lambda whole: Decimal(whole).scaleb(-7)),
    "lon": st.integers(-180 * 10**7, 180 * 10**7).map(lambda whole: Decimal(whole).scaleb(-7)),
}
POINTS = st.builds(GeoPoint, **DEGREES)


@st.composite
def polygons(draw: st.DrawFn) -> tuple[GeoPoint, ...]:
    """Star-shaped outlines around the origin: corners by rising angle, so that no side crosses another."""
    corners = draw(st.integers(3, 24))
    radii = draw(st.lists(st.integers(10**6, 10**8), min_size=corners, max_size=corners))
    turns = [2 * math.pi * corner / corners for corner in range(corners)]
    whole = [
        (int(radius * math.sin(turn)), int(radius * math.cos(turn))) for radius, turn in zip(radii, turns, strict=True)
    ]
    return tuple(GeoPoint(Decimal(lat).scaleb(-7), Decimal(lon).scaleb(-7)) for lat, lon in whole)


@st.composite
def person_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(min_value=datetime(1800, 1, 1).date()))
    body = f"{draw(st.integers(100000, 999999))}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + person_check(body)


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    body = draw(st.text("0123456789", min_size=11, max_size=18))
    return body + luhn_check(body)


@st.composite
def organisation_codes(draw: st.DrawFn) -> str:
    sign = st.text(ORGANISATION_SIGNS, min_size=2, max_size=2)
    body = draw(sign) + f"{draw(st.integers(0, 999999)):06}" + draw(st.text(ORGANISATION_SIGNS, min_size=9, max_size=9))
    return body + organisation_check(body)


JSON_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), decimals(6, 3), TEXTS)
JSONS = st.recursive(
    JSON_LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)
ROWS = st.lists(st.dictionaries(st.sampled_from(["id", "hours", "worker"]), JSON_LEAVES), max_size=5).map(tuple)
ITEMS = {"type": "object", "properties": {"hours": {"type": "number"}}}
FILES = {"minItems": 0, "many": True}

SAMPLES: Samples = {
    "text": [
        ({"type": "string"}, TEXTS),
        ({"kind": "text", "minLength": 1, "maxLength": 5}, st.text(CHARACTERS, min_size=1, max_size=5)),
        ({"kind": "text", "pattern": "^[a-z]+[0-9]$"}, st.from_regex(r"\A[a-z]+[0-9]\Z")),
        ({"type": "string", "format": "uuid"}, st.uuids().map(str)),
    ],
    "long_text": [({"kind": "long_text"}, TEXTS), ({"type": "string", "maxLength": 2000}, TEXTS)],
    "rich_text": [
        ({"kind": "rich_text"}, st.one_of(TEXTS, TEXTS.map(lambda text: f"<p><b>{text}</b></p>")).map(clean))
    ],
    "boolean": [({"type": "boolean"}, st.booleans()), ({"kind": "boolean", "const": True}, st.just(True))],
    "integer": [
        ({"type": "integer"}, st.integers(-(2**63), 2**63 - 1)),
        ({"kind": "integer", "minimum": 3, "maximum": "9", "multipleOf": 3}, st.sampled_from([3, 6, 9])),
    ],
    "number": [
        (
            {"type": "number"},
            st.one_of(decimals(6, 6), decimals(6, 0), st.sampled_from([Decimal("1e100"), Decimal("1e-100")])),
        ),
        (
            {"kind": "number", "scale": 2, "exclusiveMinimum": 0},
            st.integers(1, 10**20).map(lambda n: Decimal(n).scaleb(-2)),
        ),
    ],
    "quantity": [
        ({"kind": "quantity", "unit": "h"}, decimals(6, 4)),
        ({"kind": "quantity", "scale": 6}, decimals(6, 6)),
        ({"type": "number", "unit": "m3"}, decimals(6, 4)),
    ],
    "money": [({"kind": "money"}, decimals(4, 2)), ({"kind": "money", "scale": 4}, decimals(4, 4))],
    "price": [({"kind": "price"}, decimals(4, 4)), ({"kind": "price", "scale": 0}, decimals(4, 0))],
    "percent": [({"kind": "percent"}, decimals(6, 6))],
    "date": [({"kind": "date"}, st.dates()), ({"type": "string", "format": "date"}, st.dates())],
    "time": [
        ({"kind": "time"}, st.times()),
        ({"type": "string", "format": "time"}, st.times(timezones=ZONES)),
    ],
    "datetime": [({"kind": "datetime"}, MOMENTS), ({"type": "string", "format": "date-time"}, MOMENTS)],
    "month": [({"kind": "month"}, st.dates().map(lambda day: day.isoformat()[:7]))],
    "duration": [
        ({"kind": "duration"}, st.integers(0, 2**63 - 1)),
        ({"kind": "duration", "minimum": -600, "maximum": 600}, st.integers(-600, 600)),
    ],
    "choice": [
        ({"oneOf": LISTED}, st.sampled_from(["own", "owner", ""])),
        ({"enum": [*MIXED, None]}, st.sampled_from(MIXED)),
        ({"kind": "choice", "enum": ["a", "b"]}, st.sampled_from(["a", "b"])),
    ],
    "choices": [
        (
            {"type": "array", "uniqueItems": True, "items": {"oneOf": LISTED}, "maxItems": 3},
            st.lists(st.sampled_from(["own", "owner", ""]), unique=True).map(tuple),
        ),
        (
            {"kind": "choices", "items": {"enum": [1, 2, 3]}},
            st.lists(st.sampled_from([1, 2, 3]), unique=True).map(tuple),
        ),
    ],
    "reference": [
        ({"reference": "core/team"}, refs("core/team")),
        ({"reference": "core/zone", "many": True, "maxItems": 6}, many_refs("core/zone")),
        (
            {"kind": "reference", "reference": "core/wbs_node", "tree": True, "under": "zone"},
            refs("core/wbs_node"),
        ),
        ({"reference": "*"}, st.one_of(refs("core/team"), refs("user"))),
        ({"reference": "*", "many": True}, many_refs("core/worker")),
    ],
    "user": [({"kind": "user"}, refs("user")), ({"kind": "user", "many": True}, many_refs("user"))],
    "rows": [
        ({"type": "array", "items": ITEMS}, ROWS),
        ({"kind": "rows", "items": ITEMS, "minItems": 0}, ROWS),
    ],
    "file": [({"kind": "file"}, refs("file")), ({"kind": "file", **FILES}, many_refs("file"))],
    "photo": [
        ({"kind": "photo", "hash": True}, refs("file")),
        ({"type": "array", "items": {"kind": "photo"}}, many_refs("file")),
    ],
    "signature": [({"kind": "signature"}, refs("file"))],
    "geo_point": [({"kind": "geo_point"}, POINTS)],
    "geo_polygon": [({"kind": "geo_polygon"}, polygons())],
    "email": [
        ({"kind": "email"}, st.from_regex(r"\A[a-z][a-z0-9]{0,9}@[a-z]{1,9}\.(com|org)\Z")),
        ({"type": "string", "format": "email"}, TEXTS.map(lambda text: f"{text}@{text}")),
    ],
    "phone": [({"kind": "phone"}, st.from_regex(r"\A(\+86 )?1[3-9][0-9]{9}\Z"))],
    "url": [
        ({"kind": "url"}, st.from_regex(r"\Ahttps?://[a-z]{1,9}\.[a-z]{2,5}(/[a-z0-9?=&]{0,20})?\Z")),
        (
            {"type": "string", "format": "uri"},
            st.sampled_from(["urn:isbn:0451450523", "ftp://a.b/c", "https://a.b"]),
        ),
    ],
    "qr_code": [({"kind": "qr_code"}, TEXTS)],
    "id_card": [({"kind": "id_card"}, person_numbers())],
    "bank_card": [({"kind": "bank_card"}, card_numbers())],
    "credit_code": [({"kind": "credit_code"}, organisation_codes())],
    "values": [
        ({"type": "array", "items": {"type": "string"}}, st.lists(TEXTS, max_size=5).map(tuple)),
        (
            {"type": "array", "items": {"type": ["number", "null"]}, "maxItems": 5},
            st.lists(st.one_of(st.none(), decimals(6, 2)), max_size=5).map(tuple),
        ),
        (
            {"kind": "values", "items": {"type": "string", "format": "date"}, "uniqueItems": True},
            st.lists(st.dates(), unique=True, max_size=5).map(tuple),
        ),
    ],
    "group": [({"type": "object", "properties": {"hours": {}}}, st.dictionaries(TEXTS, JSON_LEAVES, max_size=4))],
    "json": [
        ({}, JSONS.filter(lambda value: value is not None)),
        ({"kind": "json"}, st.dictionaries(TEXTS, JSONS)),
    ],
}
