"""A company whose modules and records do what nobody expects: labels that are markup, endless words, five hundred
fields, writing from right to left, an entity nobody has filled."""

from typing import Any, Final

from dougong import catalog, storage
from dougong.actions import install_module, switch_on_module
from dougong.problem import Json, Ref
from dougong.storage import Record
from dougong.tenancy import (
    Account,
    Domain,
    Tenant,
    add_member,
    give_role,
    new_id,
    platform_writing,
    tenant_by_key,
    writing,
)

LOGIN: Final = "tester"
MARKUP: Final = "<script>alert(1)</script><b>bold</b> & \"quoted\" 'single' {{ 7*7 }} {% raw %}"
ENDLESS: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
ARABIC: Final = "اسم المشروع ورقم العقد (النسخة 3)"
EMOJI: Final = "👷🏽‍♀️🏗️ 👨‍👩‍👧‍👦 🇨🇳 ✅"
#: Labels may hold no joiners that nobody sees; what people type may.
FACES: Final = "👷🏗️ 🇨🇳 ✅"
#: A sentence that turns the writing's direction and never turns it back.
TURNED: Final = "before \u202egnihtyna dna\u202c after \u2067mixed عربي 中文\u2069 end"
HUGE: Final = "墙体砌筑与抹灰 " * 2500


def documents() -> dict[str, Json]:
    """The module."""
    row = {"name": {"title": MARKUP, "type": "string"}, "amount": {"title": ENDLESS, "kind": "money"},
           "note": {"title": ARABIC, "type": "string"}}  # fmt: skip
    hostile: dict[str, Any] = {
        "name": {"title": MARKUP, "type": "string", "maxLength": 500, "indexed": True},
        "endless": {"title": ENDLESS, "type": "string", "maxLength": 5000},
        "right": {"title": ARABIC, "type": "string", "maxLength": 5000},
        "faces": {"title": FACES, "type": "string", "maxLength": 500, "description": MARKUP},
        "story": {"title": "Story", "kind": "long_text", "maxLength": 100_000},
        "choice": {"title": "Choice", "indexed": True, "oneOf": [
            {"const": "markup", "title": MARKUP}, {"const": "endless", "title": ENDLESS},
            {"const": "arabic", "title": ARABIC}, {"const": "emoji", "title": FACES}]},
        "amount": {"title": "Amount", "kind": "money", "indexed": True},
        "rows": {"title": "Rows", "type": "array", "items": {"type": "object", "properties": row}},
    }  # fmt: skip
    wide = {f"f{n:03d}": _field(n) for n in range(500)}
    bare = {"name": {"title": "Name", "type": "string"}}
    see = {"tester": {"see": True, "create": True, "edit": True, "remove": True}}
    entities = {"hostile": ("Hostile", hostile), "wide": ("Five hundred fields", wide), "nothing": ("Nothing", bare)}
    return {
        "module": {"$schema": "urn:dougong:module:1", "key": "trials", "version": "1.0.0", "title": "Trials"},
        "roles": {"$schema": "urn:dougong:roles:1", "roles": {"tester": {"title": "Tester", "administers": True}},
                  "rights": dict.fromkeys(entities, see)},
        **{f"entities/{key}": {"$schema": "urn:dougong:entity:1", "key": key, "title": title, "scope": "tenant",
                               "type": "object", "properties": fields} for key, (title, fields) in entities.items()},
    }  # fmt: skip


def _field(number: int) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = [
        {"type": "string"}, {"kind": "money"}, {"type": "string", "format": "date"}, {"type": "boolean"},
        {"kind": "quantity", "unit": "m"},
    ]  # fmt: skip
    return {"title": f"Field {number}", **kinds[number % len(kinds)]}


def make() -> tuple[Tenant, dict[str, list[str]]]:
    """The company and the ids of its records by entity."""
    install_module(documents())
    with platform_writing():
        found = tenant_by_key("trials")
        assert found is None, "made once"
        tenant = Tenant.objects.create(
            key="trials", name=f"{MARKUP} {ARABIC}"[:80], language="zh-hans", require_second_factor=False
        )
        Domain.objects.create(host="trials.localhost", tenant=tenant, main=True)
        account = Account.objects.create_account(LOGIN, display_name=f"{EMOJI} {MARKUP}"[:80])
    switch_on_module(tenant, "trials")
    with writing(tenant):
        add_member(account)
        give_role(account, "tester")
        me = Ref("user", account.id)
        return tenant, {name: _insert(f"trials/{name}", values, me) for name, values in _values().items()}


def _values() -> dict[str, list[dict[str, Any]]]:
    rows = tuple({"name": MARKUP, "note": TURNED} for _ in range(30))
    all_of_it = {"name": MARKUP, "endless": ENDLESS * 10, "right": ARABIC * 20, "faces": EMOJI, "story": HUGE,
                 "choice": "markup", "rows": rows}  # fmt: skip
    words = (MARKUP, ENDLESS, ARABIC, EMOJI, TURNED, "'; DROP TABLE x; --", "\\0 %s {0} $&", "=cmd|' /C calc'!A0")
    others = [{"name": word, "endless": word, "right": word, "choice": choice} for word in words
              for choice in ("markup", "endless", "arabic", "emoji")]  # fmt: skip
    return {"hostile": [all_of_it, *others], "wide": [{f"f{n:03d}": "text" for n in range(0, 500, 5)}]}


def _insert(name: str, values: list[dict[str, Any]], me: Ref) -> list[str]:
    made = [Record(name, new_id(), one) for one in values]
    storage.insert_many(catalog.entity_for(name, "en"), made, catalog.layout_for(name), me)
    return [str(one.id) for one in made]
