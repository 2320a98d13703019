"""Proofs outside signing in: the same work whoever is asked about, sealed secrets, letters that void one another."""

from unittest import mock
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from dougong.tenancy import (
    SignInRefused,
    account_to_reset,
    begin_second_factor,
    confirm_second_factor,
    has_second_factor,
    issue_reset,
    known_account,
    platform_writing,
    redeem_sign_in,
)
from dougong.tenancy.models import Account, SecondFactorRow
from dougong.tenancy.sealing import seal_for, unseal_for

from tests.company import PASSWORD, make_member, make_tenant
from tests.emptying import tables_can_be_emptied

__all__ = ["tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


def work(identifier: str, password: str) -> int:
    """How often the hasher worked."""
    encode = MD5PasswordHasher.encode
    watched = mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=encode)
    with watched as encoded, pytest.raises(SignInRefused):
        known_account(identifier, password, address="10.0.0.9")
    return encoded.call_count


def test_an_account_is_known_by_its_password_with_the_same_work() -> None:
    account = make_member(make_tenant(), login="li", password=PASSWORD)
    assert known_account("LI", PASSWORD, address="10.0.0.8") == account
    assert work("li", "wrong") == work("nobody", "wrong") == 1
    with platform_writing():
        Account.objects.create_account("helper", password=PASSWORD, is_staff=True)
    assert work("helper", PASSWORD) == 1  # staff joins no company
    with platform_writing():
        Account.objects.filter(pk=account.pk).update(is_active=False)
    assert work("li", PASSWORD) == 1


def test_what_is_sealed_opens_for_its_account_and_key_only(settings) -> None:
    one, other = uuid4(), uuid4()
    sealed = seal_for(one, "JBSWY3DPEHPK3PXP")
    assert "JBSW" not in sealed
    assert seal_for(one, "JBSWY3DPEHPK3PXP") != sealed
    assert (unseal_for(one, sealed), unseal_for(other, sealed)) == ("JBSWY3DPEHPK3PXP", None)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key " * 6
    assert unseal_for(one, sealed) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal_for(one, sealed) is None


def test_a_device_counts_once_a_code_of_it_was_right() -> None:
    account = make_member(make_tenant())
    secret = begin_second_factor(account)
    assert begin_second_factor(account) == secret  # the same picture when the page is drawn again
    assert secret not in SecondFactorRow.objects.get(account=account).secret
    for wrong in ("", "12345", "abcdef", "１２３４５６", "000000 "):
        with pytest.raises(SignInRefused):
            confirm_second_factor(account, wrong)
    assert not has_second_factor(account)


def test_a_letter_is_void_once_the_next_is_written_and_signs_nobody_in() -> None:
    tenant = make_tenant()
    account, elsewhere = make_member(tenant), make_tenant()
    first = issue_reset(account, tenant)
    second = issue_reset(account, tenant)
    assert account_to_reset(first, tenant) is None
    assert account_to_reset(second, tenant) == account
    assert account_to_reset(second, elsewhere) is None
    with pytest.raises(SignInRefused):
        redeem_sign_in(second)
