"""What a person does to the lists of a form, each deed as what it lays into the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from dougong.definition import Entity, Module, View
from dougong.definition.layout import is_tenants
from dougong.definition.pointers import escape
from dougong.designer.deeds import Deeds, stepped_list
from dougong.designer.draft import Draft
from dougong.designer.keys import propose_key
from dougong.designer.outline import changed_at
from dougong.overlay import ABSENT, AS_BASE, GONE, Add, Deed, Order, Remove, find, place_of
from dougong.problem import Json, JsonObject, Problem, Refused

TABLE: Final = "urn:dougong:table:1"
#: Columns of a list nobody has laid out.
_FEW: Final = 6
_NOT_BY_ITSELF: Final = frozenset({"rows", "group", "json", "long_text", "rich_text", "photo", "file", "signature"})


@dataclass(frozen=True, slots=True)
class Listed:
    """One list as the outline shows it. mark: "new", "changed", "gone" or "". own: made here, not by the module."""

    key: str
    title: str
    kind: str
    mark: str
    own: bool


class ListBench:
    """The lists of one entity of a draft, laid open to be worked at. module: read from the draft."""

    def __init__(self, draft: Draft, module: Module, entity: Entity) -> None:
        self.draft = draft
        self.module = module
        self.entity = entity
        self.document = f"tables/{entity.key}#"
        table = module.tables.get(entity.key)
        self.views: Mapping[str, View] = table.views if table else {}

    @property
    def listed(self) -> tuple[Listed, ...]:
        """The lists in the order of their tabs, those out of sight at the end."""
        shown = [Listed(view.key, view.title, view.kind, self._mark(view.key), is_tenants(view.key))
                 for view in self.views.values()]  # fmt: skip
        return (*shown, *self._hidden())

    def _mark(self, key: str) -> str:
        if not changed_at(self.draft, self.at(key)):
            return "new" if self.draft.in_base(self.at(key)) is ABSENT else ""
        return "new" if self.draft.in_base(self.at(key)) is ABSENT else "changed"

    def _hidden(self) -> list[Listed]:
        prefix, found = f"{self.document}/views/", []
        for address, change in self.draft.overlay.changes.items():
            key = address.removeprefix(prefix)
            if address.startswith(prefix) and "/" not in key and isinstance(change, Remove):
                found.append(Listed(key, self._former(address, key), "list", "gone", is_tenants(key)))
        return found

    def _former(self, address: str, key: str) -> str:
        for documents in (self.draft.base, self.draft.published):
            node = find(documents, *place_of(address))
            if isinstance(node, dict):
                return str(node.get("title", key))
        return key

    def at(self, key: str) -> str:
        """The address of a list."""
        return f"{self.document}/views/{escape(key)}"

    def view(self, key: str) -> View:
        """A list that is in sight. Raises Refused (code "not_found")."""
        if key not in self.views:
            raise Refused([Problem("", "not_found", {"list": key})])
        return self.views[key]

    def add(self, title: str) -> tuple[str, Deeds]:
        """A new list, of the columns of the first; its key."""
        if not title.strip():
            raise Refused([Problem("/title", "required")])
        taken = {one.key for one in self.listed}
        key = propose_key(title, taken, otherwise="list")
        first = next((view for view in self.views.values() if view.kind == "list"), None)
        columns: list[Json] = list(first.columns) if first and first.columns else list(self._columns())
        node: JsonObject = {"title": title.strip(), "columns": {"order": columns}}
        if first is not None and first.sort:
            node["sort"] = list(first.sort)
        if self.draft.at_address(self.document) is not ABSENT:
            return key, {self.at(key): Add(node)}
        every: JsonObject = {"title": self.entity.title, "columns": {"order": columns}}
        views: JsonObject = {"x_all": every, key: node}
        return key, {self.document: Add({"$schema": TABLE, "entity": self.entity.key, "views": views})}

    def _columns(self) -> tuple[str, ...]:
        shown = [key for key, field in self.entity.fields.items() if field.kind not in _NOT_BY_ITSELF]
        return (*(("number",) if self.entity.numbering is not None else ()), *shown[:_FEW])

    def move(self, key: str, by: int) -> Deeds:
        """A list one tab to the front (-1) or to the end (1)."""
        self.view(key)
        keys = stepped_list(list(self.views), key, by)
        return {f"{self.document}/order": _ordered(self.draft, f"{self.document}/order", keys)}

    def hide(self, key: str) -> Deeds:
        """A list out of sight; one at least stays. Raises Refused (code "rule")."""
        view = self.view(key)
        if view.kind == "list" and sum(1 for one in self.views.values() if one.kind == "list") < 2:
            raise Refused([Problem("", "rule", message=_("The last list stays: people need one."))])
        return {self.at(key): GONE}

    def show(self, key: str) -> Deeds:
        """A list that was hidden, in sight again."""
        change = self.draft.overlay.changes.get(self.at(key))
        if not isinstance(change, Remove):
            raise Refused([Problem("", "not_found", {"list": key})])
        if self.draft.in_base(self.at(key)) is not ABSENT:
            return {self.at(key): AS_BASE}
        former = find(self.draft.published, *place_of(self.at(key)))
        node = former if former is not ABSENT else change.was
        if node is ABSENT:
            raise Refused([Problem("", "not_found", {"list": key})])
        return {self.at(key): Add(node)}  # type: ignore[arg-type]

    def as_module(self, key: str) -> Deeds:
        """A list as the module has it."""
        self.view(key)
        return {self.at(key): AS_BASE}

    def keep(self, key: str, values: Mapping[str, Any]) -> Deeds:
        """A list as it was filled in: title, columns, sort, where, group, totals; what is empty goes."""
        self.view(key)
        at, deeds = self.at(key), dict[str, Deed]()
        for word, value in values.items():
            address = f"{at}/columns/order" if word == "columns" else f"{at}/{escape(word)}"
            now = self.draft.at_address(address)
            if value in ("", [], None):
                if now is not ABSENT and word != "columns":
                    deeds[address] = GONE
            elif now is ABSENT and word == "columns":
                deeds[f"{at}/columns"] = {"order": value}
            elif now != value:
                deeds[address] = _ordered(self.draft, address, value) if word == "columns" else value
        return deeds


def _ordered(draft: Draft, address: str, keys: Sequence[str]) -> Deed:
    """A list of keys: as an order where the module has one, so that what a later version adds is seen."""
    return Order(tuple(keys)) if isinstance(draft.at_address(address), list) else [*keys]
