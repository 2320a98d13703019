"""The modules of the tenant in scope, merged and translated. One small query a scope: the version stamp.

Everything else comes from caches keyed by content: a module nobody changed is the same object for all
tenants, and a publication shows from the next scope on, in every process.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.db import connection

from dougong.catalog.bounded import Bounded
from dougong.catalog.jsontext import loads
from dougong.catalog.models import InstalledModule, OverlayRevision, SpareColumn, TenantModule
from dougong.catalog.settings import read_settings
from dougong.definition import Entity, Module, read_module, translate
from dougong.definition.layout import Layout
from dougong.overlay import Overlay, merge, read_overlay
from dougong.problem import Problem, Refused, Values
from dougong.tenancy import current, memory

#: Languages a module can be asked for: what it is written in, and the folders of `locale/`.
SOURCE_LANGUAGE: Final = "en"

#: Characters of overlays, with what is read of them, that one process keeps; `benchmarks/definitions.py` weighs it.
MOST_TEXT: Final = 20_000_000
#: What an adapted module weighs before anything is changed in it: its own maps of shared parts.
WEIGHT_OF_ONE: Final = 2_000

_documents: Final[Bounded[str, Mapping[str, Any]]] = Bounded(256)
_overlays: Final[Bounded[str, tuple[Overlay, int]]] = Bounded(4096, weigh=lambda one: one[1], most=MOST_TEXT)
_modules: Final[Bounded[tuple[str, str, str], tuple[Module, int]]] = Bounded(
    4096, weigh=lambda one: one[1], most=MOST_TEXT
)
_switchboards: Final[Bounded[tuple[int, int], "Switchboard"]] = Bounded(4096)
_merged: Final[Bounded[tuple[int, int, str], Mapping[str, Module]]] = Bounded(8192)


@dataclass(frozen=True, slots=True)
class Switched:
    """One module of a tenant: the version and overlays it uses, and its settings as JSON."""

    key: str
    hash: str
    overlays: str
    enabled: bool
    settings: Mapping[str, Any]

    @property
    def version(self) -> str:
        """What names the module as this tenant has it: the version's hash and those of its overlays."""
        return f"{self.hash} {self.overlays}".strip()


@dataclass(frozen=True, slots=True)
class Switchboard:
    """What a tenant has, as of one stamp."""

    stamp: int
    modules: Mapping[str, Switched]
    layouts: Mapping[str, Layout]


def switchboard() -> Switchboard:
    """What the tenant in scope has switched on, changed and set. Raises NoTenant."""
    kept = memory()
    if "catalog" not in kept:
        tenant = current().tenant_id
        stamp = _stamp_of(tenant)
        kept["catalog"] = _switchboards.get((tenant, stamp), lambda: _read_switchboard(tenant, stamp))
    found: Switchboard = kept["catalog"]
    return found


def stamp_now() -> int:
    """The number that goes up with every change of what the tenant in scope has switched on, adapted or set."""
    return switchboard().stamp


def _stamp_of(tenant: int) -> int:
    """Asked once in every scope, so past the query builder, which takes five times as long as the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM catalog_stamp WHERE tenant_id = %s", [tenant])
        row = cursor.fetchone()
    return 0 if row is None else int(row[0])


def modules_for(language: str) -> Mapping[str, Module]:
    """The tenant's modules that are on, by key, merged with his overlays and in `language` ("zh_Hans",
    "en").
    """
    board, tenant = switchboard(), current().tenant_id

    def read() -> Mapping[str, Module]:
        on = [one for one in board.modules.values() if one.enabled]
        return MappingProxyType({one.key: read_switched(one, language) for one in on})

    return _merged.get((tenant, board.stamp, language), read)


def module_for(key: str, language: str) -> Module:
    """One module of the tenant. Raises Refused (code "not_found") when it is off."""
    found = modules_for(language).get(key)
    if found is None:
        raise Refused([Problem("", "not_found", {"module": key})])
    return found


def entity_for(name: str, language: str) -> Entity:
    """One entity of the tenant by its full name. Raises Refused (code "not_found")."""
    module, _, key = name.partition("/")
    found = module_for(module, language).entities.get(key)
    if found is None:
        raise Refused([Problem("", "not_found", {"entity": name})])
    return found


def layout_for(name: str) -> Layout:
    """The spare columns of the tenant's own fields of an entity, by its full name."""
    return switchboard().layouts.get(name, Layout())


def settings_of(module: str) -> Values:
    """The tenant's settings of a module, defaults filled in. Raises Refused (code "not_found") when it is
    off.
    """
    found = module_for(module, SOURCE_LANGUAGE)
    return read_settings(found, switchboard().modules[module].settings)


def forget() -> None:
    """Empty the caches of this process: tests do, after emptying the database under them."""
    for cache in (_documents, _overlays, _modules, _switchboards, _merged):
        cache.clear()


def documents_of(digest: str) -> Mapping[str, Any]:
    """The documents of an installed version by its hash. Raises Refused (code "not_found")."""

    def read() -> Mapping[str, Any]:
        text = InstalledModule.objects.filter(hash=digest).values_list("documents", flat=True).first()
        if text is None:
            raise Refused([Problem("", "not_found", {"module": digest})])
        found: Mapping[str, Any] = loads(text)
        return found

    return _documents.get(digest, read)


def read_switched(one: Switched, language: str) -> Module:
    """A module of the tenant's as he has it, whether it is on or not."""
    return _modules.get((one.hash, one.overlays, language), lambda: (_read(one, language), _weight(one)))[0]


def _weight(one: Switched) -> int:
    """What a module adds to what is kept: about what its tenant wrote; of a vendor's, which all share, nothing much."""
    return sum(WEIGHT_OF_ONE + _overlay(digest)[1] for digest in one.overlays.split()) or WEIGHT_OF_ONE


def _read(one: Switched, language: str) -> Module:
    if one.overlays:
        return adapted(vendors(one.hash, language), overlays_of(one), digest=one.version)
    return read_module(in_language(documents_of(one.hash), language), hash=one.hash)


def vendors(digest: str, language: str) -> Module:
    """An installed version as the vendor made it, in a language. Raises Refused (code "not_found")."""
    return read_switched(Switched("", digest, "", enabled=True, settings={}), language)


def adapted(vendor: Module, overlays: Sequence[Overlay], *, digest: str) -> Module:
    """A module with overlays laid over it: the tenant's own words are never translated.

    Whatever the overlays leave alone, down to the single field, is the same object as in `vendor`: an adapted module
    costs what it changes. Raises Refused when an overlay does not fit, or the documents it makes are no module.
    """
    return read_module(merge(vendor.documents, overlays), hash=digest, like=vendor)


def in_language(documents: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """A module's documents with their texts in a language, where they have it."""
    locale = documents.get(f"locale/{language}")
    if language == SOURCE_LANGUAGE or not isinstance(locale, Mapping):
        return documents
    return translate(documents, locale)


def overlays_of(one: Switched) -> tuple[Overlay, ...]:
    """The overlays a tenant's module has in force, innermost first. Raises Refused (code "not_found")."""
    return tuple(_overlay(digest)[0] for digest in one.overlays.split())


def _overlay(digest: str) -> tuple[Overlay, int]:
    """A published overlay, and the length of its text."""

    def read() -> tuple[Overlay, int]:
        found = OverlayRevision.objects.filter(tenant_id=current().tenant_id, hash=digest)
        text = found.values_list("overlay", flat=True).first()
        if text is None:
            raise Refused([Problem("", "not_found", {"overlay": digest})])
        return read_overlay(loads(text)), len(text)

    return _overlays.get(digest, read)


def _read_switchboard(tenant: int, stamp: int) -> Switchboard:
    modules = {
        row.key: Switched(row.key, row.hash, row.overlays, row.enabled, loads(row.settings))
        for row in TenantModule.objects.filter(tenant_id=tenant).order_by("key")
    }
    layouts: dict[str, Layout] = {}
    for row in SpareColumn.objects.filter(tenant_id=tenant).order_by("id"):
        before = layouts.get(row.entity, Layout())
        layouts[row.entity] = before.given(row.path, row.column) if row.given else before.without([row.path])
    return Switchboard(stamp, MappingProxyType(modules), MappingProxyType(layouts))
