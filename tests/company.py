"""Tenants and people for tests that need some."""

from itertools import count

from dougong.tenancy import Account, Tenant, add_member, give_role, platform_writing, writing

_numbers = count(1)
PASSWORD = "correct horse battery staple"


def make_tenant(key: str | None = None, **facts: object) -> Tenant:
    """A tenant with nobody in it."""
    with platform_writing():
        return Tenant.objects.create(**{"key": key or f"company_{next(_numbers)}", "name": "Company", **facts})


def make_member(tenant: Tenant, *roles: str, login: str | None = None, password: str | None = None) -> Account:
    """A member who holds `roles` in the whole tenant."""
    with platform_writing():
        account = Account.objects.create_account(login or f"person{next(_numbers)}", password=password)
    with writing(tenant):
        add_member(account)
        for role in roles:
            give_role(account, role)
    return account
