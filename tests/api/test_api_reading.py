"""Programs read what the person they act for may read: lists, records, figures; nothing more."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from dougong.commands.demo_company import DEMO_HOST
from dougong.tenancy import Account, access_tokens, reading, revoke, revoke_token, writing
from dougong.tenancy.models import AccessTokenRow

from tests.api.programs import Program, ids_of, program, token_for
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]
SLIPS = "records/day_labour/slip"


def test_a_stranger_is_told_to_show_a_token(site: Site) -> None:
    for address in ("", SLIPS, "nothing/at/all", "openapi.json"):
        answer = Program("").raw("GET", address)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert Program("dg_" + "x" * 43).raw("GET", SLIPS).status_code == 401
    assert Program("", host="nobody.localhost").raw("GET", SLIPS).status_code == 404


def test_a_session_is_no_token(site: Site) -> None:
    visitor = site.visitor("admin")
    assert visitor.client.get(f"/api/v1/{SLIPS}").status_code == 401
    sent = visitor.client.post(f"/api/v1/{SLIPS}/nothing", "{}", content_type="application/json")
    assert sent.status_code == 401


@pytest.mark.parametrize("how", ["revoked", "over", "epoch", "disabled"])
def test_a_token_that_counts_no_more_is_refused_at_once(site: Site, how: str) -> None:
    text = token_for(site.tenant, "cost")
    asked = Program(text)
    asked.get(SLIPS)
    cost = Account.objects.get(login="cost")
    with writing(site.tenant):
        token = access_tokens(cost)[0]
        assert token.used_at is not None
        if how == "revoked":
            revoke_token(token.id, cost)
        elif how == "over":
            AccessTokenRow.objects.filter(tenant=site.tenant, id=token.id).update(
                expires_at=timezone.now() - timedelta(1)
            )
        elif how == "epoch":
            revoke(cost)
        else:
            Account.objects.filter(pk=cost.pk).update(is_active=False)
    asked.get(SLIPS, status=401)


def test_only_the_digest_of_a_token_is_kept(site: Site) -> None:
    text = token_for(site.tenant, "cost")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tenancy_access_token")
        assert text not in repr(cursor.fetchall())


def test_a_token_is_narrowed_to_modules_and_verbs(site: Site) -> None:
    narrow = program(site, "admin", modules=("core",), verbs=("see",))
    assert narrow.get("records/core/team")["records"]
    assert narrow.get(SLIPS, status=403)["problems"][0]["code"] == "token_scope"
    listed = narrow.get("")["entities"]
    assert listed
    assert all(one["name"].startswith("core/") for one in listed)
    assert program(site, "admin", verbs=("comment",)).get("records/core/team", status=403)


def test_a_page_has_what_the_pages_have(site: Site) -> None:
    asked = program(site, "cost")
    page = asked.get(SLIPS, limit="3", total="true", sort="-work_date,number")
    assert len(page["records"]) == 3
    assert page["total"] > 3
    one = page["records"][0]
    assert one == {**one, "version": one["version"], "state": one["state"]}
    whole = asked.get(f"{SLIPS}/{one['id']}")
    assert whole["values"].items() >= one["values"].items()
    assert whole["values"]["rows"]
    dates = [row["values"]["work_date"] for row in page["records"]]
    assert dates == sorted(dates, reverse=True)


def test_every_page_by_its_key_and_by_its_number_is_the_whole_list(site: Site) -> None:
    asked = program(site, "cost")
    everything = ids_of(asked.get(SLIPS, limit="200", sort="work_date", fields="work_date"))
    assert len(everything) > 20
    keyed: list[UUID] = []
    after = ""
    while True:
        page = (
            asked.get(SLIPS, limit="7", sort="work_date", after=after)
            if after
            else asked.get(SLIPS, limit="7", sort="work_date")
        )
        keyed += ids_of(page)
        after = page["next"]
        if after is None:
            break
    assert keyed == everything
    counted = [one for start in range(0, len(everything), 9)
               for one in ids_of(asked.get(SLIPS, limit="9", sort="work_date", offset=str(start)))]  # fmt: skip
    assert counted == everything


def test_filters_are_joined_by_all_any_and_none(site: Site) -> None:
    asked = program(site, "cost")
    everything = {one["id"]: one for one in asked.get(SLIPS, limit="200")["records"]}
    own = {"field": "cause", "is": "one_of", "to": ["own"]}
    draft = {"field": "state", "is": "equal", "to": "draft"}
    is_own = {key for key, one in everything.items() if one["values"].get("cause") == "own"}
    is_draft = {key for key, one in everything.items() if one["state"] == "draft"}
    assert is_own
    assert is_draft
    for how, expected in (
        ("all", is_own & is_draft),
        ("any", is_own | is_draft),
        ("none", set(everything) - is_own - is_draft),
    ):
        found = asked.get(SLIPS, limit="200", filter={how: [own, draft]})
        assert {one["id"] for one in found["records"]} == expected, how
    inner = asked.get(SLIPS, limit="200", filter={"all": [own, {"none": [draft]}]})
    assert {one["id"] for one in inner["records"]} == is_own - is_draft


def test_fields_are_chosen_and_references_followed(site: Site) -> None:
    asked = program(site, "cost")
    page = asked.get(SLIPS, limit="5", fields="work_date,team", expand="team,project")
    for one in page["records"]:
        assert set(one["values"]) <= {"work_date", "team", "project"}
        assert one["expanded"]["team"]["id"] == one["values"]["team"]
        assert one["expanded"]["project"]["values"]["name"]
    assert asked.get(SLIPS, status=422, expand="work_date")["problems"][0]["pointer"] == "/expand"
    narrow = program(site, "cost", modules=("day_labour",))
    assert narrow.get(SLIPS, status=422, expand="team")["problems"][0]["code"] == "unknown_key"


def test_figures_are_sums_over_what_is_seen(site: Site) -> None:
    asked = program(site, "cost")
    records = asked.get(SLIPS, limit="200", fields="total,cause")["records"]
    found = asked.get(f"{SLIPS}/figures", group="cause", sum="total", avg="total", min="total", max="total")
    for group in found["groups"]:
        totals = [Decimal(one["values"]["total"]) for one in records
                  if one["values"].get("cause") == group["group"]["cause"] and "total" in one["values"]]  # fmt: skip
        assert Decimal(group["sum"]["total"]) == sum(totals)
        assert Decimal(group["max"]["total"]) == max(totals)
        assert Decimal(group["avg"]["total"]) == (sum(totals) / len(totals)).quantize(Decimal("0.0001"))
    assert sum(group["count"] for group in found["groups"]) == asked.get(SLIPS, limit="1", total="true")["total"]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"limit": "0"}, "/limit", "minimum"),
    ({"limit": "99999"}, "/limit", "maximum"),
    ({"limit": "x"}, "/limit", "type"),
    ({"offset": "9999999"}, "/offset", "maximum"),
    ({"nothing": "1"}, "/nothing", "unknown_key"),
    ({"filter": "{"}, "/filter", "filter"),
    ({"filter": "[" * 10_000}, "/filter", "filter"),
    ({"filter": {"field": "nothing", "is": "equal", "to": "x"}}, "/filter/field", "unknown_key"),
    ({"filter": {"all": [{"field": "work_date", "is": "equal", "to": "no"}]}}, "/filter/all/0/to", "format"),
    ({"sort": "nothing"}, "/sort", "unknown_key"),
    ({"fields": "nothing"}, "/fields", "unknown_key"),
    ({"after": "nonsense"}, "", "cursor"),
    ({"total": "perhaps"}, "/total", "enum"),
    ({"q": "a\0b"}, "/q", "format"),
]


@pytest.mark.parametrize(("query", "pointer", "code"), REFUSED)
def test_what_cannot_be_read_is_refused_at_its_place(site: Site, query: Any, pointer: str, code: str) -> None:
    unreadable = next(iter(query)) in {"limit", "offset", "nothing", "total", "q"}
    told = program(site, "cost").get(SLIPS, status=400 if unreadable else 422, **query)
    assert (told["problems"][0]["pointer"], told["problems"][0]["code"]) == (pointer, code), told


def test_problems_speak_the_callers_language(site: Site) -> None:
    told = program(site, "cost", language="zh-CN,zh;q=0.9").get(SLIPS, status=400, limit="0")
    assert any("\u4e00" <= char <= "\u9fff" for char in told["title"] + told["problems"][0]["detail"])
    english = program(site, "cost", language="en-GB").get(SLIPS, status=400, limit="0")
    assert english["problems"][0]["detail"] == "At least 1."


def test_a_method_an_address_does_not_know_is_told_which_it_knows(site: Site) -> None:
    answer = program(site, "cost").raw("PUT", SLIPS)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_list_takes_as_many_queries_for_two_records_as_for_two_hundred(site: Site) -> None:
    asked = program(site, "cost")
    counts = set()
    for limit in ("2", "200"):
        asked.get(SLIPS, limit=limit)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            asked.get(SLIPS, limit=limit)
        counts.add(len([one for one in seen if one["sql"].startswith("SELECT")]))
    assert len(counts) == 1
    assert max(counts) <= 8
    print(f"\n{counts} queries")


def test_too_many_requests_are_told_when_to_come_back(
    site: Site, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dougong.tenancy.allowance._minute", lambda: 7)  # however long the test takes
    settings.API_PER_TOKEN = 40
    asked = program(site, "cost")
    answers = [asked.raw("GET", "") for _ in range(60)]
    refused = [one for one in answers if one.status_code == 429]
    assert len(refused) == 20
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 60
    assert program(site, "cost").raw("GET", "").status_code == 200
    settings.API_PER_TENANT = 40
    assert any(program(site, "cost").raw("GET", "").status_code == 429 for _ in range(60))
    assert json.loads(refused[0].content)["status"] == 429


def test_what_is_not_there_or_not_his_is_not_found(site: Site) -> None:
    asked = program(site, "foreman")
    program(site, "worker").get(SLIPS, status=403)
    everything = ids_of(program(site, "admin").get(SLIPS, limit="200"))
    seen = set(ids_of(asked.get(SLIPS, limit="200")))
    hidden = next(one for one in everything if one not in seen)
    asked.get(f"{SLIPS}/{hidden}", status=404)
    asked.get("records/nothing/here", status=404)
    asked.get(f"{SLIPS}/0190a1b2-0000-7000-8000-000000000000", status=404)
    with reading(site.tenant):
        assert access_tokens(Account.objects.get(login="foreman"))
    assert Client(HTTP_HOST=DEMO_HOST).get("/api/v1/x").status_code == 401
