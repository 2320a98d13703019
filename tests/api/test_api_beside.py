"""Beside records: many changes at once, comments, history, files; with the same rights."""

from io import BytesIO
from typing import Any

import pytest
from dougong.tenancy import new_id
from PIL import Image

from tests.api.programs import Program, program
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]
TEAMS, SLIPS = "records/core/team", "records/day_labour/slip"


def team(asked: Program, code: str) -> dict[str, Any]:
    return {"code": code, "name": "Made by a program", "leader": asked.get("")["me"]["id"]}


def test_each_of_many_changes_has_its_own_outcome(site: Site) -> None:
    asked, key = program(site, "admin"), {"HTTP_IDEMPOTENCY_KEY": "batch-1"}
    one = asked.ask("POST", TEAMS, {"values": team(asked, "T-1")}, status=201)
    operations = [
        {"do": "create", "values": team(asked, "T-2")},
        {"do": "create", "values": team(asked, "T-1")},
        {"do": "update", "id": one["id"], "version": 1, "values": {"note": "changed"}},
        {"do": "update", "id": one["id"], "version": 1, "values": {"note": "again"}},
        {"do": "update", "id": str(new_id()), "version": 1, "values": {}},
        {"do": "remove", "id": one["id"], "version": 2},
        {"do": "fly"}, 7,
    ]  # fmt: skip
    results = asked.ask("POST", f"{TEAMS}/batch", {"operations": operations}, status=200, **key)["results"]
    assert [each["status"] for each in results] == [201, 422, 200, 409, 404, 204, 422, 422]
    assert results[0]["record"]["values"]["code"] == "T-2"
    assert results[1]["problems"][0]["pointer"] == "/values/code"
    assert results[3]["conflicts"][0]["theirs"] == "changed"
    again = asked.ask("POST", f"{TEAMS}/batch", {"operations": operations}, status=200, **key)["results"]
    assert (again[0]["status"], again[2]["status"]) == (201, 200)
    assert again[0]["record"]["id"] == results[0]["record"]["id"]
    asked.ask("POST", f"{TEAMS}/batch", {"operations": [{}] * 201}, status=422)


def test_comments_are_made_changed_and_taken_back_by_their_author(site: Site) -> None:
    pm, cost = program(site, "pm"), program(site, "cost")
    at = f"{SLIPS}/{cost.get(SLIPS, limit='1')['records'][0]['id']}/comments"
    said = cost.ask("POST", at, {"text": "Please check the hours"}, status=201)
    assert pm.get(at)["comments"][0]["text"] == "Please check the hours"
    pm.ask("PATCH", f"{at}/{said['id']}", {"text": "x"}, status=403)
    cost.ask("PATCH", f"{at}/{said['id']}", {"text": "Checked"}, status=204)
    assert pm.get(at)["comments"][0]["text"] == "Checked"
    cost.ask("DELETE", f"{at}/{said['id']}", status=204)
    assert pm.get(at)["comments"][0]["removed"] is True
    cost.ask("POST", at, {"text": ""}, status=422)
    program(site, "cost", verbs=("see",)).ask("POST", at, {"text": "x"}, status=403)
    program(site, "worker").get(at, status=403)


def test_history_tells_what_its_reader_may_see(site: Site) -> None:
    cost, engineer = program(site, "cost"), program(site, "engineer")
    found = engineer.get(SLIPS, filter={"field": "state", "is": "equal", "to": "confirmed"}, limit="1")
    at = f"{SLIPS}/{found['records'][0]['id']}"
    slip = cost.get(at)
    rows = [{**row, "rate": "333.00"} for row in slip["values"]["rows"]]
    cost.ask("PATCH", at, {"version": slip["version"], "values": {"rows": rows}}, status=200)
    told = {who: asked.get(f"{at}/history")["events"] for who, asked in (("cost", cost), ("engineer", engineer))}
    assert [one["verb"] for one in told["cost"]] == [one["verb"] for one in told["engineer"]]
    assert told["cost"][0]["changes"]["rows"]["after"][0]["rate"] == "333.00"
    assert "total" in told["cost"][0]["changes"]
    assert "rate" not in str(told["engineer"])
    assert "total" not in str(told["engineer"])


def test_a_file_is_sent_named_by_a_record_and_opened_by_who_sees_it(site: Site) -> None:
    engineer = program(site, "engineer")
    picture = BytesIO()
    Image.new("RGB", (64, 48), (200, 20, 30)).save(picture, "JPEG")
    octets = {"CONTENT_TYPE": "application/octet-stream"}
    sent = engineer.ask("POST", "files?name=site.jpg&kind=photo", picture.getvalue(), status=201, **octets)
    assert (sent["kind"], sent["content_type"]) == ("photo", "image/jpeg")
    assert engineer.raw("GET", sent["href"]).status_code == 200
    program(site, "cost").get(sent["href"], status=404)
    known = engineer.get(SLIPS, limit="1", fields="team")["records"][0]["values"]
    two = engineer.ask("POST", "files?name=after.jpg&kind=photo", picture.getvalue(), status=201, **octets)
    values = {"project": known["project"], "team": known["team"], "photos": [sent["id"], two["id"]]}
    slip = engineer.ask("POST", SLIPS, {"values": values}, status=201)
    listed = program(site, "cost").get(f"{SLIPS}/{slip['id']}/attachments")["files"]
    assert sent["id"] in [one["id"] for one in listed]
    assert program(site, "cost").raw("GET", sent["href"]).status_code == 200
    narrow = program(site, "cost", modules=("core",))
    narrow.get(sent["href"], status=403)
    engineer.ask("POST", "files?name=x.svg&kind=photo", b"<svg/>", status=422, **octets)
    engineer.ask("POST", "files?name=x.jpg&kind=mark", b"x", status=400, **octets)
    engineer.ask("POST", "files?name=x.jpg&kind=photo", b"{}", status=415)
