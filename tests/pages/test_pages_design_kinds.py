"""A field of every kind that people may add: added, published, filled in through the form, then found everywhere."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from dougong import catalog, search, storage
from dougong.actions import publish_overlay
from dougong.admission import Caller, admit, seat_of
from dougong.designer import open_draft
from dougong.designer.offered import NAMES
from dougong.listing import Branch, Leaf, Wanted, filter_field, group_fields, open_list
from dougong.tenancy import Account, reading
from PIL import Image

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]

ENTITY = "core/material_category"
HERE = f"/settings/design/{ENTITY}/fields/"
#: What a person types, and a filter that finds it.
TYPED: dict[str, tuple[Any, Leaf | None]] = {
    "text": ("Tower", Leaf("", "contains", "Tow")), "long_text": ("A long tale", Leaf("", "contains", "tale")),
    "rich_text": ("<p>Rich words</p>", Leaf("", "filled")), "url": ("https://example.com/a", Leaf("", "filled")),
    "qr_code": ("SB-2026-0117", Leaf("", "equal", "SB-2026-0117")), "integer": ("12", Leaf("", "at_least", 12)),
    "quantity": ("36.5", Leaf("", "more", "36")), "money": ("12500.25", Leaf("", "equal", "12500.25")),
    "price": ("485", Leaf("", "less", "486")), "percent": ("35", Leaf("", "filled")),
    "number": ("0.003142", Leaf("", "filled")), "date": ("2026-03-18", Leaf("", "on_or_after", "2026-03-01")),
    "time": ("07:30", Leaf("", "filled")), "datetime": ("2026-03-18T07:30", Leaf("", "filled")),
    "month": ("2026-03", Leaf("", "filled")), "duration": ("150", Leaf("", "filled")),
    "boolean": ("true", Leaf("", "equal", True)), "choice": ("c2", Leaf("", "one_of", ["c2"])),
    "choices": (["c1", "c2"], Leaf("", "one_of", ["c1"])), "phone": ("13800138000", Leaf("", "filled")),
    "email": ("li@example.com", Leaf("", "contains", "li@")), "credit_code": ("91330106MA27XW8W8F", None),
    "id_card": ("11010519491231002X", None), "bank_card": ("6222021001116245702", None),
    "reference": (None, Leaf("", "filled")), "user": (None, Leaf("", "filled")), "photo": (None, None),
    "file": (None, None), "signature": (None, None), "geo_point": (None, None), "geo_polygon": (None, None),
}  # fmt: skip


def picture() -> BytesIO:
    found = BytesIO()
    Image.new("RGB", (64, 48), (10, 20, 30)).save(found, "PNG")
    found.seek(0)
    found.name = "site.png"
    return found


def test_every_kind_from_the_designer_to_the_list(site: Site) -> None:
    assert set(TYPED) == NAMES
    admin, account = site.visitor("admin"), Account.objects.get(login="admin")
    caller = Caller(site.tenant, account, "en", "test")
    for kind in sorted(NAMES):
        page = admin.get(HERE)
        seen = page.split('name="seen" value="')[1][:64]
        more = {"choices": "First\nSecond"} if kind in ("choice", "choices") else {}
        more |= {"target": "core/trade"} if kind == "reference" else {}
        admin.post(HERE, {"seen": seen, "_do": "add", "title": f"My {kind}", "kind": kind, "key": f"x_{kind}", **more})
    with reading(site.tenant):
        draft = open_draft(seat_of(caller), "core")
        trade = storage.select(*_all(caller, "core/trade"), storage.Query(limit=1)).records[0]
    publish_overlay(caller, "core", draft.seen)
    sent = {key: value[0] for key, value in TYPED.items() if value[0] is not None}
    sent |= {"reference": str(trade.id), "user": str(account.id)}
    form = admin.form(f"/m/{ENTITY}/new/")
    fields = {**form.with_(code="X1", name="Everything"), **{f"/x_{key}": value for key, value in sent.items()}}
    fields |= {
        "/x_photo": picture(),
        "/x_file": picture(),
        "/x_geo_point/lat": "30.2741",
        "/x_geo_point/lon": "120.1551",
        "/x_duration/h": "2",
        "/x_duration/m": "30",
    }
    answer = admin.post(f"/m/{ENTITY}/new/", {**fields, "_do": "save"})
    record = UUID(answer.headers["Location"].rstrip("/").split("/")[-1])
    page = admin.get(f"/m/{ENTITY}/{record}/")
    assert "Tower" in page
    assert "My money" in page
    assert "11010519491231002X" not in page
    with reading(site.tenant):
        entry = admit(seat_of(caller), ENTITY)
        found = open_list(entry, Wanted(only=(record,), columns=tuple(f"x_{kind}" for kind in TYPED)))
        values = found.records[0].values
        assert {key for key in sent if values.get(f"x_{key}") in (None, ())} == set()
        assert {values.get("x_photo") is None, values.get("x_file") is None} == {False}
        shown = {column.key for column in found.columns}
        for kind, (_typed, leaf) in TYPED.items():
            key = f"x_{kind}"
            assert key in shown or kind in ("geo_polygon", "geo_point", "signature"), kind
            if leaf is not None and filter_field(entry, key) is not None:
                asked = Leaf(key, leaf.word, leaf.to)
                met = open_list(entry, Wanted(only=(record,), filter=Branch("all", (asked,)))).records
                assert [one.id for one in met] == [record], kind
        for words in ("Tower", "long tale", "SB-2026-0117"):
            assert [one.id for one in open_list(entry, Wanted(only=(record,), q=words)).records] == [record], words
        assert "x_text" in search.found_in(entry.entity)
        groups = {one.key for one in group_fields(entry)}
        layout = catalog.layout_for(ENTITY)
        assert {"x_choice", "x_boolean", "x_date", "x_user"} <= groups
        assert layout.column_of("x_money")
        assert len(layout.columns) == len({column for _path, column in layout.columns})


def _all(caller: Caller, name: str) -> Any:
    entry = admit(seat_of(caller), name)
    return entry.reach, entry.entity, entry.layout
