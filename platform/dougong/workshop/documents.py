"""A company's adaptations of a module: the draft, its problems, publications, and each document as JSON."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_jsonform.widgets import JSONFormWidget

from dougong import catalog
from dougong.actions import discard_draft, publish_overlay, revert_overlay, save_document
from dougong.admission import seat_of
from dougong.designer import Draft, document_schema, examine, open_draft
from dougong.problem import Problem, Refused, say
from dougong.tenancy import Account, Tenant, reading
from dougong.workshop.asking import caller_of, company, tell
from dougong.workshop.simple_schemas import simple

#: A document beyond this many characters is not taken.
LONGEST = 400_000


def module_page(request: HttpRequest, key: str, module: str) -> HttpResponse:
    """The draft of a module with its problems, its documents, and what was published."""
    tenant = company(key)
    with reading(tenant):
        draft, problems = _draft(request, tenant, module)
        published = list(catalog.publications(module))
    names = dict(Account.objects.filter(pk__in={one.by.id for one in published}).values_list("pk", "display_name"))
    changed = {address.partition("#")[0] for address in draft.overlay.changes}
    context = {
        "page_title": f"{tenant.name} · {module}", "header_title": module, "tenant": tenant, "module": module,
        "draft": draft, "told": _changes_told(draft), "problems": [_told(one) for one in problems],
        "documents": [
            {"path": path, "changed": path in changed,
             "href": reverse("workshop_companies:document", args=[key, module, path])}
            for path in sorted({*draft.documents, *draft.base})
        ],
        "published": [
            {"id": one.id, "at": one.at, "by": names.get(one.by.id, ""), "note": one.note,
             "count": len(one.overlay.changes)}
            for one in published
        ],
        "back": reverse("workshop_companies:one", args=[key]),
    }  # fmt: skip
    return render(request, "workshop/module.html", context)


@require_POST
def change_module(request: HttpRequest, key: str, module: str) -> HttpResponse:
    """Publish the draft, let it go, or go back to an earlier publication."""
    tenant = company(key)
    caller, given = caller_of(request, tenant), request.POST
    seen, sure = given.get("seen", ""), given.get("confirmed") == "1"
    try:
        match given.get("_do"):
            case "publish":
                publish_overlay(caller, module, seen, given.get("note", "")[:500], confirmed=sure)
            case "discard":
                discard_draft(caller, module, seen)
            case "revert":
                wanted = given.get("revision", "")
                revert_overlay(caller, module, _uuid(wanted) if wanted else None, seen, confirmed=sure)
        messages.success(request, _("Done."))
    except Refused as refused:
        tell(request, refused.problems)
    return HttpResponseRedirect(reverse("workshop_companies:module", args=[key, module]))


@require_http_methods(["GET", "HEAD", "POST"])
def document_page(request: HttpRequest, key: str, module: str, path: str) -> HttpResponse:
    """One document as a form made from its meta-schema, or as text; what is wrong stands where it is."""
    tenant = company(key)
    with reading(tenant):
        draft, problems = _draft(request, tenant, module)
    if path not in draft.documents and path not in draft.base:
        raise Http404
    now = draft.documents.get(path)
    schema = simple(document_schema(path), now)
    as_text = schema is None or request.GET.get("as") == "text"
    typed: str | None = None
    if request.method == "POST":
        typed = request.POST.get("document", "")
        try:
            wanted = _read(typed, now)
            save_document(caller_of(request, tenant), module, path, wanted, request.POST.get("seen", ""))
        except Refused as refused:
            problems = tuple(refused.problems)
        else:
            messages.success(request, _("Kept as a draft."))
            return HttpResponseRedirect(request.get_full_path())
    here = [one for one in problems if one.pointer.startswith((f"{path}#", "#", "/")) or not one.pointer]
    context = {
        "page_title": f"{module} · {path}", "header_title": path, "tenant": tenant, "module": module, "path": path,
        "seen": draft.seen, "problems": [_told(one) for one in here], "as_text": as_text,
        "drawable": schema is not None,
        "control": _control(path, now if typed is None else typed, here, None if as_text else schema),
        "media": forms.Media() if as_text else _widget(schema, here).media,
        "back": reverse("workshop_companies:module", args=[key, module]),
    }  # fmt: skip
    refused_now = typed is not None
    return render(request, "workshop/document.html", context, status=422 if refused_now else 200)


def pruned(value: Any, before: Any) -> Any:
    """A document without what the form adds for parts left empty: null, "", [] and {} that were not there before."""
    if isinstance(value, Mapping):
        old = before if isinstance(before, Mapping) else {}
        found = {key: pruned(one, old.get(key)) for key, one in value.items()}
        return {
            key: one for key, one in found.items() if (key in old and old[key] == one) or one not in (None, "", [], {})
        }
    if isinstance(value, list):
        old_list = before if isinstance(before, list) else []
        if not old_list and all(one in (None, "", [], {}) for one in value):
            return []
        return [pruned(one, old_list[at] if at < len(old_list) else None) for at, one in enumerate(value)]
    return value


def _read(text: str, before: Any) -> Any:
    if len(text) > LONGEST:
        raise Refused([Problem("", "max_length", {"limit": LONGEST})])
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused([Problem("", "rule", message=_("This is not JSON: {why}").format(why=error))]) from None
    return pruned(found, before)


def _draft(request: HttpRequest, tenant: Tenant, module: str) -> tuple[Draft, tuple[Problem, ...]]:
    """Call inside the company's scope. Raises Http404 for a module that is off."""
    seat = seat_of(caller_of(request, tenant))
    try:
        draft = open_draft(seat, module)
    except Refused:
        raise Http404 from None
    return draft, (*draft.problems, *examine(seat, draft))


def _widget(schema: Any, problems: Iterable[Problem]) -> JSONFormWidget:
    widget = JSONFormWidget(schema=schema)
    found = {
        "§".join(one.pointer.partition("#")[2].split("/")[1:]): [say(one, _)] for one in problems if "#/" in one.pointer
    }
    if found:
        widget.add_error(found)
    return widget


def _control(path: str, value: Any, problems: list[Problem], schema: Any) -> str:
    """The document as a form made from a schema, or as text where there is none."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    if schema is None:
        area = forms.Textarea(attrs={"rows": 32, "spellcheck": "false", "class": "workshop-json", "aria-label": path})
        return str(area.render("document", text, {"id": "document"}))
    return str(_widget(schema, problems).render("document", text, {"id": "document"}))


def _told(problem: Problem) -> dict[str, str]:
    return {"pointer": problem.pointer, "text": say(problem, _), "level": problem.level}


def _changes_told(draft: Draft) -> str:
    count = len(draft.overlay.changes)
    told = ngettext(
        "{n} change against the module as delivered.", "{n} changes against the module as delivered.", count
    )
    return told.format(n=count)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused([Problem("", "not_found")]) from None
