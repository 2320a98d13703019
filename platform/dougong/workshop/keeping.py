"""The pages of companies in Wagtail's tables: what the rooms below ask of them (`portal.PortalStore`)."""

import json
from typing import Any

from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Locale, Page

from dougong.portal import Draft, PageLine, PortalPage, Version, read_blocks
from dougong.portal.blocks import write_blocks
from dougong.problem import Problem, Refused
from dougong.tenancy import Account, Tenant, current, require_writing
from dougong.workshop.models import CompanyPage, CompanyPages

VERSIONS_SHOWN = 100


class WagtailPages:
    """See `portal.PortalStore`. Every query names the tenant in scope."""

    def lines(self) -> tuple[PageLine, ...]:
        """Every page, the home page first."""
        return tuple(
            PageLine(
                one.pk, one.draft_title or one.title, one.slug, one.live, one.has_unpublished_changes, one.public,
                one.is_home, one.latest_revision_created_at,
            )
            for one in _own().order_by("-is_home", "title")
        )  # fmt: skip

    def page(self, slug: str) -> PortalPage | None:
        """The page in force with this address."""
        return _in_force(_own().filter(live=True, slug=slug).first())

    def home(self) -> PortalPage | None:
        """The page in force that the home page shows; of several, the one published last."""
        return _in_force(_own().filter(live=True, is_home=True).order_by("-last_published_at").first())

    def draft(self, page: int) -> Draft | None:
        """A page as it was kept last."""
        found = _own().filter(pk=page).first()
        return None if found is None else _draft(found.get_latest_revision_as_object())

    def versions(self, page: int) -> tuple[Version, ...]:
        """Its states, newest first."""
        found = _own().filter(pk=page).first()
        if found is None:
            return ()
        rows = found.revisions.select_related("user").order_by("-created_at", "-id")[:VERSIONS_SHOWN]
        return tuple(
            Version(row.pk, row.created_at, row.user.display_name if row.user else "",
                    found.live and row.pk == found.live_revision_id)
            for row in rows
        )  # fmt: skip

    def version(self, page: int, version: int) -> Draft | None:
        """One of them."""
        found = _own().filter(pk=page).first()
        row = found.revisions.filter(pk=version).first() if found else None
        return None if row is None else _draft(row.as_object())

    def keep(self, page: int | None, draft: Draft, *, by: Account) -> int:
        """Keep a draft; a new page for None."""
        scope = require_writing()
        if _own().exclude(pk=page).filter(slug=draft.slug).exists():
            raise Refused([Problem("/slug", "unique", {"value": draft.slug})])
        if page is None:
            made = CompanyPage(tenant_id=scope.tenant_id, live=False, owner=by, **_facts(draft))
            folder_of_tenant().add_child(instance=made)
            found = made
        else:
            found = _own().get(pk=page).get_latest_revision_as_object()
            for key, value in _facts(draft).items():
                setattr(found, key, value)
        found.save_revision(user=by, clean=False)
        return int(found.pk)

    def publish(self, page: int, *, by: Account) -> None:
        """What was kept last is in force from now on; there is one home page."""
        require_writing()
        found = _own().get(pk=page)
        found.get_latest_revision().publish(user=by, skip_permission_checks=True)  # the action admitted him
        if _own().filter(pk=page, is_home=True).exists():
            _own().exclude(pk=page).update(is_home=False)

    def withdraw(self, page: int, *, by: Account) -> None:
        """The page is in force no longer."""
        require_writing()
        UnpublishPageAction(_own().get(pk=page), user=by).execute(skip_permission_checks=True)  # as above


def folder_of_tenant() -> CompanyPages:
    """Where the pages of the tenant in scope stand; made when it is missing. Call inside `writing`."""
    scope = require_writing()
    found = CompanyPages.objects.filter(tenant_id=scope.tenant_id).first()
    if found is not None:
        return found
    Locale.objects.get_or_create(language_code="zh-hans")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    made = CompanyPages(tenant_id=scope.tenant_id, title=scope.key, slug=f"company-{scope.tenant_id}")
    root.add_child(instance=made)
    return made


def of_company(page: int | None, folder: int | None) -> tuple[Tenant | None, int | None]:
    """The company of a page, or of the folder a new one is made in; with the page's id."""
    if page is not None:
        found = CompanyPage.objects.select_related("tenant").filter(pk=page).first()
        return (found.tenant, found.pk) if found else (None, None)
    made_in = CompanyPages.objects.select_related("tenant").filter(pk=folder).first() if folder else None
    return (made_in.tenant if made_in else None, None)


def _own() -> Any:
    return CompanyPage.objects.filter(tenant_id=current().tenant_id)


def _in_force(found: CompanyPage | None) -> PortalPage | None:
    if found is None:
        return None
    return PortalPage(found.pk, found.slug, found.title, _blocks(found), found.public, found.is_home)


def _draft(found: CompanyPage) -> Draft:
    return Draft(found.title, found.slug, _blocks(found), found.public, found.is_home)


def _blocks(found: CompanyPage) -> tuple[Any, ...]:
    return read_blocks([dict(one) for one in found.body.raw_data])


def _facts(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title, "draft_title": draft.title, "slug": draft.slug, "public": draft.public,
        "is_home": draft.home, "body": json.dumps(write_blocks(draft.blocks)),
    }  # fmt: skip
