"""What a person does to a form, each deed as what it lays into the draft: address -> what shall be there."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.definition import Entity, Module
from dougong.definition.pointers import escape
from dougong.designer.draft import Draft
from dougong.designer.keys import propose_key
from dougong.designer.outline import REST, Outline, Part, outline_of
from dougong.designer.places import Place, field_at_path, place_of_field, words_at
from dougong.overlay import ABSENT, AS_BASE, GONE, Add, Deed, Order, Remove
from dougong.problem import Json, JsonObject, Problem, Refused

Deeds = Mapping[str, Deed]
FORM: Final = "urn:dougong:form:1"
#: Lists of views whose entries are names of fields; a minus sign turns a sort round.
_LISTS: Final = ("sort", "totals", "filters", "card")


class Bench:
    """One entity of a draft, laid open to be worked at. module: read from the draft."""

    def __init__(self, draft: Draft, module: Module, entity: Entity) -> None:
        self.draft = draft
        self.module = module
        self.entity = entity
        self.outline: Outline = outline_of(draft, module, entity)
        self.form = f"forms/{entity.key}#"

    def place(self, path: str) -> Place:
        """The place of a field that exists. Raises Refused (code "not_found")."""
        place = place_of_field(self.entity, path)
        if place is None or field_at_path(self.entity.fields, path) is None:
            raise Refused([Problem("", "not_found", {"field": path})])
        return place

    def add(self, above: str, key: str, schema: JsonObject, *, section: str = REST, required: bool = False) -> Deeds:
        """A new field at the end of a section, or a new column of the rows at `above`."""
        path = f"{above}/{key}" if above else key
        place = place_of_field(self.entity, path)
        if place is None:
            raise Refused([Problem("", "not_found", {"field": above})])
        if self.draft.at_address(place.address) is not ABSENT or place.address in self.draft.overlay.changes:
            raise Refused([Problem("/key", "unique", {"value": key})])
        deeds: dict[str, Deed] = {place.address: Add(schema)}
        if required:
            deeds[place.required] = self._listed(place.required, key, there=True)
        if above:
            deeds.update(self._columns(above, lambda keys: [*keys, key]))
        elif self.outline.laid_out:
            parts = [part for part in self.outline.parts if part.key]
            part = next((one for one in parts if one.key == section), parts[-1])
            deeds.update(self._fill(part, [*(line.key for line in part.lines), key]))
        return deeds

    def hide(self, path: str) -> Deeds:
        """The field out of sight, and out of the sections and lists that name it; its data stay."""
        place = self.place(path)
        deeds: dict[str, Deed] = {place.address: GONE}
        required = words_at(self.draft.at_address(place.required))
        if place.key in required and self.draft.in_base(place.address) is ABSENT:
            deeds[place.required] = self._listed(place.required, place.key, there=False)
        if len(place.keys) == 1:
            for part in self.outline.parts:
                if part.key and any(line.path == path for line in part.lines):
                    deeds.update(self._fill(part, [line.key for line in part.lines if line.path != path]))
        elif len(place.keys) == 2:
            deeds.update(self._columns(place.keys[0], lambda keys: [key for key in keys if key != place.key]))
        deeds.update(self._out_of_lists(path))
        return deeds

    def show(self, path: str) -> Deeds:
        """A field that was hidden, in sight again, in the section it stood in."""
        place = place_of_field(self.entity, path)
        change = self.draft.overlay.changes.get(place.address) if place else None
        if place is None or not isinstance(change, Remove):
            raise Refused([Problem("", "not_found", {"field": path})])
        deeds: dict[str, Deed] = {}
        if self.draft.in_base(place.address) is ABSENT:
            before = self.draft.in_force.changes.get(place.address)
            node = change.was if change.was is not ABSENT else before.value if isinstance(before, Add) else ABSENT
            if node is ABSENT:
                raise Refused([Problem("", "not_found", {"field": path})])
            deeds[place.address] = Add(node)  # type: ignore[arg-type]
        else:
            deeds[place.address] = AS_BASE
        if len(place.keys) == 2:
            deeds.update(self._columns(place.keys[0], lambda keys: [*keys, place.key]))
        elif self.outline.laid_out:
            part = self._home(place.key)
            deeds.update(self._fill(part, [*(line.key for line in part.lines), place.key]))
        return deeds

    def move(self, path: str, *, before: str = "", section: str | None = None) -> Deeds:
        """The field in front of its neighbour `before` (a key; at the end without one), in `section` where given."""
        place = self.place(path)
        if len(place.keys) > 1:
            return self._move_column(place, before)
        here = self.outline.part_of(path)
        part = next((one for one in self.outline.parts if one.key == section), here) if section is not None else here
        assert here is not None, "every field stands in some part"
        assert part is not None, "there is a part"
        keys = placed_before([line.key for line in part.lines], place.key, before)
        if not self.outline.laid_out or not part.key:
            every = [key for one in self.outline.parts for key in (line.key for line in one.lines)]
            return self._order_properties(place, placed_before(every, place.key, before))
        deeds = dict(self._fill(part, keys))
        if here.key and here.key != part.key:
            deeds.update(self._fill(here, [line.key for line in here.lines if line.key != place.key]))
        return deeds

    def step(self, path: str, by: int) -> Deeds:
        """One place up (-1) or down (1); beyond the ends of a section into the one next to it."""
        place = self.place(path)
        if len(place.keys) > 1:
            above = next((line for line in self.outline.lines if line.path == "/".join(place.keys[:-1])), None)
            keys = [line.key for line in above.columns] if above else []
            return self._move_column(place, stepped(keys, place.key, by))
        part = self.outline.part_of(path)
        assert part is not None, "every field stands in some part"
        keys = [line.key for line in part.lines]
        at = keys.index(place.key)
        if 0 <= at + by < len(keys):
            return self.move(path, before=stepped(keys, place.key, by))
        parts = [one for one in self.outline.parts if one.key]
        if part not in parts or not 0 <= parts.index(part) + by < len(parts):
            return {}
        other = parts[parts.index(part) + by]
        first = other.lines[0].key if by > 0 and other.lines else ""
        return self.move(path, before=first, section=other.key)

    def add_section(self, title: str) -> Deeds:
        """A new section at the end; with the first one the sections of the form are written down."""
        taken = {part.key for part in self.outline.parts}
        key = propose_key(title, taken, otherwise="section")
        section: JsonObject = {"title": title, "fields": {"order": []}}
        if self.outline.laid_out:
            return {f"{self.form}/sections/{escape(key)}": Add(section)}
        first: JsonObject = {"title": self.entity.title, "fields": {"order": list(self.entity.fields)}}
        document: JsonObject = {
            "$schema": FORM,
            "entity": self.entity.key,
            "order": ["x_main", key],
            "sections": {"x_main": first, key: section},
        }
        return {self.form: Add(document)}

    def change_section(self, key: str, values: Mapping[str, Json]) -> Deeds:
        """Words of a section (title, columns, folded); None takes one away."""
        at = self._section(key)
        return {f"{at}/{escape(word)}": GONE if value is None else value for word, value in values.items()}

    def move_section(self, key: str, by: int) -> Deeds:
        """A section one place up (-1) or down (1)."""
        self._section(key)
        keys = [part.key for part in self.outline.parts if part.key]
        return {f"{self.form}/order": self._ordered(f"{self.form}/order", stepped_list(keys, key, by))}

    def drop_section(self, key: str) -> Deeds:
        """A section taken away; what stood in it goes to the one before it, or after it."""
        at = self._section(key)
        parts = [part for part in self.outline.parts if part.key]
        part = next(one for one in parts if one.key == key)
        others = [one for one in parts if one.key != key]
        if not others:
            raise Refused([Problem("", "min_items", {"limit": 1})])
        place = parts.index(part)
        taker = parts[place - 1] if place else parts[1]
        deeds: dict[str, Deed] = {}
        if part.lines:
            deeds.update(self._fill(taker, [line.key for line in (*taker.lines, *part.lines)]))
        return {**deeds, at: GONE}

    def as_module(self, path: str, word: str = "") -> Deeds:
        """The field as the module has it; `word`: only that of it."""
        place = self.place(path)
        if word == "required":
            there = place.key in words_at(self.draft.in_base(place.required))
            return {place.required: self._listed(place.required, place.key, there=there)}
        if word:
            return {f"{place.address}/{escape(word)}": AS_BASE}
        deeds: dict[str, Deed] = {place.address: AS_BASE}
        if self.draft.in_base(place.address) is not ABSENT:
            deeds.update(self.as_module(path, "required"))
        return deeds

    def require(self, place: Place, *, there: bool) -> Deeds:
        """Whether the field must be filled in."""
        now = words_at(self.draft.at_address(place.required))
        return (
            {}
            if (place.key in now) == there
            else {place.required: self._listed(place.required, place.key, there=there)}
        )

    def _listed(self, address: str, key: str, *, there: bool) -> Deed:
        """A list of keys with one of them put in or taken out."""
        now = [one for one in words_at(self.draft.at_address(address)) if one != key]
        base = words_at(self.draft.in_base(address))
        keys = [*now, key] if there else now
        if there and key in base:  # back in its old place, so that nothing is left to tell
            keys = [*(one for one in base if one in keys), *(one for one in keys if one not in base)]
        return self._ordered(address, keys)

    def _ordered(self, address: str, keys: list[str]) -> Deed:
        found = self.draft.at_address(address)
        return Order(tuple(keys)) if isinstance(found, list) else [*keys]

    def _section(self, key: str) -> str:
        if not key or all(part.key != key for part in self.outline.parts):
            raise Refused([Problem("", "not_found", {"section": key})])
        return f"{self.form}/sections/{escape(key)}"

    def _fill(self, part: Part, keys: list[str]) -> Deeds:
        address = f"{self.form}/sections/{escape(part.key)}/fields/order"
        return {address: self._ordered(address, keys)}

    def _home(self, key: str) -> Part:
        """The section a field of the module belongs to; the last one for any other."""
        parts = [part for part in self.outline.parts if part.key]
        for part in parts:
            if key in words_at(self.draft.in_base(f"{self.form}/sections/{escape(part.key)}/fields/order")):
                return part
        return parts[-1]

    def _columns(self, above: str, changed: Any) -> Deeds:
        """The list of shown columns of some rows, where a section has one."""
        for part in self.outline.parts:
            address = f"{self.form}/sections/{escape(part.key)}/fields/set/{escape(above)}/columns"
            now = self.draft.at_address(address) if part.key else ABSENT
            if now is not ABSENT:
                return {address: self._ordered(address, changed(words_at(now)))}
        return {}

    def _move_column(self, place: Place, before: str) -> Deeds:
        found = self._columns(place.keys[0], lambda keys: placed_before(keys, place.key, before))
        if found:
            return found
        holder = field_at_path(self.entity.fields, "/".join(place.keys[:-1]))
        keys = list(holder.fields) if holder else []
        return self._order_properties(place, placed_before(keys, place.key, before))

    def _order_properties(self, place: Place, keys: list[str]) -> Deeds:
        return {place.properties: Order(tuple(keys))}

    def _out_of_lists(self, path: str) -> Deeds:
        """The views of the entity's list without a field."""
        table = self.module.tables.get(self.entity.key)
        deeds: dict[str, Deed] = {}
        for view in table.views.values() if table else ():
            at = f"tables/{self.entity.key}#/views/{escape(view.key)}"
            for word in ("columns/order", *_LISTS):
                now = words_at(self.draft.at_address(f"{at}/{word}"))
                left = [one for one in now if one.removeprefix("-").replace(".", "/") != path]
                if len(left) < len(now):
                    deeds[f"{at}/{word}"] = self._ordered(f"{at}/{word}", left)
        return deeds


def placed_before(keys: list[str], key: str, before: str) -> list[str]:
    """The keys with one of them in front of another; at the end where that is not there."""
    rest = [one for one in keys if one != key]
    at = rest.index(before) if before in rest else len(rest)
    return [*rest[:at], key, *rest[at:]]


def stepped(keys: list[str], key: str, by: int) -> str:
    """The key in front of which one stands after a step; "" at the end."""
    after = stepped_list(keys, key, by)
    at = after.index(key) + 1
    return after[at] if at < len(after) else ""


def stepped_list(keys: list[str], key: str, by: int) -> list[str]:
    """The keys with one of them a place further up or down."""
    at = keys.index(key) + by
    if not 0 <= at < len(keys):
        return keys
    rest = [one for one in keys if one != key]
    return [*rest[:at], key, *rest[at:]]
