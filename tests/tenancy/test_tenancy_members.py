"""Accounts, memberships, roles; and that taking them away counts at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from dougong.problem import Ref
from dougong.project import settings as product
from dougong.tenancy import (
    Account,
    Domain,
    MemberRole,
    NoTenant,
    NotMember,
    Tenant,
    actor_of,
    add_member,
    auth_epoch,
    end_role,
    give_role,
    holders,
    names_of,
    new_id,
    platform_writing,
    reading,
    remove_member,
    revoke,
    tenant_by_id,
    tenant_by_key,
    tenant_of,
    tenants,
    writing,
)

from tests.company import make_member, make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


def epoch(account: Account, tenant: Tenant) -> int | None:
    with reading(tenant):
        return auth_epoch(Account.objects.get(pk=account.pk), tenant)


@pytest.mark.parametrize(
    "typed",
    ["Zhang.Wei", "  zhang.wei ", "ＺＨＡＮＧ．ＷＥＩ", "Zhang.Wei@Example.com", "ZHANG.WEI@example.COM "],
)
def test_an_account_is_found_however_its_name_is_typed(typed: str) -> None:
    made = Account.objects.create_account("zhang.wei", email="Zhang.Wei@example.com")
    assert Account.objects.by_identifier(typed) == made


def test_a_chinese_name_is_an_account_name() -> None:
    made = Account.objects.create_account("张伟", display_name="张伟")
    assert Account.objects.by_identifier("张伟") == made
    assert made.id.version == 7
    assert str(made) == made.get_full_name() == "张伟"


@pytest.mark.parametrize("login", ["", "two words", "zhang@wei", "x" * 61])
def test_a_wrong_account_name_is_refused(login: str) -> None:
    with pytest.raises(ValidationError):
        Account.objects.create_account(login)


def test_names_and_addresses_are_taken_once() -> None:
    Account.objects.create_account("zhang", email="z@example.com")
    for login, email in (("ZHANG", "other@example.com"), ("other", "Z@Example.com")):
        with pytest.raises(ValidationError):
            Account.objects.create_account(login, email=email)
    Account.objects.create_account("no_address_1")
    Account.objects.create_account("no_address_2")


def test_a_password_is_kept_as_argon2id_and_may_be_absent(settings) -> None:
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    assert Account.objects.create_account("a", password="a long password").password.startswith("argon2$argon2id$")
    assert not Account.objects.create_account("b").has_usable_password()


def test_an_actor_has_the_roles_that_count_now(tenant: Tenant, django_assert_num_queries) -> None:
    account, project, now = make_member(tenant, "foreman"), new_id(), timezone.now()
    with writing(tenant):
        give_role(account, "safety_officer", project=project)
        give_role(account, "past", until=now - timedelta(seconds=1), since=now - timedelta(days=1))
        give_role(account, "future", since=now + timedelta(days=1))
        ended = give_role(account, "ended")
        end_role(ended)
    with reading(tenant), django_assert_num_queries(2):
        actor = actor_of(account, tenant)
    assert actor.id == Ref("user", account.id)
    assert actor.roles == {"foreman"}
    assert actor.project_roles == {project: {"safety_officer"}}


def test_roles_of_one_tenant_count_nowhere_else(tenant: Tenant) -> None:
    other = make_tenant()
    account = make_member(tenant, "boss")
    with reading(other), pytest.raises(NotMember):
        actor_of(account, other)
    with writing(other):
        add_member(account)
    with reading(other):
        assert actor_of(account, other).roles == frozenset()
        with pytest.raises(NoTenant):
            actor_of(account, tenant)
    with pytest.raises(NoTenant):
        actor_of(account, tenant)


def test_only_members_get_roles(tenant: Tenant) -> None:
    stranger = Account.objects.create_account("stranger")
    with writing(tenant):
        with pytest.raises(NotMember):
            give_role(stranger, "boss")
        with pytest.raises(ValidationError):
            give_role(_joined(stranger), "Not a slug")
    with reading(tenant), pytest.raises(NoTenant):
        give_role(stranger, "boss")


def _joined(account: Account) -> Account:
    add_member(account)
    return account


def test_each_way_of_taking_access_away_counts_at_once(tenant: Tenant) -> None:
    account = make_member(tenant, "foreman")
    assert epoch(account, tenant) == 1
    with writing(tenant):
        revoke(account)
    assert epoch(account, tenant) == 2
    with writing(tenant):
        remove_member(account)
    assert epoch(account, tenant) is None
    with reading(tenant), pytest.raises(NotMember):
        actor_of(account, tenant)
    with writing(tenant):
        add_member(account)
    assert epoch(account, tenant) == 4
    with reading(tenant):
        assert actor_of(account, tenant).roles == frozenset(), "roles do not come back by themselves"
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert epoch(account, tenant) is None


def test_a_membership_has_its_time(tenant: Tenant) -> None:
    account, now = Account.objects.create_account("temp"), timezone.now()
    for since, until, counts in (
        (now + timedelta(minutes=1), None, False),
        (now - timedelta(days=2), now - timedelta(days=1), False),
        (now - timedelta(days=2), now + timedelta(days=1), True),
    ):
        with writing(tenant):
            add_member(account, since=since, until=until)
        assert (epoch(account, tenant) is not None) is counts


def test_holders_and_names(tenant: Tenant) -> None:
    project = new_id()
    everywhere, here, gone = (make_member(tenant) for _ in range(3))
    with writing(tenant):
        give_role(everywhere, "approver")
        give_role(here, "approver", project=project)
        give_role(gone, "approver")
        remove_member(gone)
    stranger = Account.objects.create_account("nobody_here")
    with reading(tenant):
        assert holders("approver") == (everywhere.id,)
        assert holders("approver", project=project) == tuple(sorted((everywhere.id, here.id)))
        assert holders("approver", project=new_id()) == (everywhere.id,)
        assert set(names_of({everywhere.id, gone.id, stranger.id})) == {everywhere.id, gone.id}


def test_the_rows_of_ended_roles_stay_as_history(tenant: Tenant) -> None:
    account = make_member(tenant, "foreman")
    with writing(tenant):
        remove_member(account)
    with reading(tenant):
        assert MemberRole.objects.filter(tenant_id=tenant.id, role="foreman", until__isnull=False).count() == 1


def test_a_host_leads_to_its_tenant(tenant: Tenant) -> None:
    with platform_writing():
        Domain.objects.create(host="huaxia.example.com", tenant=tenant)
    for host in (
        "huaxia.example.com",
        "HUAXIA.example.com",
        "huaxia.example.com:8000",
        "huaxia.example.com.",
    ):
        assert tenant_of(host) == tenant, host
    assert tenant_of("other.example.com") is None
    assert tenant_of("[::1]:8000") is None
    Tenant.objects.filter(pk=tenant.pk).update(enabled=False)
    assert tenant_of("huaxia.example.com") is None
    assert tenant_by_id(tenant.id) is None
    assert tenant not in tenants()
    assert tenant_by_key(tenant.key) == tenant
    assert tenant_by_key("none") is None


def test_everything_that_writes_asks_for_a_writing_scope(tenant: Tenant) -> None:
    account = make_member(tenant)
    writers = (
        lambda: add_member(account),
        lambda: revoke(account),
        lambda: remove_member(account),
        lambda: give_role(account, "boss"),
        lambda: end_role(new_id()),
    )
    for writer in writers:
        with reading(tenant), pytest.raises(NoTenant):
            writer()


def test_what_one_tenant_does_to_its_members_is_nothing_to_another(tenant: Tenant) -> None:
    other, account = make_tenant(), make_member(tenant, "foreman")
    with writing(other):
        add_member(account)
        grant = give_role(account, "boss")
    with writing(tenant):
        end_role(grant)
        revoke(account)
        remove_member(account)
    assert epoch(account, other) == 1
    with reading(other):
        assert actor_of(account, other).roles == {"boss"}
        assert holders("boss") == (account.id,)
        assert holders("foreman") == ()
    with reading(tenant):
        assert holders("boss") == ()
