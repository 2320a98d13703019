"""Companies in the workshop: their list, a new one, and everything about one; every change through an action."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dougong import catalog
from dougong.actions import (
    NewTenant,
    act_for,
    add_domain,
    change_domain,
    change_tenant,
    create_tenant,
    enable_tenant,
    keys_on,
    switch_module_off,
    switch_module_on,
)
from dougong.admission import seat_of
from dougong.designer import open_draft
from dougong.problem import Refused
from dougong.tenancy import Account, Domain, MemberSeen, Tenant, members_seen, reading
from dougong.workshop.asking import by_field, caller_of, company, request_of, tell
from dougong.workshop.models import CompanyPages

FIELDS = ("key", "name", "host", "language", "timezone", "admin_login", "admin_name")


def companies(request: HttpRequest) -> HttpResponse:
    """Every company, with its hosts and modules."""
    found = list(Tenant.objects.order_by("name"))
    hosts: dict[int, list[str]] = {}
    for domain in Domain.objects.order_by("-main", "host"):
        hosts.setdefault(domain.tenant_id, []).append(domain.host)
    on = keys_on(found)
    rows = [
        {"tenant": one, "href": _address(one), "hosts": hosts.get(one.pk, []), "modules": on[one.pk]} for one in found
    ]
    return render(request, "workshop/companies.html", {**_page(_("Companies")), "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def new_company(request: HttpRequest) -> HttpResponse:
    """A new company; its first administrator's one-time address is shown once."""
    typed: dict[str, Any] = {"language": "zh-hans", "timezone": "Asia/Shanghai"}
    problems: dict[str, str] = {}
    if request.method == "POST":
        typed = {key: request.POST.get(key, "").strip()[:253] for key in FIELDS}
        typed["modules"] = tuple(request.POST.getlist("modules"))
        try:
            made, token = create_tenant(
                request.user, NewTenant(**typed), not_at=settings.WORKSHOP_HOST, request_id=request_of(request)
            )
        except Refused as refused:
            problems = by_field(refused.problems)
        else:
            address = f"{request.scheme}://{typed['host'].lower()}{_port(request)}/sign-in/{token}/"
            context = {**_page(made.name), "tenant": made, "address": address, "href": _address(made)}
            return render(request, "workshop/company_made.html", context)
    context = {**_page(_("New company")), "typed": typed, "problems": problems, "modules": _installed()}
    return render(request, "workshop/company_new.html", context, status=422 if problems else 200)


def one_company(request: HttpRequest, key: str) -> HttpResponse:
    """Everything about one company."""
    tenant = company(key)
    caller = caller_of(request, tenant)

    def held(one: MemberSeen) -> list[str]:
        """The roles somebody has now, each once."""
        return list(dict.fromkeys(titles.get(grant.role, grant.role) for grant in one.grants if grant.state == "now"))

    with reading(tenant):
        seat = seat_of(caller)
        titles = {role.key: role.title for module in seat.modules.values() for role in module.roles.values()}
        people = [
            {"id": one.account.pk, "active": one.state == "active", "name": one.account.display_name,
             "login": one.account.login, "seen": one.last_seen,
             "roles": held(one)}
            for one in members_seen()
        ]  # fmt: skip
        modules = [
            {"shelved": one, "draft": one.on and open_draft(seat, name).pending,
             "href": reverse("workshop_companies:module", args=[tenant.key, name])}
            for name, one in catalog.shelf(caller.language).items()
        ]  # fmt: skip
    pages = CompanyPages.objects.filter(tenant_id=tenant.pk).first()
    context = {
        **_page(tenant.name), "tenant": tenant,
        "domains": Domain.objects.filter(tenant=tenant).order_by("-main", "host"),
        "people": people, "modules": modules, "languages": settings.LANGUAGES,
        "pages": reverse("wagtailadmin_explore", args=[pages.pk]) if pages else "",
    }  # fmt: skip
    return render(request, "workshop/company.html", context)


@require_POST
def change_company(request: HttpRequest, key: str) -> HttpResponse:
    """One deed of the company's page, named by `_do`."""
    tenant = company(key)
    wish, given = request.POST.get("_do", ""), request.POST
    facts = {"request_id": request_of(request)}
    caller = caller_of(request, tenant)
    try:
        match wish:
            case "change":
                change_tenant(
                    request.user, tenant, name=given.get("name", ""), language=given.get("language", ""), **facts
                )
            case "enable" | "disable":
                enable_tenant(request.user, tenant, enabled=wish == "enable", **facts)
            case "add_domain":
                add_domain(request.user, tenant, given.get("host", ""), not_at=settings.WORKSHOP_HOST, **facts)
            case "main" | "remove":
                change_domain(request.user, tenant, given.get("host", ""), wish=wish, **facts)
            case "switch_on":
                switch_module_on(caller, given.get("module", ""), agreed=catalog.installed_keys())
            case "switch_off":
                switch_module_off(caller, given.get("module", ""), agreed=())
            case _:
                return HttpResponseRedirect(_address(tenant))
        messages.success(request, _("Done."))
    except Refused as refused:
        tell(request, refused.problems)
    return HttpResponseRedirect(_address(tenant))


@require_POST
def act_for_member(request: HttpRequest, key: str) -> HttpResponse:
    """A one-time address at the company's host in a member's place, shown once; the company's log tells of it."""
    tenant = company(key)
    member = Account.objects.filter(pk=_id(request.POST.get("member", ""))).first()
    main = Domain.objects.filter(tenant=tenant).order_by("-main", "host").first()
    if member is None or main is None:
        raise Http404
    try:
        token = act_for(request.user, tenant, member, reason=request.POST.get("reason", ""))
    except Refused as refused:
        tell(request, refused.problems)
        return HttpResponseRedirect(_address(tenant))
    address = f"{request.scheme}://{main.host}{_port(request)}/sign-in/{token}/"
    context = {**_page(tenant.name), "address": address, "member": member.display_name, "back": _address(tenant)}
    return render(request, "workshop/acting.html", context)


def installed_modules(request: HttpRequest) -> HttpResponse:
    """Which versions of modules are installed, and which company uses which."""
    tenants = list(Tenant.objects.order_by("name"))
    on = keys_on(tenants)
    rows = [
        {**one, "used": [(tenant.name, on[tenant.pk][one["key"]], _address(tenant)) for tenant in tenants
                         if one["key"] in on[tenant.pk]]}
        for one in _installed()
    ]  # fmt: skip
    return render(request, "workshop/modules.html", {**_page(_("Modules")), "rows": rows})


def _installed() -> list[dict[str, Any]]:
    found = (catalog.latest(key) for key in catalog.installed_keys())
    return [{"key": one.key, "title": one.title, "version": one.version} for one in found if one is not None]


def _address(tenant: Tenant) -> str:
    return reverse("workshop_companies:one", args=[tenant.key])


def _port(request: HttpRequest) -> str:
    """The port this host is reached at, as companies' hosts are too."""
    _host, colon, port = request.get_host().rpartition(":")
    return f":{port}" if colon else ""


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _page(title: str) -> dict[str, Any]:
    return {"page_title": title, "header_title": title}
