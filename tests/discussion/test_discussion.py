"""Comments and notices as they are kept."""

import pytest
from django.db import IntegrityError, transaction
from dougong import discussion
from dougong.problem import Ref
from dougong.tenancy import NoTenant, Tenant, new_id, reading, writing

from tests.company import make_member, make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]

WHAT = "core/team"


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


def say(tenant: Tenant, record, text: str, *, by: Ref | None = None):
    with writing(tenant):
        return discussion.add_comment(new_id(), WHAT, record, by or Ref("user", new_id()), text)


def test_comments_come_newest_first_and_page_by_page(tenant: Tenant) -> None:
    record = new_id()
    said = [say(tenant, record, f"Comment {number}").id for number in range(7)]
    say(tenant, new_id(), "Of another record")
    with reading(tenant):
        first = discussion.comments_of(WHAT, record, limit=3)
        rest = discussion.comments_of(WHAT, record, before=first[-1].id, limit=10)
    assert [one.id for one in (*first, *rest)] == said[::-1]


def test_a_removed_comment_leaves_a_tombstone_without_its_words(tenant: Tenant) -> None:
    record = new_id()
    said = say(tenant, record, "His number is 13900001111")
    with writing(tenant):
        discussion.remove_comment(said.id)
        discussion.change_comment(said.id, "Brought back", [])
    with reading(tenant):
        (left,) = discussion.comments_of(WHAT, record)
    assert left.removed_at is not None
    assert left.text == ""


def test_comments_and_notices_stay_in_their_tenant(tenant: Tenant) -> None:
    other, record = make_tenant(), new_id()
    person = make_member(tenant)
    said = say(tenant, record, "Ours")
    with writing(tenant):
        discussion.put_notice(person.id, "mention", WHAT, record, source=said.id)
    with writing(other):
        assert discussion.comments_of(WHAT, record) == ()
        assert discussion.comment_of(said.id) is None
        discussion.remove_comment(said.id)
        assert discussion.mark_read(person.id) == 0
        assert discussion.notices_of(person.id) == ()
    with reading(tenant):
        assert discussion.comment_of(said.id).text == "Ours"
        assert discussion.unread_count(person.id) == 1


def test_the_same_source_tells_a_person_once(tenant: Tenant) -> None:
    person, record, source = make_member(tenant), new_id(), new_id()
    with writing(tenant):
        for _ in range(2):
            discussion.put_notice(person.id, "mention", WHAT, record, source=source)
        discussion.put_notice(person.id, "mention", WHAT, record, source=new_id())
        assert discussion.unread_count(person.id, entity=WHAT, record=record) == 2
        assert discussion.mark_read(person.id, entity=WHAT, record=new_id()) == 0
        assert discussion.mark_read(person.id, entity=WHAT, record=record) == 2
        assert discussion.notices_of(person.id, unread=True) == ()
        assert len(discussion.notices_of(person.id)) == 2


def test_writing_needs_a_writing_scope(tenant: Tenant) -> None:
    with pytest.raises(NoTenant), reading(tenant):
        discussion.add_comment(new_id(), WHAT, new_id(), Ref("user", new_id()), "x")
    said = say(tenant, new_id(), "x")
    with pytest.raises(IntegrityError), writing(tenant), transaction.atomic():
        discussion.add_comment(said.id, WHAT, said.record, said.author, "the same id again")
