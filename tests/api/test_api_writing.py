"""Programs change what the person they act for may change, by the same actions; what is sent twice is done once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from dougong import events, once
from dougong.once.models import OnceRow
from dougong.tenancy import new_id, reading, writing

from tests.api.programs import Program, program
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]
TEAMS = "records/core/team"
SLIPS = "records/day_labour/slip"


def team(asked: Program, code: str = "T-API", **more: Any) -> dict[str, Any]:
    """The values of a new team."""
    return {"code": code, "name": "Made by a program", "leader": asked.get("")["me"]["id"], **more}


def made(asked: Program, code: str = "T-API", **more: Any) -> Any:
    return asked.ask("POST", TEAMS, {"values": team(asked, code, **more)}, status=201)


def test_a_record_is_made_changed_removed_and_brought_back(site: Site) -> None:
    asked = program(site, "admin")
    answer = asked.raw("POST", TEAMS, {"values": team(asked)})
    assert answer.status_code == 201
    one = json.loads(answer.content)
    assert answer.headers["Location"] == f"/api/v1/{TEAMS}/{one['id']}"
    assert one["version"] == 1
    assert one["values"]["active"] is True
    address = f"{TEAMS}/{one['id']}"
    two = asked.ask("PATCH", address, {"version": 1, "values": {"note": "on site", "phone": "13800138000"}}, status=200)
    assert (two["version"], two["values"]["note"]) == (2, "on site")
    three = asked.ask("PATCH", address, {"version": 2, "values": {"note": None}}, status=200)
    assert "note" not in three["values"]
    assert "phone" in three["values"]
    asked.ask("DELETE", f"{address}?version=2", status=409)
    assert asked.ask("DELETE", f"{address}?version=3", status=204) is None
    asked.get(address, status=404)
    assert asked.get(address, removed="true")["deleted_at"]
    assert asked.ask("POST", f"{address}/restore", status=200)["values"]["code"] == "T-API"
    asked.get(address)
    with reading(site.tenant):
        verbs = [line.verb for line in events.history_of("core/team", new_id().__class__(one["id"]))]
    assert {"create", "edit", "remove", "restore"} <= set(verbs)


def test_two_who_change_the_same_are_told_both_values(site: Site) -> None:
    mine, theirs = program(site, "admin"), program(site, "labour")
    one = made(mine)
    address = f"{TEAMS}/{one['id']}"
    theirs.ask("PATCH", address, {"version": 1, "values": {"name": "Theirs"}}, status=200)
    told = mine.ask("PATCH", address, {"version": 1, "values": {"name": "Mine", "note": "x"}}, status=409)
    assert told["conflicts"] == [{"version": 2, "pointer": "/values/name", "mine": "Mine", "theirs": "Theirs"}]
    assert told["problems"][0]["pointer"] == "/values/name"
    # Another field goes through, and neither change is lost.
    both = mine.ask("PATCH", address, {"version": 1, "values": {"note": "beside it"}}, status=200)
    assert (both["values"]["name"], both["values"]["note"]) == ("Theirs", "beside it")


def test_a_create_with_an_id_is_done_once(site: Site) -> None:
    asked = program(site, "admin")
    body = {"id": str(new_id()), "values": team(asked)}
    first = asked.ask("POST", TEAMS, body, status=201)
    again = asked.ask("POST", TEAMS, body, status=200)
    assert again["id"] == first["id"] == body["id"]
    other = {**body, "values": {**body["values"], "name": "Another name"}}
    assert asked.ask("POST", TEAMS, other, status=409)["problems"][0]["code"] == "id_taken"


def test_a_key_makes_a_request_happen_once(site: Site) -> None:
    asked, key = program(site, "admin"), {"HTTP_IDEMPOTENCY_KEY": "order-1"}
    body = {"values": team(asked)}
    first = asked.raw("POST", TEAMS, body, **key)
    again = asked.raw("POST", TEAMS, body, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert json.loads(first.content) == json.loads(again.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    listed = asked.get(TEAMS, filter={"field": "code", "is": "equal", "to": "T-API"})["records"]
    assert len(listed) == 1
    told = asked.ask("POST", TEAMS, {"values": team(asked, "T-OTHER")}, status=422, **key)
    assert told["problems"][0]["code"] == "key_reused"
    assert program(site, "labour").ask("POST", TEAMS, {"values": team(asked, "T-3")}, status=201, **key)


def test_what_was_refused_is_not_kept_with_its_key(site: Site) -> None:
    asked, key = program(site, "admin"), {"HTTP_IDEMPOTENCY_KEY": "order-2"}
    asked.ask("POST", TEAMS, {"values": {"code": "T"}}, status=422, **key)
    assert asked.ask("POST", TEAMS, {"values": team(asked, "T-OK")}, status=201, **key)


def test_answers_are_forgotten_after_thirty_days(site: Site) -> None:
    asked, key = program(site, "admin"), {"HTTP_IDEMPOTENCY_KEY": "order-3"}
    asked.ask("POST", TEAMS, {"values": team(asked)}, status=201, **key)
    with writing(site.tenant):
        assert once.sweep_answers() == 0
        OnceRow.objects.update(at=timezone.now() - timedelta(days=31))
        assert once.sweep_answers() == 1


def test_a_slip_goes_its_way(site: Site) -> None:
    engineer = program(site, "engineer")
    slip = engineer.get(SLIPS, filter={"field": "state", "is": "equal", "to": "submitted"}, limit="1")["records"][0]
    address = f"{SLIPS}/{slip['id']}/transitions"
    told = engineer.ask("POST", f"{address}/return", {"version": slip["version"]}, status=422)
    assert told["problems"][0]["code"] == "reason"
    body = {"version": slip["version"] + 5, "reason": "Photos are missing"}
    assert engineer.ask("POST", f"{address}/return", body, status=409)["problems"][0]["code"] == "moved_on"
    body["version"] = slip["version"]
    assert engineer.ask("POST", f"{address}/return", body, status=200)["state"] == "returned"
    assert engineer.ask("POST", f"{address}/nothing", {"version": 1}, status=409)
    assert program(site, "worker").ask("POST", f"{address}/return", body, status=403)


def test_what_is_hidden_is_neither_told_nor_written(site: Site) -> None:
    engineer, cost = program(site, "engineer"), program(site, "cost")
    slip = cost.get(SLIPS, filter={"field": "total", "is": "filled"}, limit="1")["records"][0]
    seen = engineer.get(f"{SLIPS}/{slip['id']}")
    assert "total" not in seen["values"]
    assert not {"rate", "amount"} & set(seen["values"]["rows"][0])
    assert "rate" in cost.get(f"{SLIPS}/{slip['id']}")["values"]["rows"][0]
    for query in ({"sort": "total"}, {"fields": "total"}, {"filter": {"field": "total", "is": "more", "to": "1"}},
                  {"filter": {"field": "rows/rate", "is": "filled"}}):  # fmt: skip
        told = engineer.get(SLIPS, status=422, **query)
        assert told["problems"][0]["code"] == "unknown_key"
    assert engineer.get(f"{SLIPS}/figures", status=422, sum="total")["problems"][0]["pointer"] == "/sum"


def test_problems_lie_where_they_are_in_what_was_sent(site: Site) -> None:
    asked = program(site, "admin")
    told = asked.ask("POST", TEAMS, {"values": {"code": "", "name": "x", "colour": 1, "entry": "no"}}, status=422)
    found = {(one["pointer"], one["code"]) for one in told["problems"]}
    assert ("/values/colour", "unknown_key") in found
    assert ("/values/entry", "format") in found
    assert asked.ask("PATCH", f"{TEAMS}/{new_id()}", {"values": {}}, status=422)["problems"][0]["pointer"] == "/version"
    assert asked.ask("PATCH", f"{TEAMS}/{new_id()}", {"version": 1, "values": {}}, status=404)
    assert asked.ask("POST", TEAMS, {"values": {}, "extra": 1}, status=422)["problems"][0]["pointer"] == "/extra"


BROKEN: list[tuple[bytes, str, int]] = [
    (b"{", "application/json", 400), (b"\xff\xfe", "application/json", 400), (b" ", "application/json", 400),
    (b"[]", "application/json", 400), (b'{"values": NaN}', "application/json", 400),
    (b'{"values": {"code": "\\ud800"}}', "application/json", 400),
    (b'{"values": ' + b"[" * 40 + b"]" * 40 + b"}", "application/json", 400),
    (b'{"values": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}", "application/json", 400),
    (b'{"values": {"code": ' + b"9" * 6000 + b"}}", "application/json", 400),
    (b'{"values": {"a": 1, "a": 2}}', "application/json", 400),
    (b"x=1", "application/x-www-form-urlencoded", 415), (b"{}", "text/plain", 415),
    (b'{"values": "' + b"x" * 2_700_000 + b'"}', "application/json", 413),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "status"), BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_json_is_refused_and_nothing_written(site: Site, body: bytes, kind: str, status: int) -> None:
    asked = program(site, "admin")
    before = asked.get(TEAMS, total="true", limit="1")["total"]
    asked.ask("POST", TEAMS, body, status=status, CONTENT_TYPE=kind)
    assert asked.get(TEAMS, total="true", limit="1")["total"] == before


@pytest.mark.parametrize(
    "values",
    [
        {"code": "a\u0000b"},
        {"name": []},
        {"leader": "x"},
        {"leader": {"id": 1}},
        {"active": "yes"},
        {"code": 5},
        {"code": True},
    ],
)
def test_values_of_another_form_are_refused(site: Site, values: dict[str, Any]) -> None:
    asked = program(site, "admin")
    told = asked.ask("POST", TEAMS, {"values": {**team(asked), **values}}, status=422)
    assert told["problems"][0]["pointer"] == f"/values/{next(iter(values))}"


def test_verbs_of_a_token_hold_for_changes(site: Site) -> None:
    reader = program(site, "admin", verbs=("see",))
    told = reader.ask("POST", TEAMS, {"values": team(reader)}, status=403)
    assert told["problems"][0]["code"] == "token_scope"
    maker = program(site, "admin", verbs=("see", "create"))
    one = made(maker)
    maker.ask("PATCH", f"{TEAMS}/{one['id']}", {"version": 1, "values": {"note": "x"}}, status=403)
    maker.ask("DELETE", f"{TEAMS}/{one['id']}?version=1", status=403)
    slip = {"values": {}, "perform": {"transition": "submit"}}
    assert maker.ask("POST", SLIPS, slip, status=403)
