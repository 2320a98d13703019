"""Every installed module as the tenant in scope has it: on, switched off with its data, or never had."""

from collections.abc import Mapping
from dataclasses import dataclass

from dougong.catalog.models import InstalledModule
from dougong.catalog.modules import Switched, modules_for, read_switched, switchboard
from dougong.definition import Module


@dataclass(frozen=True, slots=True)
class Shelved:
    """One installed module. module: as the tenant has or would get it. had: he has had it on before.

    newest: the version installed last, which may be later than his. hash: of the documents he has or would get.
    """

    module: Module
    hash: str
    on: bool
    had: bool
    newest: str

    @property
    def description(self) -> str:
        """What the module is for."""
        head = self.module.documents["module"]
        return str(head.get("description", "")) if isinstance(head, Mapping) else ""


def shelf(language: str) -> Mapping[str, Shelved]:
    """Every installed module by its key, in `language`; two queries beside the version stamp."""
    board, on = switchboard().modules, modules_for(language)
    rows = InstalledModule.objects.order_by("id").values_list("key", "hash", "version")
    newest = {key: (digest, version) for key, digest, version in rows}
    found = {}
    for key, (digest, version) in sorted(newest.items()):
        row = board.get(key)
        module = on[key] if key in on else read_switched(row or Switched(key, digest, "", False, {}), language)
        found[key] = Shelved(module, row.hash if row else digest, key in on, row is not None, version)
    return found


def switched_off() -> frozenset[str]:
    """The modules the tenant in scope has had and switched off: their jobs wait until they are on again."""
    return frozenset(key for key, row in switchboard().modules.items() if not row.enabled)
