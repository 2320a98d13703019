"""What people keep for themselves."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone
from dougong.preferences import (
    KINDS,
    VALUE_LIMIT,
    VIEWS_LIMIT,
    change_view,
    forget,
    keeping,
    latest,
    recall,
    recall_all,
    remember,
    remove_view,
    save_view,
    saved_view,
    saved_views,
    sweep_preferences,
)
from dougong.problem import Refused
from dougong.tenancy import NoTenant, Tenant, new_id, reading, writing

from tests.company import make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


def keep(tenant: Tenant, *facts: object) -> None:
    with writing(tenant):
        remember(*facts)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize(
    "value",
    [
        {"order": ["b", "a"], "widths": {"b": 120}},
        [1, "2", None],
        "钢筋二班 \x00 \ud800 🏗",
        False,
        None,
        {"b": 1, "a": 2},
    ],
)
def test_what_is_kept_comes_back_as_it_was(tenant: Tenant, value: object) -> None:
    person = new_id()
    keep(tenant, person, "columns", "core/team:all", value)
    with reading(tenant):
        found = recall(person, "columns", "core/team:all")
        assert found == value
        if isinstance(value, dict):
            assert list(found) == list(value)
        assert recall(new_id(), "columns", "core/team:all") is None
        assert recall(person, "recent", "core/team:all") is None


def test_the_newest_first_and_kept_again_is_kept_once(tenant: Tenant) -> None:
    person = new_id()
    for key in ("a", "b", "c", "a"):
        keep(tenant, person, "recent", key, {"was": key})
    with reading(tenant):
        assert list(recall_all(person, "recent")) == ["a", "c", "b"]
        assert list(recall_all(person, "recent", limit=2)) == ["a", "c"]
        assert [one.value for one in latest(person, "recent", limit=1)] == [{"was": "a"}]


def test_the_oldest_make_room(tenant: Tenant) -> None:
    person, other = new_id(), new_id()
    keep(tenant, other, "recent", "theirs", 1)
    for number in range(KINDS["recent"] + 3):
        keep(tenant, person, "recent", f"r{number}", number)
    with reading(tenant):
        kept = recall_all(person, "recent", limit=1000)
        assert len(kept) == KINDS["recent"]
        assert list(kept)[-1] == "r3"
        assert list(recall_all(other, "recent")) == ["theirs"]


def test_what_is_too_large_or_of_no_known_kind_is_refused(tenant: Tenant) -> None:
    for facts, code in (
        (("wishes", "k", 1), "unknown_key"),
        (("draft", "", 1), "limit"),
        (("draft", "k" * 301, 1), "limit"),
        (("draft", "k\x00", 1), "limit"),
        (("draft", "k", "x" * VALUE_LIMIT), "limit"),
    ):
        with writing(tenant), pytest.raises(Refused) as refused:
            remember(new_id(), *facts)
        assert codes(refused) == [code]


def test_what_is_kept_is_its_tenants_own(tenant: Tenant) -> None:
    other, person = make_tenant(), new_id()
    keep(tenant, person, "pin", "/m/", 1)
    with reading(other):
        assert recall_all(person, "pin") == {}
    with writing(other):
        assert not forget(person, "pin", "/m/")
    with writing(tenant):
        assert forget(person, "pin", "/m/")
        assert not forget(person, "pin", "/m/")
    with pytest.raises(NoTenant):
        recall(person, "pin", "/m/")
    with reading(tenant), pytest.raises(NoTenant):
        remember(person, "pin", "/m/", 1)


def test_old_drafts_go(tenant: Tenant) -> None:
    person = new_id()
    with mock.patch.object(keeping.timezone, "now", return_value=timezone.now() - timedelta(days=91)):
        keep(tenant, person, "draft", "old", {})
        keep(tenant, person, "reader", "language", "en")
    keep(tenant, person, "draft", "young", {})
    with writing(tenant):
        assert sweep_preferences() == 1
        assert list(recall_all(person, "draft")) == ["young"]
        assert recall(person, "reader", "language") == "en"


def test_a_view_is_seen_by_its_owner_or_by_everybody(tenant: Tenant) -> None:
    me, you = new_id(), new_id()
    with writing(tenant):
        mine = save_view("core/team", me, "  My\nteams ", {"q": "钢筋", "sort": "-name"})
        ours = save_view("core/team", you, "All", {"filter": "{}"}, shared=True)
        save_view("core/team", you, "Theirs", {})
        save_view("core/site", me, "Elsewhere", {})
    with reading(tenant):
        assert [one.title for one in saved_views("core/team", me)] == ["All", "My teams"]
        assert saved_view(mine.id, me) == mine
        assert mine.asked == {"q": "钢筋", "sort": "-name"}
        assert saved_view(mine.id, you) is None
        assert saved_view(ours.id, me) == ours
    with reading(make_tenant()):
        assert saved_views("core/team", me) == ()
        assert saved_view(mine.id, me) is None


def test_only_its_owner_changes_or_removes_a_view(tenant: Tenant) -> None:
    me, you = new_id(), new_id()
    with writing(tenant):
        view = save_view("core/team", me, "Mine", {}, shared=True)
    for attempt in (lambda: change_view(view.id, you, title="Ha"), lambda: remove_view(view.id, you)):
        with writing(tenant), pytest.raises(Refused) as refused:
            attempt()
        assert codes(refused) == ["not_found"]
    with writing(make_tenant()), pytest.raises(Refused):
        remove_view(view.id, me)
    with writing(tenant):
        changed = change_view(view.id, me, asked={"group": "kind"}, shared=False)
        assert (changed.title, changed.asked, changed.shared) == ("Mine", {"group": "kind"}, False)
        assert remove_view(view.id, me) == changed
        assert saved_views("core/team", me) == ()


def test_views_are_bounded(tenant: Tenant) -> None:
    me = new_id()
    for title, asked, code in (("", {}, "required"), ("t" * 81, {}, "max_length"), ("t", {"q": "x" * 17000}, "limit")):
        with writing(tenant), pytest.raises(Refused) as refused:
            save_view("core/team", me, title, asked)
        assert codes(refused) == [code]
    with writing(tenant):
        for number in range(VIEWS_LIMIT):
            save_view("core/team", me, f"v{number}", {})
        with pytest.raises(Refused) as refused:
            save_view("core/team", me, "one more", {})
    assert codes(refused) == ["max_items"]
