"""What surrounds every page: the tenant's mark, the menu, the person, the language, what was just said."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dougong import preferences
from dougong.access import Verb, offers
from dougong.admission import Seat
from dougong.definition import Entity, Module
from dougong.tenancy import Brand

#: Holds "light" or "dark" when the person chose one; otherwise the device decides.
THEME_COOKIE = "dougong_theme"

#: Names of languages in their own words.
NATIVE = {"zh-hans": "简体中文", "en": "English"}

#: Entries of a module that the menu shows before "more".
MENU_AT_ONCE = 7
#: Entries of all modules up to which nobody needs anything folded.
MENU_WHOLE = 10

_SCRIPTS = Path(settings.STATICFILES_DIRS[0]) / "js"
#: Browser modules by the name scripts import them under; our own are found in static/js.
MODULES = {
    "@hotwired/stimulus": "vendor/stimulus/3.2.2/stimulus.js",
    "decimal.js": "vendor/decimal.js/10.6.0/decimal.mjs",
    **{f"dougong/{one.stem}": f"js/{one.name}" for one in sorted(_SCRIPTS.glob("*.js"))},
}


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the menu: an entity's list. name: its full name."""

    name: str
    title: str
    href: str
    icon: str = ""

    @property
    def new_href(self) -> str:
        """Where a new one is made."""
        return f"{self.href}new/"


@dataclass(frozen=True, slots=True)
class MenuModule:
    """One module of the menu with the lists this person may see."""

    key: str
    title: str
    icon: str
    entries: tuple[MenuItem, ...]
    folded: bool = False

    @property
    def href(self) -> str:
        """The page with its lists."""
        return reverse("module", args=[self.key])

    @property
    def first(self) -> tuple[MenuItem, ...]:
        """What stands in a long menu at once."""
        return self.entries if len(self.entries) <= MENU_AT_ONCE + 2 else self.entries[:MENU_AT_ONCE]

    @property
    def rest(self) -> tuple[MenuItem, ...]:
        """What comes with one more click."""
        return self.entries[len(self.first) :]


@dataclass(frozen=True, slots=True)
class Pin:
    """A place somebody pinned to his menu."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything the frame's template names."""

    tenant_name: str
    person: str
    language: str
    html_lang: str
    theme: str
    csrf_input: SafeString
    here: str = ""
    menu: tuple[MenuModule, ...] = ()
    creates: tuple[MenuItem, ...] = ()
    first_document: MenuItem | None = None
    pins: tuple[Pin, ...] = ()
    rail: str = ""
    density: str = ""
    said: Mapping[str, str] | None = None
    administers: bool = False
    acting: Mapping[str, str] | None = None
    brand: Brand = field(default_factory=Brand)
    scripts: bool = True
    imports: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[tuple[str, str], ...] = tuple(NATIVE.items())

    @property
    def list_comma(self) -> str:
        """What stands between the entries of a sentence's list."""
        return "、" if self.language == "zh-hans" else ", "


def bare_frame(request: HttpRequest) -> Frame:
    """The frame of a page before sign-in, or of an error."""
    tenant = getattr(request, "tenant", None)
    return Frame(
        tenant_name=tenant.shown if tenant else "Dougong 斗拱",
        person="",
        brand=tenant.brand if tenant else Brand(),
        **_reader(request),
    )


def frame_for(request: HttpRequest, seat: Seat, here: str = "") -> Frame:
    """The frame of a signed-in person's page. here: the menu entry the page belongs to, "key/" for a whole module."""
    kept = preferences.recall_kinds(seat.actor.id.id, "reader", "pin", "recent")
    liked = kept["reader"]
    menu = _folded(seat, menu_of(seat), liked.get("folded"), here)
    reader = _reader(request)
    creates = _creates(seat, menu, kept["recent"])
    if liked.get("theme") in ("light", "dark", ""):
        reader["theme"] = liked["theme"]
    return Frame(
        tenant_name=seat.caller.tenant.shown,
        brand=seat.caller.tenant.brand,
        person=seat.caller.account.display_name,
        here=here,
        menu=menu,
        creates=creates,
        first_document=next((one for one in creates if _makes(seat, one.name)), None),
        pins=_pins(menu, kept["pin"]),
        rail="folded" if liked.get("rail") == "folded" else "",
        density="comfortable" if liked.get("density") == "comfortable" else "",
        said=request.session.pop("said", None),
        administers=seat.administers,
        acting=_acting(request, seat),
        **reader,
    )


def _acting(request: HttpRequest, seat: Seat) -> Mapping[str, str] | None:
    """Who of the platform's staff acts for this person, until when and why: told on every page."""
    staff = seat.caller.staff
    if staff is None:
        return None
    until = f"{request.signed_in.ends_at.astimezone(seat.timezone):%H:%M}"
    return {"staff": staff.display_name, "until": until, "reason": request.signed_in.reason}


def _folded(seat: Seat, menu: tuple[MenuModule, ...], chosen: Any, here: str) -> tuple[MenuModule, ...]:
    """The menu with the modules folded that the person folded; at first, those without documents."""
    many = sum(len(module.entries) for module in menu) > MENU_WHOLE

    def folded(module: MenuModule) -> bool:
        if here == f"{module.key}/" or any(item.name == here for item in module.entries):
            return False
        if isinstance(chosen, dict) and isinstance(chosen.get(module.key), bool):
            return bool(chosen[module.key])
        return many and not _documents(seat, module)

    return tuple(replace(module, folded=folded(module)) for module in menu)


def _documents(seat: Seat, module: MenuModule) -> bool:
    """Whether anything in a module is numbered: documents, not lists of things."""
    entities = (seat.entity(item.name) for item in module.entries)
    return any(entity is not None and entity.numbering is not None for entity in entities)


def _creates(seat: Seat, menu: tuple[MenuModule, ...], recent: Mapping[str, Any]) -> tuple[MenuItem, ...]:
    """What this person may make: documents before lists of things, what he works with most first."""
    used = Counter(key.rpartition("/")[0] for key in recent)
    items = [item for module in menu for item in module.entries]
    able = [item for item in items if (entity := seat.entity(item.name)) and _may(seat, entity, "create")]
    return tuple(sorted(able, key=lambda item: (not _makes(seat, item.name), -used[item.name])))


def _pins(menu: tuple[MenuModule, ...], kept: Mapping[str, Any]) -> tuple[Pin, ...]:
    """The pinned places of lists this person still sees, in the order they were pinned."""
    lists = tuple(item.href for module in menu for item in module.entries)
    pins = (
        Pin(value["title"][:80], key)
        for key, value in reversed(list(kept.items()))
        if isinstance(value, dict) and isinstance(value.get("title"), str) and key.startswith(lists or ("\0",))
    )
    return tuple(pins)


def say_next(request: HttpRequest, text: str, *, tone: str = "good", undo: str = "") -> None:
    """What the next page tells the person on top. undo: address that takes it back, by POST."""
    request.session["said"] = {"text": text, "tone": tone, "undo": undo}


def menu_of(seat: Seat) -> tuple[MenuModule, ...]:
    """The modules with the entities that this person may see: those with documents before mere lists of things."""
    found = (
        MenuModule(module.key, module.title, module.icon, tuple(_entries(seat, module)))
        for module in seat.modules.values()
    )
    return tuple(sorted((module for module in found if module.entries), key=lambda one: not _documents(seat, one)))


def _entries(seat: Seat, module: Module) -> list[MenuItem]:
    keys = [*module.menu, *(key for key in module.entities if key not in module.menu and not module.menu)]
    entities = [module.entities[key] for key in keys if key in module.entities]
    return [MenuItem(e.name, e.title, list_address(e), module.icon) for e in entities if _may(seat, e, "see")]


def list_address(entity: Entity) -> str:
    """Where an entity's list is."""
    return reverse("list", args=[entity.module, entity.key])


def _may(seat: Seat, entity: Entity, verb: Verb) -> bool:
    return offers(seat.rights_on(entity.name), seat.actor, entity, verb)


def _makes(seat: Seat, name: str) -> bool:
    """Whether this person makes documents of this entity: those come first on a phone."""
    entity = seat.entity(name)
    return entity is not None and entity.numbering is not None and _may(seat, entity, "create")


def _reader(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "language": language,
        "html_lang": "zh-Hans" if language == "zh-hans" else language,
        "theme": request.COOKIES.get(THEME_COOKIE, ""),
        "csrf_input": csrf_input(request),
        "imports": _imports(),
        "languages": tuple((code, _native(code)) for code, _title in settings.LANGUAGES),
    }


@cache
def _imports() -> Mapping[str, str]:
    """Where each browser module lies; that does not change while a process lives."""
    return {name: static(path) for name, path in MODULES.items()}


def csrf_input(request: HttpRequest) -> SafeString:
    """The hidden field every form that posts needs."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))


def _native(code: str) -> str:
    return NATIVE.get(code) or _(code)
