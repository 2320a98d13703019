"""The kit: a small module with a project, a partner, and a thing with every kind of field."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong.access import Case, Reach, system_reach
from dougong.definition import TRUE_EXPR, Entity, read_entity
from dougong.definition.layout import Layout
from dougong.expression import parse
from dougong.problem import GeoPoint, Ref, Value
from dougong.storage import Record, insert
from dougong.tenancy import Tenant, new_id

SITE: dict[str, Any] = {
    "$schema": "urn:dougong:entity:1", "key": "site", "title": "Site", "is_project": True,
    "unique": [["code"]],
    "type": "object",
    "properties": {
        "code": {"title": "Code", "type": "string", "indexed": True},
        "name": {"title": "Name", "type": "string"},
        "manager": {"title": "Manager", "kind": "user", "indexed": True},
    },
    "required": ["code"],
}  # fmt: skip

PARTY: dict[str, Any] = {
    "$schema": "urn:dougong:entity:1", "key": "party", "title": "Party", "unique": [["code"], ["id_card"]],
    "type": "object",
    "properties": {
        "code": {"title": "Code", "type": "string", "indexed": True},
        "leader": {"title": "Leader", "kind": "user", "indexed": True},
        "id_card": {"title": "ID card", "kind": "id_card", "masked": True},
        "phone": {"title": "Phone", "kind": "phone", "masked": True},
    },
}  # fmt: skip

_ROWS: dict[str, Any] = {
    "title": "Rows", "type": "array", "items": {"type": "object", "properties": {
        "worker": {"title": "Worker", "reference": "kit/party"},
        "hours": {"title": "Hours", "kind": "quantity", "indexed": True},
        "rate": {"title": "Rate", "kind": "money"},
        "amount": {"title": "Amount", "kind": "money"},
        "photos": {"title": "Photos", "kind": "photo", "many": True},
        "parts": {"title": "Parts", "type": "array", "items": {"type": "object", "properties": {
            "name": {"title": "Name", "type": "string"},
            "cost": {"title": "Cost", "kind": "money"}}}}}},
}  # fmt: skip

THING: dict[str, Any] = {
    "$schema": "urn:dougong:entity:1", "key": "thing", "title": "Thing", "scope": "project",
    "numbering": {"prefix": "TH", "per": ["project", "month"], "digits": 4},
    "unique": [["project", "tag"]],
    "type": "object",
    "properties": {
        "tag": {"title": "Tag", "type": "string"},
        "story": {"title": "Story", "kind": "long_text"},
        "rich": {"title": "Rich", "kind": "rich_text"},
        "done": {"title": "Done", "type": "boolean", "indexed": True},
        "whole": {"title": "Whole", "type": "integer"},
        "real": {"title": "Real", "type": "number"},
        "weight": {"title": "Weight", "kind": "quantity", "unit": "t", "scale": 6},
        "total": {"title": "Total", "kind": "money", "scale": 4, "indexed": True},
        "price": {"title": "Price", "kind": "price", "scale": 4},
        "share": {"title": "Share", "kind": "percent", "scale": 6},
        "day": {"title": "Day", "type": "string", "format": "date", "indexed": True},
        "hour": {"title": "Hour", "type": "string", "format": "time"},
        "moment": {"title": "Moment", "type": "string", "format": "date-time", "indexed": True},
        "month": {"title": "Month", "kind": "month"},
        "effort": {"title": "Effort", "kind": "duration"},
        "cause": {"title": "Cause", "oneOf": [
            {"const": "own", "title": "Own"}, {"const": "rework", "title": "Rework"}]},
        "grade": {"title": "Grade", "enum": [1, 2, 3]},
        "trades": {"title": "Trades", "kind": "choices", "items": {"oneOf": [
            {"const": "steel", "title": "Steel"}, {"const": "form", "title": "Formwork"}]}},
        "party": {"title": "Party", "reference": "kit/party", "indexed": True},
        "parties": {"title": "Parties", "reference": "kit/party", "many": True},
        "source": {"title": "Source", "reference": "*"},
        "above": {"title": "Above", "reference": "self", "tree": True},
        "absent": {"title": "Contract", "reference": "elsewhere/contract"},
        "owner": {"title": "Owner", "kind": "user"},
        "watchers": {"title": "Watchers", "kind": "user", "many": True},
        "file": {"title": "File", "kind": "file"},
        "photos": {"title": "Photos", "kind": "photo", "many": True},
        "signed": {"title": "Signature", "kind": "signature"},
        "spot": {"title": "Spot", "kind": "geo_point"},
        "area": {"title": "Area", "kind": "geo_polygon"},
        "mail": {"title": "Mail", "type": "string", "format": "email"},
        "site_phone": {"title": "Phone", "kind": "phone"},
        "link": {"title": "Link", "kind": "url"},
        "qr": {"title": "QR", "kind": "qr_code"},
        "card": {"title": "Card", "kind": "bank_card"},
        "credit": {"title": "Credit code", "kind": "credit_code"},
        "extra": {"title": "Extra", "kind": "json"},
        "group": {"title": "Group", "type": "object", "properties": {
            "depth": {"title": "Depth", "kind": "quantity"},
            "on": {"title": "On", "type": "string", "format": "date"}}},
        "rows": _ROWS,
    },
}  # fmt: skip

NO_LAYOUT = Layout()


@dataclass(frozen=True)
class Kit:
    """An installed module, two tenants, a person."""

    site: Entity
    party: Entity
    thing: Entity
    tenant: Tenant
    other: Tenant
    me: Ref

    def new(self, entity: Entity, by: Ref | None = None, **values: Value) -> Record:
        """A record in the tenant in scope; `at` names its project, `state` and `number` are its own."""
        record = Record(
            entity.name,
            new_id(),
            {key: value for key, value in values.items() if key not in ("at", "state", "number")},
            project=values.get("at"),
            state=values.get("state"),
            number=values.get("number"),
        )
        return insert(entity, record, NO_LAYOUT, by or self.me)

    def place(self, code: str = "P1") -> Ref:
        """A project, as the system field `project` names it."""
        return Ref("project", self.new(self.site, code=code, name="Park").id)

    def everything(self, entity: Entity) -> Reach:
        """The reach of a job."""
        return system_reach(entity.name, "a test looks")

    def reach(self, entity: Entity, *cases: tuple[str, tuple[str, ...]], **params: Value) -> Reach:
        """A person's reach: (predicate, hidden pointers) for each case."""
        made = tuple(
            Case(TRUE_EXPR if where == "true" else parse(where), hide, rule=f"rule {number}")
            for number, (where, hide) in enumerate(cases)
        )
        return Reach(entity.name, made, {"me": self.me, "today": date(2025, 4, 10), **params})


def read(document: dict[str, Any]) -> Entity:
    """An entity of the kit."""
    return read_entity("kit", document["key"], document)


def ids(records: Any) -> list[UUID]:
    """The ids of some records, in order."""
    return [record.id for record in records]


SHANGHAI = timezone(timedelta(hours=8))
#: Field of the kit's thing -> values that must survive.
SAMPLES: dict[str, list[Any]] = {
    "tag": ["x", "", "墙 %s '\"\\ \n\t 𠮷", "a" * 5000],
    "story": ["two\nlines"],
    "rich": ["<p>bold</p>"],
    "done": [True, False],
    "whole": [0, -1, 2**63 - 1, -(2**63 - 1)],
    "real": [
        Decimal("3.14159265358979323846"),
        Decimal("-1E+30"),
        Decimal("0"),
        Decimal("123456789012345.6789"),
    ],
    "weight": [Decimal("0.000001"), Decimal("-9223372036854.775807")],
    "total": [
        Decimal("123456789012345.6789"),
        Decimal("-0.0001"),
        Decimal("922337203685477.5807"),
        Decimal("0.1"),
    ],
    "price": [Decimal("20719925474993.0001")],
    "share": [Decimal("0.03"), Decimal("1")],
    "day": [date(2025, 2, 28), date(1, 1, 1), date(9999, 12, 31)],
    "hour": [time(7, 30), time(23, 59, 59)],
    "moment": [
        datetime(2025, 4, 10, 8, 0, tzinfo=SHANGHAI),
        datetime(2025, 4, 10, 8, 0, 0, 123456, tzinfo=UTC),
    ],
    "month": ["2025-04"],
    "effort": [0, 480],
    "cause": ["own"],
    "grade": [2],
    "trades": [("steel",), ("form", "steel")],
    "file": [Ref("file", new_id())],
    "photos": [(Ref("file", new_id()), Ref("file", new_id()))],
    "signed": [Ref("file", new_id())],
    "spot": [
        GeoPoint(Decimal("31.2304167"), Decimal("121.4737011")),
        GeoPoint(Decimal("-90"), Decimal("180")),
    ],
    "area": [tuple(GeoPoint(Decimal(n), Decimal(n)) for n in range(3))],
    "mail": ["a@b.cn"],
    "site_phone": ["13800138000"],
    "link": ["https://example.com/?a=1&b=%25"],
    "qr": ["Q-1"],
    "card": ["6222020000000000000"],
    "credit": ["91310000MA1FL0000X"],
    "extra": [{"a": [1, Decimal("0.10"), None, {"b": "x"}]}, [], Decimal("1.5"), "text", False],
    "group": [{"depth": Decimal("1.5"), "on": date(2025, 1, 2)}],
}
