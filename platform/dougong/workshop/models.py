"""Platform staff as Wagtail sees them, and the pages of companies."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from dougong.tenancy import Account, Tenant
from dougong.workshop.blocks import STREAM, Blocks


class Staff(Account):
    """An account that may enter the workshop. What Wagtail asks about rights is answered here, not by groups.

    Everybody here may do everything the workshop offers; what it does not offer has no address
    (`workshop.middleware`). Nothing is deleted from here: tenants, accounts and modules are switched off.
    """

    is_superuser = True

    class Meta:
        """A view of the accounts' table."""

        proxy = True

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether he may; never the deleting of rows."""
        return bool(self.is_active and self.is_staff) and ".delete_" not in perm

    def has_perms(self, perms: Iterable[str], obj: object = None) -> bool:
        """Whether he may all of it."""
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether anything of an app is his."""
        return bool(self.is_active and self.is_staff)


def staff(key: object) -> Staff | None:
    """The active member of staff with this account id; None for anybody else."""
    return Staff.objects.filter(pk=key, is_active=True, is_staff=True).first()


class CompanyPages(Page):
    """The folder of one company's pages; made with its first page, never by hand."""

    tenant = models.OneToOneField(Tenant, models.PROTECT, related_name="+")

    parent_page_types: ClassVar[list[Any]] = []
    subpage_types: ClassVar[list[Any]] = ["workshop.CompanyPage"]
    preview_modes: ClassVar[list[Any]] = []
    max_count = 0

    class Meta:
        """Table name."""

        db_table = "workshop_company_pages"
        verbose_name = _("Pages of a company")


class CompanyPage(Page):
    """A page of a company, at /p/<slug>/ of its host. It is drawn by the product, not by Wagtail.

    public: also for people who are not signed in. is_home: shown on the home page of its members.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+", editable=False)
    body = Blocks(STREAM, blank=True, verbose_name=_("Blocks"))
    public = models.BooleanField(
        _("For everybody"),
        default=False,
        help_text=_("Also without signing in; only texts, notices and pictures then."),
    )
    is_home = models.BooleanField(
        _("Home page"), default=False, help_text=_("Its blocks stand on the home page of the company's members.")
    )

    parent_page_types: ClassVar[list[Any]] = ["workshop.CompanyPages"]
    subpage_types: ClassVar[list[Any]] = []
    preview_modes: ClassVar[list[Any]] = []
    content_panels = [*Page.content_panels, FieldPanel("is_home"), FieldPanel("public"), FieldPanel("body")]
    promote_panels = [FieldPanel("slug")]
    settings_panels: ClassVar[list[Any]] = []
    show_in_menus_default = False

    class Meta:
        """Table name."""

        db_table = "workshop_company_page"
        verbose_name = _("Page of a company")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """A page belongs to the company in whose folder it stands."""
        if self.tenant_id is None:  # type: ignore[has-type] # Django's own attribute
            self.tenant_id = CompanyPages.objects.get(path=self.path[: -self.steplen]).tenant_id
        return super().save(*args, **kwargs)

    def get_url_parts(self, request: object = None) -> None:
        """Wagtail serves nothing: the company's host does."""
