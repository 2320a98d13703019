"""Coming in: passwords under a throttle, one-time sign-ins, and nothing told to a guesser."""

from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import timezone
from dougong.project import settings as product
from dougong.tenancy import (
    Account,
    NotMember,
    SignInRefused,
    Tenant,
    entrance,
    issue_sign_in,
    reading,
    redeem_sign_in,
    remove_member,
    revoke,
    sign_in,
    sweep_sign_ins,
    writing,
)
from dougong.tenancy.models import SignInAttempt, SignInToken
from dougong.tenancy.throttle import PER_ACCOUNT, PER_PLACE, place_of

from tests.company import PASSWORD, make_member, make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


@pytest.fixture
def zhang(tenant: Tenant) -> Account:
    return make_member(tenant, "foreman", login="zhang", password=PASSWORD)


@pytest.fixture
def quick(settings) -> None:
    """A cheap hash where only counting matters."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def guess(tenant: Tenant, login: str = "zhang", password: str = "wrong", address: str = "10.0.0.1") -> int | None:
    """None when let in, else the seconds to wait (0: name or password wrong)."""
    try:
        sign_in(login, password, tenant=tenant, address=address)
    except SignInRefused as refused:
        return refused.retry_after
    return None


def at(moment: datetime):
    return mock.patch.object(entrance.timezone, "now", return_value=moment)


def test_the_right_password_comes_in(tenant: Tenant, zhang: Account) -> None:
    assert sign_in(" Zhang", PASSWORD, tenant=tenant, address="10.0.0.1") == zhang


def test_whoever_may_not_work_here_is_refused_in_the_same_words(tenant: Tenant, zhang: Account) -> None:
    other = make_tenant()
    make_member(other, login="li", password=PASSWORD)
    cases = [("zhang", "wrong"), ("nobody", PASSWORD), ("li", PASSWORD)]
    said = []
    for login, password in cases:
        with pytest.raises(SignInRefused) as caught:
            sign_in(login, password, tenant=tenant, address=f"10.0.1.{len(said)}")
        said.append(str(caught.value))
    assert len(set(said)) == 1
    with writing(tenant):
        remove_member(zhang)
    assert guess(tenant, password=PASSWORD) == 0


@pytest.mark.parametrize("login", ["zhang", "nobody", "without_password"])
def test_a_guess_costs_one_hash_whether_the_account_exists_or_not(
    settings, tenant: Tenant, zhang: Account, login: str
) -> None:
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    make_member(tenant, login="without_password")
    encode = Argon2PasswordHasher.encode
    with (
        mock.patch.object(Argon2PasswordHasher, "encode", autospec=True, side_effect=encode) as hashed,
        mock.patch.object(Argon2PasswordHasher, "verify", autospec=True, return_value=False) as verified,
    ):
        assert guess(tenant, login) == 0
    assert hashed.call_count + verified.call_count == 1


def test_five_failures_close_the_door_for_this_account_from_this_place(quick, tenant: Tenant, zhang: Account) -> None:
    start = timezone.now()
    for _ in range(PER_ACCOUNT):
        assert guess(tenant) == 0
    wait = guess(tenant, password=PASSWORD)
    assert wait is not None
    assert 14 * 60 < wait <= 15 * 60 + 1
    assert guess(tenant, password=PASSWORD, address="10.0.0.2") is None, "nobody is locked out from elsewhere"
    with at(start + timedelta(minutes=15, seconds=2)):
        assert guess(tenant, password=PASSWORD) is None


def test_a_success_forgets_the_failures(quick, tenant: Tenant, zhang: Account) -> None:
    for _ in range(3):
        for _ in range(PER_ACCOUNT - 1):
            assert guess(tenant) == 0
        assert guess(tenant, password=PASSWORD) is None
    assert SignInAttempt.objects.count() == 0


def test_fifty_failures_close_the_door_for_this_place(quick, tenant: Tenant, zhang: Account) -> None:
    start = timezone.now()
    for number in range(PER_PLACE):
        assert guess(tenant, f"name{number}") == 0
    assert 59 * 60 < (guess(tenant, password=PASSWORD) or 0) <= 3601
    assert guess(tenant, password=PASSWORD, address="10.9.9.9") is None
    with at(start + timedelta(hours=1, seconds=5)):
        assert guess(tenant, password=PASSWORD) is None


def test_unknown_accounts_are_throttled_as_well(quick, tenant: Tenant) -> None:
    for _ in range(PER_ACCOUNT):
        assert guess(tenant, "nobody") == 0
    assert guess(tenant, "nobody") > 0


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_places(address: str, place: str) -> None:
    assert place_of(address) == place


def test_nothing_typed_is_kept_in_clear(quick, tenant: Tenant, zhang: Account) -> None:
    guess(tenant, "my secret password")
    kept = SignInAttempt.objects.get()
    assert "secret" not in kept.who
    assert len(kept.who) == 64


def test_a_one_time_sign_in_counts_once(tenant: Tenant, zhang: Account) -> None:
    token = issue_sign_in(zhang, tenant)
    assert redeem_sign_in(token) == (zhang, tenant)
    for again in (token, token[:-1], "", "x" * 43):
        with pytest.raises(SignInRefused):
            redeem_sign_in(again)


def test_the_token_itself_is_kept_nowhere(tenant: Tenant, zhang: Account) -> None:
    token = issue_sign_in(zhang, tenant)
    assert token not in str(SignInToken.objects.values().get())


def test_a_one_time_sign_in_ages(tenant: Tenant, zhang: Account) -> None:
    token = issue_sign_in(zhang, tenant, minutes=5)
    with at(timezone.now() + timedelta(minutes=5, seconds=1)), pytest.raises(SignInRefused):
        redeem_sign_in(token)
    assert redeem_sign_in(token) == (zhang, tenant)


def _revoke(tenant: Tenant, account: Account) -> None:
    with writing(tenant):
        revoke(account)


def _remove(tenant: Tenant, account: Account) -> None:
    with writing(tenant):
        remove_member(account)


def _disable_account(_tenant: Tenant, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)


def _disable_tenant(tenant: Tenant, _account: Account) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(enabled=False)


@pytest.mark.parametrize("event", [_revoke, _remove, _disable_account, _disable_tenant])
def test_what_takes_access_away_voids_one_time_sign_ins(tenant: Tenant, zhang: Account, event) -> None:
    token = issue_sign_in(zhang, tenant)
    event(tenant, zhang)
    with pytest.raises(SignInRefused):
        redeem_sign_in(token)


def test_only_members_get_a_one_time_sign_in(tenant: Tenant, zhang: Account) -> None:
    other = make_tenant()
    with pytest.raises(NotMember):
        issue_sign_in(zhang, other)
    with writing(tenant):
        token = issue_sign_in(zhang, tenant)
    assert redeem_sign_in(token) == (zhang, tenant)


def test_sweeping_keeps_what_still_counts(quick, tenant: Tenant, zhang: Account) -> None:
    fresh = issue_sign_in(zhang, tenant)
    issue_sign_in(zhang, tenant, minutes=-2 * 24 * 60)
    guess(tenant)
    with at(timezone.now() - timedelta(hours=2)):
        guess(tenant)
    assert sweep_sign_ins() == 2
    assert SignInAttempt.objects.count() == 1
    assert redeem_sign_in(fresh) == (zhang, tenant)
    with reading(tenant):
        pass
