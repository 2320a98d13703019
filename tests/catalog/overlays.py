"""Overlays as tenants write them, and as nobody should: made from a seed over a module's real documents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from dougong.definition import Module
from dougong.overlay import Add, Change, Order, Overlay, Remove, Set
from dougong.overlay.tree import ABSENT, child, find, keys_of, place_of

Documents = Mapping[str, Any]
Changes = dict[str, Change]
LISTED = [{"const": "dry", "title": "Dry"}, {"const": "wet", "title": "Wet"}]
#: Fields of a tenant's own, each with a value for a record.
FIELDS: tuple[tuple[dict[str, Any], Any], ...] = (
    ({"type": "string", "maxLength": 50}, "雨天 <b>&amp;</b>"),
    ({"kind": "long_text"}, "two\nlines"),
    ({"type": "boolean", "default": False}, True),
    ({"type": "integer", "minimum": 0}, 7),
    ({"kind": "quantity", "unit": "t"}, "1.25"),
    ({"kind": "quantity", "unit": "t", "indexed": True}, "3.5"),
    ({"kind": "money"}, "12345.67"),
    ({"kind": "percent"}, "0.125"),
    ({"type": "string", "format": "date", "indexed": True}, "2025-04-10"),
    ({"type": "string", "format": "time"}, "07:30:00"),
    ({"kind": "month"}, "2025-04"),
    ({"kind": "choice", "oneOf": LISTED}, "wet"),
    ({"kind": "choice", "oneOf": LISTED, "indexed": True}, "dry"),
    ({"kind": "choices", "items": {"oneOf": LISTED}}, ["dry", "wet"]),
    ({"kind": "user", "many": True}, []),
    ({"kind": "photo", "many": True}, []),
    ({"kind": "geo_point"}, {"lat": "31.2304", "lon": "121.4737"}),
    ({"kind": "url"}, "https://example.com/"),
    ({"kind": "phone"}, "13800138000"),
    ({"kind": "json"}, {"a": [1, None, {"b": "x"}]}),
    ({"type": "object", "properties": {"x_depth": {"title": "Depth", "kind": "quantity"}}}, {"x_depth": "1.5"}),
    ({"type": "array", "items": {"type": "object", "properties": {
        "x_what": {"title": "What", "type": "string"}, "x_cost": {"title": "Cost", "kind": "money"}}}},
     [{"x_what": "sand", "x_cost": "1.50"}, {"x_what": "gravel"}]),
)  # fmt: skip
#: What stands where something else belongs.
NONSENSE: tuple[Any, ...] = (
    None, True, 0, -1, Decimal("1E+999999"), Decimal("0.1"), 10**400, "", "x" * 70_000, "１", "\u202e", "\x00", [],
    [[]], [None], ["x", "x"], {}, {"": ""}, {"title": None}, {"$ref": "#"}, {"order": 5}, {"oneOf": [{"const": []}]},
    "(" * 300, "record.record.record", [{"const": "a"}, {"const": "a"}],
)  # fmt: skip


@dataclass
class Made:
    """An overlay. sure: nothing in it can be wrong. values: what a record's own fields may hold, by entity."""

    module: str
    changes: Changes = field(default_factory=dict)
    sure: bool = True
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @property
    def overlay(self) -> Overlay:
        """As it is published."""
        return Overlay(self.module, "", self.changes)


def make_overlay(seed: int, module: Module) -> Made:
    """One to six changes that a sensible person might make; in every third overlay, one or two that nobody should."""
    maker = Maker(Random(seed), module)
    for _ in range(maker.random.randint(1, 6)):
        maker.one(SENSIBLE)
    if seed % 3 == 0:
        for _ in range(maker.random.randint(1, 2)):
            maker.one(SENSELESS)
    return maker.made


class Maker:
    """Draws changes of one module."""

    def __init__(self, random: Random, module: Module) -> None:
        self.random, self.module = random, module
        self.documents: Documents = module.documents
        self.made = Made(module.key)

    def one(self, makers: Mapping[Callable[["Maker"], Changes | None], bool]) -> None:
        """One more change, when there is a place for it."""
        weights = [3 if make is add_field else 1 for make in makers]
        make = self.random.choices(list(makers), weights)[0]
        changes = make(self)
        if changes and not _in_each_others_way(self.made.changes, changes):
            self.made.changes |= changes
            self.made.sure = self.made.sure and makers[make]
            self.made.told.append(make.__name__)

    def document(self, folder: str) -> str:
        """Some document of a folder."""
        return self.random.choice([path for path in self.documents if path.startswith(f"{folder}/")])

    def number(self) -> int:
        """For a key that no other overlay has with another kind."""
        return self.random.randrange(10**6)

    def nodes(self, document: str, *, holding: str = "") -> list[str]:
        """The addresses of all nodes of a document, or of those that have a key."""
        found, waiting = [], [(f"{document}#", self.documents[document])]
        while waiting:
            address, node = waiting.pop()
            if not holding or child(node, holding) is not ABSENT:
                found.append(address)
            waiting += [(f"{address}/{_token(key)}", child(node, key)) for key in keys_of(node) or ()]
        return sorted(found)

    def at(self, address: str) -> Any:
        """What stands at an address."""
        return find(self.documents, *place_of(address))


def _token(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _in_each_others_way(there: Changes, more: Changes) -> bool:
    return any(one.startswith(other) or other.startswith(one) for one in there for other in more)


def add_field(maker: Maker) -> Changes:
    """A field of one's own."""
    place = maker.random.randrange(len(FIELDS))
    schema, value = FIELDS[place]
    entity = maker.document("entities")
    key = f"x_f{place}_{maker.number()}"
    maker.made.values.setdefault(entity.partition("/")[2], {})[key] = value
    beside = maker.random.choice([{}, {"after": maker.random.choice(list(maker.documents[entity]["properties"]))}])
    return {f"{entity}#/properties/{key}": Add({"title": f"Own {place}", **schema}, **beside)}


def add_column_of_rows(maker: Maker) -> Changes | None:
    """A column of one's own in a sheet."""
    rows = [(entity.key, one.key) for entity in maker.module.entities.values() for one in entity.fields.values()
            if one.kind == "rows"]  # fmt: skip
    if not rows:
        return None
    entity, key = maker.random.choice(rows)
    column = f"x_c_{maker.number()}"
    return {f"entities/{entity}#/properties/{key}/items/properties/{column}": Add({"title": "Own", "type": "string"})}


def relabel(maker: Maker) -> Changes:
    """Other words."""
    document = maker.document(maker.random.choice(["entities", "forms", "tables"]))
    address = maker.random.choice(maker.nodes(document, holding="title"))
    return {f"{address}/title": Set(f"说法 {maker.number()}", maker.at(f"{address}/title"))}


def reorder(maker: Maker) -> Changes:
    """Fields, columns or sections in another order."""
    document = maker.document(maker.random.choice(["entities", "forms", "tables"]))
    if document.startswith("entities/"):
        address = f"{document}#/properties"
    else:
        address = maker.random.choice(maker.nodes(document, holding="order")) + "/order"
    keys = keys_of(maker.at(address)) or list(maker.at(address))
    return {address: Order(tuple(maker.random.sample(keys, len(keys))), tuple(keys))}


def add_choice(maker: Maker) -> Changes | None:
    """One more choice, and another name for one that is there."""
    lists = maker.nodes(maker.document("entities"), holding="oneOf")
    if not lists:
        return None
    address = maker.random.choice(lists) + "/oneOf"
    key, first = f"x_{maker.number()}", (keys_of(maker.at(address)) or [""])[0]
    return {f"{address}/{key}": Add({"const": key, "title": "Own"}), f"{address}/{first}/title": Set("Renamed")}


def add_computed(maker: Maker) -> Changes | None:
    """A field worked out of another."""
    found = [(entity.key, one.key) for entity in maker.module.entities.values() for one in entity.fields.values()
             if one.kind in ("money", "quantity", "integer", "percent") and not one.many]  # fmt: skip
    if not found:
        return None
    entity, key = maker.random.choice(found)
    own = {"title": "Twice", "kind": "quantity", "computed": f"{key} * 2"}
    return {f"entities/{entity}#/properties/x_twice_{maker.number()}": Add(own)}


def add_condition(maker: Maker) -> Changes:
    """A field of one's own that shows only sometimes, and must then be filled in."""
    entity = maker.document("entities")
    number = maker.number()
    return {
        f"{entity}#/properties/x_if_{number}": Add({"title": "Rain", "type": "boolean"}),
        f"{entity}#/properties/x_then_{number}": Add({
            "title": "How much", "kind": "quantity", "visible_when": f"x_if_{number} == true",
            "required_when": f"x_if_{number} == true"}),
        f"{entity}#/rules/x_rule_{number}": Add({
            "check": f"x_then_{number} == null || x_then_{number} >= 0", "at": f"/x_then_{number}",
            "message": "Not below nothing."}),
    }  # fmt: skip


def add_view(maker: Maker) -> Changes:
    """A list of one's own."""
    table = maker.document("tables")
    fields = list(maker.documents[f"entities/{table.partition('/')[2]}"]["properties"])
    columns = maker.random.sample(fields, min(3, len(fields)))
    return {f"{table}#/views/x_v_{maker.number()}": Add({"title": "Own", "columns": {"order": columns}})}


def add_entity(maker: Maker) -> Changes:
    """A thing of one's own, with who may see it."""
    key = f"x_thing_{maker.number()}"
    entity = {
        "$schema": "urn:dougong:entity:1", "key": key, "title": "Thing", "type": "object", "label": "{x_name}",
        "properties": {"x_name": {"title": "Name", "type": "string"}}, "required": ["x_name"],
    }  # fmt: skip
    return {f"entities/{key}#": Add(entity), f"roles#/rights/{key}": Add({"admin": {"see": True, "create": True}})}


def add_state(maker: Maker) -> Changes | None:
    """A state of one's own, the way into it and out."""
    flows = [path for path in maker.documents if path.startswith("workflows/")]
    if not flows:
        return None
    flow = maker.random.choice(flows)
    start, key = maker.documents[flow]["initial"], f"x_{maker.number()}"
    return {
        f"{flow}#/states/{key}": Add({"title": "Parked"}),
        f"{flow}#/transitions/{key}_in": Add({"title": "Park", "from": [start], "to": key, "by": ["admin"]}),
        f"{flow}#/transitions/{key}_out": Add({"title": "Back", "from": [key], "to": start, "by": ["admin"]}),
    }


def change_right(maker: Maker) -> Changes:
    """Something is hidden from a role, or only read by it."""
    entity = maker.random.choice(list(maker.documents["roles"]["rights"]))
    fields = (
        list(maker.documents[f"entities/{entity}"]["properties"]) if f"entities/{entity}" in maker.documents else []
    )
    right = {"see": {"where": "created_by == me", "hide": [f"/{one}" for one in fields[:2]]}, "create": True}
    role: Changes = {"roles#/roles/x_auditor": Add({"title": "Auditor"})}
    if "roles" not in maker.documents["roles"]:
        role = {"roles#/roles": Set({"x_auditor": {"title": "Auditor"}})}
    return {f"roles#/rights/{entity}/x_auditor": Set(right), **role}


def hide(maker: Maker) -> Changes:
    """Something goes out of sight: it may be needed elsewhere."""
    document = maker.document(maker.random.choice(["entities", "entities", "forms", "tables"]))
    named = {"entities": "properties", "forms": "sections", "tables": "views"}[document.partition("/")[0]]
    address = f"{document}#/{named}/{maker.random.choice(list(maker.documents[document][named]))}"
    return {address: Remove(maker.at(address))}


def require(maker: Maker) -> Changes:
    """Other fields must be filled in."""
    entity = maker.document("entities")
    fields = list(maker.documents[entity]["properties"])
    wanted: Any = maker.random.sample(fields, min(len(fields), 3))
    return {f"{entity}#/required": Set(wanted, maker.documents[entity].get("required", ABSENT))}


def new_formula(maker: Maker) -> Changes | None:
    """Another formula where there is one."""
    entity = maker.document("entities")
    found = maker.nodes(entity, holding="computed")
    if not found:
        return None
    fields = list(maker.documents[entity]["properties"])
    formula = maker.random.choice(
        ["0", "1 + 1", f"{maker.random.choice(fields)} * 2", f"{maker.random.choice(fields)}"]
    )
    return {maker.random.choice(found) + "/computed": Set(formula)}


def new_step(maker: Maker) -> Changes | None:
    """One more step of an approval."""
    flows = [path for path in maker.documents if path.startswith("workflows/")]
    found = [address for path in flows for address in maker.nodes(path, holding="steps")]
    if not found:
        return None
    address = maker.random.choice(found)
    step = {"title": "One more", "assign": {"role": maker.random.choice(["admin", "general_manager", "nobody"])}}
    return {f"{address}/steps/x_{maker.number()}": Add(step)}


def nonsense(maker: Maker) -> Changes:
    """Anything anywhere."""
    document = maker.random.choice(sorted(maker.documents))
    return {maker.random.choice(maker.nodes(document)): Set(maker.random.choice(NONSENSE))}


def go_without(maker: Maker) -> Changes:
    """Anything out."""
    document = maker.random.choice(sorted(maker.documents))
    return {maker.random.choice(maker.nodes(document)): Remove()}


def wrong_formula(maker: Maker) -> Changes:
    """A circle, a name that is none, a bomb."""
    entity, number = maker.document("entities"), maker.number()
    formula = maker.random.choice(
        [f"x_y_{number} + 1", "nothing.at.all", "(" * 200, "1 +" * 900 + "1", "me * me", "''"]
    )
    return {
        f"{entity}#/properties/x_z_{number}": Add({"title": "Z", "kind": "quantity", "computed": formula}),
        f"{entity}#/properties/x_y_{number}": Add({"title": "Y", "kind": "quantity", "computed": f"x_z_{number} + 1"}),
    }


def other_kind(maker: Maker) -> Changes:
    """A field that is kept otherwise from now on."""
    entity = maker.document("entities")
    key = maker.random.choice(list(maker.documents[entity]["properties"]))
    kind = maker.random.choice(["money", "rows", "json", "choices", "user", "nothing"])
    return {f"{entity}#/properties/{key}": Set({"title": "Other", "kind": kind})}


def lost_neighbour(maker: Maker) -> Changes:
    """A place that is not there."""
    return {f"{maker.document('entities')}#/properties/nowhere/oneOf/x_a": Add({"const": "x_a", "title": "A"})}


def another_key(maker: Maker) -> Changes:
    """The module or a document under another name."""
    return {maker.random.choice(["module#/key", f"{maker.document('entities')}#/key"]): Set("elsewhere")}


#: Makers, and whether what they make is always right.
SENSIBLE: Mapping[Callable[[Maker], Changes | None], bool] = {
    add_field: True, add_column_of_rows: True, relabel: True, reorder: True, add_choice: True, add_computed: True,
    add_condition: True, add_view: True, add_entity: True, add_state: True, change_right: True,
    hide: False, require: False, new_formula: False, new_step: False,
}  # fmt: skip
SENSELESS: Mapping[Callable[[Maker], Changes | None], bool] = dict.fromkeys(
    (nonsense, nonsense, go_without, wrong_formula, other_kind, lost_neighbour, another_key), False
)
