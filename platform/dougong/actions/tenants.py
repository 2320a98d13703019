"""Companies and their addresses, as the platform's staff make them, switch them off and on, and name their hosts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError

from dougong import catalog, events
from dougong.actions.switch_module import switch_module_on
from dougong.admission import Caller, seat_of
from dougong.problem import Problem, Refused
from dougong.tenancy import (
    Account,
    Domain,
    Tenant,
    add_member,
    give_role,
    issue_sign_in,
    platform_writing,
    reading,
    tenant_by_key,
    writing,
)

#: What the event log names these lines by.
TENANT: Final = "tenant"
#: How long the first administrator's one-time address is good for.
FIRST_MINUTES: Final = 3 * 24 * 60
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class NewTenant:
    """A company to be. key: names its folders for ever. modules: keys of installed ones to switch on."""

    key: str
    name: str
    host: str
    admin_login: str
    admin_name: str
    language: str = "zh-hans"
    timezone: str = "Asia/Shanghai"
    modules: tuple[str, ...] = ()


def create_tenant(staff: Account, new: NewTenant, *, not_at: str, request_id: str) -> tuple[Tenant, str]:
    """A company with its modules and its first administrator; returns it and his one-time sign-in, shown once.

    not_at: the workshop's host, which no company may have. It opens when everything is there: what is cut short
    stays disabled. Raises Refused, each problem at its field.
    """
    _require_sound(new, not_at)
    tenant, admin = _made(new)
    caller = Caller(tenant, staff, "en", request_id, at_workshop=True)
    needed = set(catalog.installed_keys())
    for key in new.modules:
        with reading(tenant):
            on = key in catalog.modules_for("en")
        if not on:
            switch_module_on(caller, key, agreed=needed)
    with writing(tenant):
        seat = seat_of(caller)
        roles = [role.key for module in seat.modules.values() for role in module.roles.values() if role.administers]
        if not roles:
            raise Refused([Problem("/modules", "no_administrator")])
        add_member(admin)
        give_role(admin, roles[0])
        Tenant.objects.filter(pk=tenant.pk).update(enabled=True)
        _log(staff, request_id, "create", {"key": new.key, "name": new.name, "host": new.host})
    tenant.enabled = True
    return tenant, issue_sign_in(admin, tenant, minutes=FIRST_MINUTES)


def change_tenant(staff: Account, tenant: Tenant, *, name: str, language: str, request_id: str) -> None:
    """Rename a company or change the language it starts in. Raises Refused at the field."""
    tenant.name, tenant.language = " ".join(name.split()), language
    problems = _problems_of(tenant)
    if problems:
        raise Refused(problems)
    with writing(tenant):
        tenant.save(update_fields=["name", "language"])
        _log(staff, request_id, "change", {"name": tenant.name, "language": language})


def enable_tenant(staff: Account, tenant: Tenant, *, enabled: bool, request_id: str) -> None:
    """Let a company's people in, or nobody from the next request on; its data stay as they are."""
    with writing(tenant):
        Tenant.objects.filter(pk=tenant.pk).update(enabled=enabled)
        _log(staff, request_id, "enable" if enabled else "disable", {"enabled": enabled})


def add_domain(staff: Account, tenant: Tenant, host: str, *, not_at: str, request_id: str) -> None:
    """One more host name that leads to a company. Raises Refused at "/host"."""
    name = _host(host)
    problem = _bad_host(name, not_at)
    if problem is not None:
        raise Refused([problem])
    with writing(tenant):
        Domain.objects.create(host=name, tenant=tenant, main=not Domain.objects.filter(tenant=tenant).exists())
        _log(staff, request_id, "add_domain", {"host": name})


def change_domain(staff: Account, tenant: Tenant, host: str, *, wish: str, request_id: str) -> None:
    """Make a host name the one that links name ("main"), or take it away ("remove"). Raises Refused."""
    with writing(tenant):
        own = Domain.objects.filter(tenant=tenant)
        found = own.filter(host=host).first()
        if found is None:
            raise Refused([Problem("", "not_found")])
        if wish == "remove":
            if found.main:
                raise Refused([Problem("/host", "main_domain")])
            found.delete()
        else:
            own.update(main=False)
            own.filter(host=host).update(main=True)
        _log(staff, request_id, f"{wish}_domain", {"host": host})


def _made(new: NewTenant) -> tuple[Tenant, Account]:
    with platform_writing():
        tenant = Tenant(key=new.key, name=new.name, language=new.language, timezone=new.timezone, enabled=False)
        tenant.save(force_insert=True)
        Domain.objects.create(host=_host(new.host), tenant=tenant, main=True)
        try:
            admin = Account.objects.create_account(new.admin_login, display_name=new.admin_name)
        except ValidationError as error:
            raise Refused([Problem("/admin_login", "rule", message=" ".join(error.messages))]) from None
    return tenant, admin


def _require_sound(new: NewTenant, not_at: str) -> None:
    tenant = Tenant(key=new.key, name=new.name, language=new.language, timezone=new.timezone)
    problems = _problems_of(tenant)
    if tenant_by_key(new.key) is not None:
        problems.append(Problem("/key", "unique", {"value": new.key}))
    if new.timezone not in available_timezones():
        problems.append(Problem("/timezone", "enum"))
    if not set(new.modules) <= set(catalog.installed_keys()) or not new.modules:
        problems.append(Problem("/modules", "enum" if new.modules else "required"))
    bad = _bad_host(_host(new.host), not_at)
    if bad is not None:
        problems.append(bad)
    if problems:
        raise Refused(problems)


def _problems_of(tenant: Tenant) -> list[Problem]:
    try:
        tenant.clean_fields()
    except ValidationError as error:
        return [Problem(f"/{key}", "rule", message=" ".join(said)) for key, said in error.message_dict.items()]
    return [Problem("/language", "enum")] if tenant.language not in {"zh-hans", "en"} else []


def _host(text: str) -> str:
    return text.strip().lower().rstrip(".")


def _bad_host(name: str, not_at: str) -> Problem | None:
    if not _HOST.fullmatch(name):
        return Problem("/host", "host")
    if name == not_at or Domain.objects.filter(host=name).exists():
        return Problem("/host", "unique", {"value": name})
    return None


def _log(staff: Account, request_id: str, verb: str, after: dict[str, Any]) -> None:
    events.record(events.Event(TENANT, None, verb, staff.pk, after=after, request_id=request_id))


def keys_on(tenants: Iterable[Tenant]) -> dict[int, dict[str, str]]:
    """Which modules each company uses, with their versions; one scope for each company."""
    found = {}
    for tenant in tenants:
        with reading(tenant):
            found[int(tenant.pk)] = {key: module.version for key, module in catalog.modules_for("en").items()}
    return found
