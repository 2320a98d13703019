"""Sessions, and what a person changes of his account."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils import timezone
from dougong.tenancy import (
    Account,
    SignInRefused,
    Tenant,
    begin_session,
    confirm_password,
    end_session,
    end_sessions,
    issue_sign_in,
    note_use,
    redeem_sign_in,
    session_of,
    sessions,
    sessions_of,
    set_password,
    set_profile,
    sweep_sign_ins,
)

from tests.company import PASSWORD, make_member, make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]
NEW = "six grey cranes over the river"


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


@pytest.fixture
def zhang(tenant: Tenant) -> Account:
    return make_member(tenant, "foreman", password=PASSWORD)


def come_in(account: Account, tenant: Tenant, agent: str = "x"):
    return begin_session(account, tenant, address="10.0.0.1", agent=agent)


def test_a_session_counts_until_it_is_ended(tenant: Tenant, zhang: Account) -> None:
    here, there = come_in(zhang, tenant, "y" * 1000), come_in(zhang, tenant)
    assert session_of(here, tenant).account == zhang
    assert len(session_of(here, tenant).agent) == 300
    assert {one.id for one in sessions_of(zhang, tenant)} == {here, there}
    assert end_session(zhang, there)
    assert not end_session(zhang, there)
    assert session_of(there, tenant) is None
    assert [one.id for one in sessions_of(zhang, tenant)] == [here]


def test_nobody_ends_or_sees_anothers_session(tenant: Tenant, zhang: Account) -> None:
    li, other = make_member(tenant), make_tenant()
    mine, elsewhere = come_in(zhang, tenant), come_in(zhang, other)
    assert not end_session(li, mine)
    assert end_sessions(li, but=None) == 0
    assert session_of(mine, other) is None
    assert session_of(elsewhere, tenant) is None
    assert sessions_of(li, tenant) == ()
    assert [one.id for one in sessions_of(zhang, tenant)] == [mine]


def test_all_others_of_one_company_or_of_all(tenant: Tenant, zhang: Account) -> None:
    other = make_tenant()
    here, there, elsewhere = come_in(zhang, tenant), come_in(zhang, tenant), come_in(zhang, other)
    assert end_sessions(zhang, but=here, tenant=tenant) == 1
    assert (session_of(there, tenant), session_of(elsewhere, other) is None) == (None, False)
    assert end_sessions(zhang, but=here) == 1
    assert session_of(here, tenant) is not None


def test_an_account_closed_has_no_session(tenant: Tenant, zhang: Account) -> None:
    here = come_in(zhang, tenant)
    Account.objects.filter(pk=zhang.pk).update(is_active=False)
    assert session_of(here, tenant) is None


def test_its_use_is_kept_now_and_then(tenant: Tenant, zhang: Account) -> None:
    begun = timezone.now() - timedelta(hours=1)
    with mock.patch.object(sessions.timezone, "now", return_value=begun):
        here = come_in(zhang, tenant)
        note_use(session_of(here, tenant), address="10.0.0.2")
    assert session_of(here, tenant).place == "10.0.0.1"
    note_use(session_of(here, tenant), address="10.0.0.2")
    assert session_of(here, tenant).place == "10.0.0.2"
    assert session_of(here, tenant).used_at > begun


def test_a_busy_database_is_not_waited_for(tenant: Tenant, zhang: Account) -> None:
    with mock.patch.object(sessions.timezone, "now", return_value=timezone.now() - timedelta(hours=1)):
        here = come_in(zhang, tenant)
    seen = session_of(here, tenant)
    with mock.patch.object(sessions, "platform_writing", side_effect=OperationalError("database is locked")):
        note_use(seen, address="10.0.0.2")
    with (
        mock.patch.object(sessions, "platform_writing", side_effect=OperationalError("disk I/O error")),
        pytest.raises(OperationalError),
    ):
        note_use(seen, address="10.0.0.2")


def test_a_new_password_ends_what_the_old_one_opened(tenant: Tenant, zhang: Account) -> None:
    here, there, elsewhere = come_in(zhang, tenant), come_in(zhang, tenant), come_in(zhang, make_tenant())
    token = issue_sign_in(zhang, tenant)
    confirm_password(zhang, PASSWORD, address="10.0.0.1")
    set_password(zhang, NEW, keep=here)
    assert session_of(here, tenant) is not None
    assert session_of(there, tenant) is None
    assert sessions.SignedInRow.objects.get(id=elsewhere).ended_at is not None
    with pytest.raises(SignInRefused):
        redeem_sign_in(token)
    with pytest.raises(SignInRefused):
        confirm_password(zhang, PASSWORD, address="10.0.0.1")
    confirm_password(Account.objects.get(pk=zhang.pk), NEW, address="10.0.0.1")


def test_guesses_at_ones_own_password_are_counted(tenant: Tenant, zhang: Account) -> None:
    waits = []
    for _guess in range(6):
        with pytest.raises(SignInRefused) as refused:
            confirm_password(zhang, "wrong", address="10.0.0.1")
        waits.append(refused.value.retry_after > 0)
    assert waits == [False] * 5 + [True]


@pytest.mark.parametrize("easy", ["short", "password1234", ""])
def test_a_password_that_is_easily_guessed_is_refused(tenant: Tenant, zhang: Account, easy: str) -> None:
    here, there = come_in(zhang, tenant), come_in(zhang, tenant)
    with pytest.raises(ValidationError):
        set_password(zhang, easy, keep=here)
    assert session_of(there, tenant) is not None
    assert Account.objects.get(pk=zhang.pk).check_password(PASSWORD)


def test_a_profile_is_checked(zhang: Account) -> None:
    set_profile(zhang, display_name="  张\x00 三\n丰 ", language="en")
    kept = Account.objects.get(pk=zhang.pk)
    assert (kept.display_name, kept.language) == ("张 三 丰", "en")
    for wrong in ({"display_name": " "}, {"display_name": "x" * 121}, {"language": "x" * 11}):
        with pytest.raises(ValidationError):
            set_profile(Account.objects.get(pk=zhang.pk), **wrong)
    assert Account.objects.get(pk=zhang.pk).display_name == "张 三 丰"


def test_old_ones_go(tenant: Tenant, zhang: Account) -> None:
    with mock.patch.object(sessions.timezone, "now", return_value=timezone.now() - timedelta(days=31)):
        come_in(zhang, tenant)
    young = come_in(zhang, tenant)
    assert sweep_sign_ins() == 1
    assert [one.id for one in sessions_of(zhang, tenant)] == [young]
