"""A company's pages as values, and the one who keeps them: Wagtail, which this floor does not know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dougong.portal.blocks import Block
from dougong.tenancy import Account


@dataclass(frozen=True, slots=True)
class PortalPage:
    """A page as it is in force. public: also for people who are not signed in. home: shown on the home page."""

    id: int
    slug: str
    title: str
    blocks: tuple[Block, ...]
    public: bool = False
    home: bool = False

    def shows(self, file: UUID) -> bool:
        """Whether a picture stands on this page."""
        return any(block.value.get("file") == str(file) and not block.hidden for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Draft:
    """A page as somebody wants it to be."""

    title: str
    slug: str
    blocks: tuple[Block, ...] = ()
    public: bool = False
    home: bool = False


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page in the list of pages. live: in force. changed: there is a draft that is newer."""

    id: int
    title: str
    slug: str
    live: bool
    changed: bool
    public: bool
    home: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier state of a page. current: the one in force."""

    id: int
    at: datetime
    by: str
    current: bool


class PortalStore(Protocol):
    """Who keeps the pages of the tenant in scope. Every method is called inside a scope; keeping, inside `writing`."""

    def lines(self) -> tuple[PageLine, ...]:
        """Every page, the home page first."""

    def page(self, slug: str) -> PortalPage | None:
        """The page in force with this address."""

    def home(self) -> PortalPage | None:
        """The page in force that the home page shows."""

    def draft(self, page: int) -> Draft | None:
        """A page as it was kept last."""

    def versions(self, page: int) -> tuple[Version, ...]:
        """Its states, newest first; at most 100."""

    def version(self, page: int, version: int) -> Draft | None:
        """One of them."""

    def keep(self, page: int | None, draft: Draft, *, by: Account) -> int:
        """Keep a draft; a new page for None. Returns the page's id. Raises Refused ("unique" at "/slug")."""

    def publish(self, page: int, *, by: Account) -> None:
        """What was kept last is in force from now on."""

    def withdraw(self, page: int, *, by: Account) -> None:
        """The page is in force no longer; its states stay."""


class _Registered:
    store: PortalStore | None = None


def register_portal_store(store: PortalStore) -> None:
    """Tell who keeps the pages; the project does, once."""
    _Registered.store = store


def portal_store() -> PortalStore:
    """Who keeps the pages."""
    assert _Registered.store is not None, "the project registers it when it starts"
    return _Registered.store
