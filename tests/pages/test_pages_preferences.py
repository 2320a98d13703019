"""The door by which scripts keep what a person likes."""

import json

import pytest
from dougong.actions import change_view, remove_view, save_view
from dougong.admission import Caller
from dougong.preferences import recall, recall_all, saved_views
from dougong.problem import Refused
from dougong.tenancy import Account, reading

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def account(login: str) -> Account:
    return Account.objects.get(login=login)


def test_what_a_script_keeps_is_kept_for_this_person(site: Site) -> None:
    foreman = site.visitor("foreman")
    said = {"order": ["date", "team"], "widths": {"date": 120}}
    answer = foreman.post("/preferences/columns/", {"key": "day_labour/slip:all", "value": json.dumps(said)}, 204)
    assert answer.content == b""
    with reading(site.tenant):
        assert recall(account("foreman").id, "columns", "day_labour/slip:all") == said
        assert recall_all(account("gm").id, "columns") == {}
    foreman.post("/preferences/columns/", {"key": "day_labour/slip:all"}, 204)
    with reading(site.tenant):
        assert recall_all(account("foreman").id, "columns") == {}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("wishes", {"key": "k", "value": "1"}),
        ("draft", {"key": "", "value": "1"}),
        ("draft", {"key": "k", "value": "{"}),
        ("draft", {"key": "k", "value": "[" * 100_000}),
        ("draft", {"key": "k", "value": '"' + "x" * 300_000 + '"'}),
    ],
)
def test_what_cannot_be_kept_is_refused_with_words(site: Site, kind: str, fields: dict[str, str]) -> None:
    site.visitor("foreman").post(f"/preferences/{kind}/", fields, 400)


def test_a_stranger_keeps_nothing(site: Site, client) -> None:
    answer = client.post("/preferences/reader/", {"key": "k", "value": "1"}, headers={"host": "demo.localhost"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_views_are_saved_of_lists_one_may_see(site: Site) -> None:
    foreman, gm = (Caller(site.tenant, account(login), "en", "r") for login in ("foreman", "gm"))
    view = save_view(foreman, "day_labour/slip", "Mine", {"state": "draft"})
    assert change_view(foreman, view.id, shared=True).shared
    with reading(site.tenant):
        assert saved_views("day_labour/slip", account("gm").id)[0].title == "Mine"
    with pytest.raises(Refused):
        remove_view(gm, view.id)
    with pytest.raises(Refused):
        save_view(foreman, "day_labour/no_such", "Mine", {})
    assert remove_view(foreman, view.id).id == view.id
