"""The sections of the company's settings: one line each; the home page, the side list and the palette show them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Section:
    """A section. key: the name of its address. icon: of static/icons. text: what one does there."""

    key: str
    title: str | Promise
    icon: str
    text: str | Promise

    @property
    def href(self) -> str:
        """Where it is."""
        return reverse(self.key)


#: In the order shown.
SECTIONS: tuple[Section, ...] = (
    Section("members", _("Members"), "users", _("Who works here, with which roles; invite, disable, hand over")),
    Section("settings-modules", _("Modules"), "boxes", _("Switch modules on and off, and set what they let you set")),
    Section(
        "security-log", _("Security log"), "scroll-text", _("Who came in, who opened what to whom, what was refused")
    ),
    Section(
        "settings-pages", _("Pages"), "layout-dashboard", _("Your home page and information pages, for your people")
    ),
    Section("branding", _("Look"), "stamp", _("Name, mark and colour of your company; a line at the sign-in")),
    Section("settings-tokens", _("Access for programs"), "link", _("Tokens of programs, with roles of their own")),
    Section("rights", _("Rights"), "shield-check", _("Which role sees and does what; roles of your own")),
    Section("design-home", _("Forms and lists"), "square-pen", _("Own fields, words, order, conditions, choices")),
)


def sections() -> Iterator[Section]:
    """Every section."""
    yield from SECTIONS
