"""A neighbour whose every word is marked, in every store there is; and records at home that few may see.

The mark stands nowhere else: whatever anybody of the demo company is answered, it must not be in it. The people of the
demo company work for the neighbour too, as his administrators: what they have there must not reach them here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone
from dougong import (
    actions,
    approvals,
    batches,
    catalog,
    discussion,
    events,
    files,
    jobs_log,
    once,
    outbox,
    preferences,
    storage,
)
from dougong.admission import Caller, Entry, seat_of
from dougong.admission.entry import entry_for_consequence
from dougong.definition import Field
from dougong.overlay import Add, Overlay, Set
from dougong.portal import Draft, read_blocks
from dougong.problem import Ref, Value
from dougong.tenancy import (
    Account,
    Domain,
    Tenant,
    add_member,
    give_role,
    make_token,
    new_id,
    platform_writing,
    writing,
)
from PIL import Image

from tests.company import make_tenant

#: Stands in everything the neighbour has, and nowhere else. Its trigrams are no word's.
MARK = "Qxzvkjqw"
#: Stands in the closed records of the demo company, and nowhere else.
CLOSED = "Wjxqzvkp"
NEIGHBOUR_HOST = "neighbour.localhost"
TEXTS = {"text", "long_text", "rich_text"}


@dataclass
class Planted:
    """What was planted. records: of each entity one. ids: of everything else, by the name addresses call it."""

    tenant: Tenant
    mark: str
    admin: Account
    records: dict[str, UUID] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    people: tuple[UUID, ...] = ()
    tail: str = ""

    def every_id(self) -> list[UUID]:
        return [*self.records.values(), *self.ids.values()]


def plant(modules: Iterable[str], people: Iterable[Account]) -> Planted:
    """Make the neighbour, with these modules switched on, those required by others first."""
    tenant = make_tenant("neighbour", name=f"{MARK} Builders", require_second_factor=False)
    with platform_writing():
        Domain.objects.create(host=NEIGHBOUR_HOST, tenant=tenant, main=True)
        admin = Account.objects.create_account(
            f"{MARK.lower()}-admin", display_name=f"{MARK} Admin", email=f"{MARK}@neighbour.test"
        )
    both = list(people)
    with writing(tenant):
        for account in (admin, *both):
            add_member(account)
            give_role(account, "admin")
    for key in modules:
        actions.switch_on_module(tenant, key)
    planted = Planted(tenant, MARK, admin, people=tuple(one.pk for one in both))
    planted.ids["revision"] = _change_definitions(tenant, admin)
    with writing(tenant):
        seat = seat_of(Caller(tenant, admin, "en", MARK))
        plant_records(planted, seat)
        _plant_files(planted)
        for account in (admin, *both):
            _plant_keepings(planted, account)
        _plant_work(planted)
        _plant_programs(planted)
    planted.ids["member_id"] = admin.pk
    planted.ids["page"] = _plant_page(Caller(tenant, admin, "en", MARK))
    cache.set(f"{MARK}:{tenant.pk}", f"{MARK} cached")
    actions.reindex(tenant)
    return planted


def _plant_programs(planted: Planted) -> None:
    """A program's token, and an answer kept for one."""
    admin = planted.admin
    make_token(admin, name=f"{MARK} token", modules=(), verbs=("see",), days=7, service=True, by=admin.pk)
    once.begin(admin.pk, f"{MARK}-key", "0" * 64)
    once.keep(admin.pk, f"{MARK}-key", 200, f'{{"told": "{MARK}"}}')


def _plant_page(caller: Caller) -> Any:
    """The neighbour's home page, published."""
    blocks = [
        {"type": "notice", "id": "1", "value": {"title": f"{MARK} notice", "text": f"{MARK} told"}},
        {"type": "text", "id": "2", "value": {"text": f"<p>{MARK} text</p>"}},
    ]
    page = actions.keep_page(caller, None, Draft(f"{MARK} page", "home", read_blocks(blocks), home=True))
    actions.publish_page(caller, page)
    return page


def _change_definitions(tenant: Tenant, admin: Account) -> UUID:
    """The neighbour's own fields and titles: words of his that stand in definitions and in caches of them.

    Returns a publication's id.
    """
    with writing(tenant):
        found = catalog.modules_for("en")
        for module in found.values():
            changes: dict[str, Any] = {}
            for entity in module.entities.values():
                at = f"entities/{entity.key}#"
                changes[f"{at}/title"] = Set(f"{MARK} {entity.title}", entity.schema.get("title"))
                # The first has a column of its own, the second stands in the JSON of all such fields.
                changes[f"{at}/properties/x_spare"] = Add({"title": f"{MARK} spare", "type": "string", "indexed": True})
                changes[f"{at}/properties/x_custom"] = Add({"title": f"{MARK} custom", "type": "string"})
            overlay = Overlay(module.key, "", changes)
            catalog.publish_overlay(overlay, Ref("user", admin.pk), note=f"{MARK} note")
            catalog.save_draft(overlay, Ref("user", admin.pk))
        return next(iter(catalog.publications(next(iter(found))))).id


def plant_records(planted: Planted, seat: Any, *, at_home: bool = False) -> None:
    """One record of each entity, each with a comment and an event; what belongs to a project belongs to the first."""
    entities = [one for module in seat.modules.values() for one in module.entities.values()]
    for entity in sorted(entities, key=lambda one: not one.is_project):
        _plant_record(planted, entry_for_consequence(seat, entity.name), at_home=at_home)


def _plant_record(planted: Planted, entry: Entry, *, at_home: bool) -> None:
    entity, mark = entry.entity, planted.mark
    record = _record(planted, entry, new_id())
    by = Ref("user", planted.admin.pk)
    storage.insert(entity, record, entry.layout, by)
    actions.find_many(entity, [record])
    events.record(
        events.Event(entity.name, record.id, "create", planted.admin.pk, after={"name": f"{mark} {entity.key} name"})
    )
    planted.records[entity.name] = record.id
    if not at_home or entity.scope == "project":
        said = discussion.add_comment(new_id(), entity.name, record.id, by, f"{mark} {entity.key} said")
        planted.ids["comment_id"] = said.id


def _record(planted: Planted, entry: Entry, record_id: UUID) -> storage.Record:
    entity, project = entry.entity, planted.records.get(entry.seat.project_entity or "")
    return storage.Record(
        entity=entity.name,
        id=record_id,
        values=_marked(entity.fields, planted, entity.key),
        project=Ref("project", project) if project and entity.scope == "project" else None,
        number=f"{planted.mark}-{entity.key}-{record_id.hex[-4:]}" if entity.numbering else None,
        state=entry.workflow.initial if entry.workflow else None,
    )


def _marked(fields: Mapping[str, Field], planted: Planted, entity: str) -> dict[str, Value]:
    return {key: value for key, one in fields.items() if (value := _value(one, planted, entity)) is not None}


def _value(one: Field, planted: Planted, entity: str) -> Any:
    if one.kind in TEXTS and not one.many:
        return f"{planted.mark} {entity} {one.key}{planted.tail}"
    if one.kind == "rows":
        return ({**_marked(one.fields, planted, entity), **_counted(one.fields, planted)},)
    if one.kind == "reference" and not one.many and one.reference in planted.records:
        return Ref(one.reference, planted.records[one.reference])
    return None


def _counted(fields: Mapping[str, Field], planted: Planted) -> dict[str, Value]:
    """What can be added up in a row of a double: a sum over rows that came across shows it."""
    if not planted.tail:
        return {}
    return {key: 7 if one.kind == "integer" else Decimal(7) for key, one in fields.items()
            if one.kind in {"money", "quantity", "number", "integer", "price"} and one.stored}  # fmt: skip


def _insert_double(planted: Planted, entry: Entry, record_id: UUID) -> storage.Record:
    """What may be there once for each record it refers to refers to none: the neighbour has one of those already."""
    record, by = _record(planted, entry, record_id), Ref("user", planted.admin.pk)
    once = {key for keys in entry.entity.unique for key in keys}
    once |= {key for key, one in entry.entity.fields.items() if one.unique}
    values = {key: value for key, value in record.values.items() if not (key in once and isinstance(value, Ref))}
    record = replace(record, values=values)
    storage.insert(entry.entity, record, entry.layout, by)
    return record


def plant_doubles(planted: Planted, own: Mapping[str, UUID]) -> None:
    """Records of the neighbour's with the very ids of ours: an id is made by whoever makes the record, and counts in
    one company only. What hangs on a record by its id alone must not come across.
    """
    by, planted.tail = Ref("user", planted.admin.pk), " double"
    with writing(planted.tenant):
        seat = seat_of(Caller(planted.tenant, planted.admin, "en", MARK))
        for name, record_id in own.items():
            if "/" not in name:
                continue
            entry = entry_for_consequence(seat, name)
            record = _insert_double(planted, entry, record_id)
            actions.find_many(entry.entity, [record])
            for verb in ("create", "edit"):
                said = {key: f"{MARK} {key}" for key, one in entry.entity.fields.items() if one.kind in TEXTS}
                events.record(events.Event(name, record_id, verb, planted.admin.pk, after=said))
            discussion.add_comment(new_id(), name, record_id, by, f"{MARK} {entry.entity.key} said of a double")
            approvals.begin(name, record_id, by)
            approvals.keep_answer(record_id, 1, "approve", "first", by=by, answer="approve", opinion=f"{MARK} opinion")
            for account in planted.people:
                preferences.remember(account, "recent", f"{name}/{record_id}", f"{MARK} recent")
                preferences.remember(account, "pin", f"/m/{name}/", f"{MARK} pin")
                discussion.put_notice(account, "mention", name, record_id, by=planted.admin.pk, text=f"{MARK} double")
                preferences.remember(account, "draft", f"/m/{name}/{record_id}/edit/", draft(f"{MARK} draft"))


def _plant_files(planted: Planted) -> None:
    picture = BytesIO()
    Image.new("RGB", (64, 48), (10, 20, 30)).save(picture, "PNG")
    picture.seek(0)
    planted.ids["file_id"] = files.put(picture, f"{MARK}.png", "photo", by=planted.admin.pk).id
    text = BytesIO(b"%PDF-1.4\n% " + f"{MARK} inside\n".encode() * 20 + b"%%EOF\n")
    planted.ids["pdf"] = files.put(text, f"{MARK}.pdf", "file", by=planted.admin.pk).id


def _plant_keepings(planted: Planted, account: Account) -> None:
    """What a person keeps at the neighbour's: the same account has none of it at home."""
    entity, record = next(iter(planted.records.items()))
    for name, one in planted.records.items():
        preferences.remember(account.pk, "draft", f"/m/{name}/new/", draft(f"{MARK} draft"))
        preferences.remember(account.pk, "recent", f"{name}/{one}", f"{MARK} recent")
    preferences.remember(account.pk, "pin", f"/m/{entity}/", f"{MARK} pin")
    preferences.remember(account.pk, "reader", "density", f"{MARK} density")
    discussion.put_notice(account.pk, "mention", entity, record, by=planted.admin.pk, text=f"{MARK} notice")
    for name in planted.records:
        preferences.save_view(name, account.pk, f"{MARK} own view", {"q": f"{MARK} asked"})


def draft(word: str) -> dict[str, Any]:
    """A form that was not saved yet, as drafts are kept."""
    return {"at": timezone.now().isoformat(), "fields": {"/name": [word], "/note": [word]}, "version": ""}


def _plant_work(planted: Planted) -> None:
    for name in planted.records:
        view = preferences.save_view(name, planted.admin.pk, f"{MARK} view", {"q": f"{MARK} asked"}, shared=True)
        planted.ids["view_id"] = view.id
    _plant_import(planted)
    planted.ids["job"] = jobs_log.announce(f"{MARK} job", by=planted.admin.pk, total=3)
    planted.ids["effect"] = outbox.put(f"{MARK.lower()}_nothing", {"what": f"{MARK} effect"})


def _plant_import(planted: Planted) -> None:
    """An import of the neighbour's: its file's name, what is staged of it, how its columns are read."""
    entity, by = next(iter(planted.records)), planted.admin.pk
    batch = batches.open_batch(entity, by, file=planted.ids["pdf"], file_name=f"{MARK}.xlsx", language="en")
    mapping = batches.ColumnMapping({0: "/name"}, fixed={"/note": f"{MARK} fixed"})
    shown: dict[str, Any] = {"name": f"{MARK} staged"}
    staged = batches.Staged(0, 1, 1, "insert", entity, new_id(), None, shown)
    batches.stage(batch.id, [batches.Ready(staged, f"{MARK} packed")])
    batches.move(batch.id, "checked", only_from={"uploaded"}, mapping=mapping, message=f"{MARK} message")
    batches.remember_mapping(entity, batches.fingerprint_of((MARK,)), mapping)
    planted.ids["batch_id"] = batch.id


def hand_in(caller: Caller, word: str) -> UUID:
    """A spreadsheet of somebody's, read and checked but not taken in."""
    content = BytesIO(f"Code,Name,Note\n{word[:12]},{word} name,{word} note\n{word[:11]}2,,{word} refused\n".encode())
    with files.prepare(caller.tenant.scope(), content, name=f"{word}.csv", kind="sheet") as upload:
        batch = actions.begin_import(caller, "core/party", upload)
    mapping = actions.propose_mapping(caller, batch.id).mapping
    mapped = actions.set_import_mapping(caller, batch.id, mapping, batch.version)
    actions.check_import(caller, batch.id, mapped.version)
    actions.run_check(caller.tenant.scope(), batch.id)
    return batch.id


def close_off(tenant: Tenant, admin: Account) -> Planted:
    """Closed records in the demo company: of a project nobody works in, all texts marked with CLOSED."""
    planted = Planted(tenant, CLOSED, admin)
    with writing(tenant):
        plant_records(planted, seat_of(Caller(tenant, admin, "en", CLOSED)), at_home=True)
    return planted
