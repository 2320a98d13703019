"""The laws one by one, each saying what is wrong: beside the walk, what it cannot ask through addresses.

Used by tests/laws and, with a fault planted in the platform, by tests/teeth.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from unittest import mock
from uuid import UUID

from django.utils import timezone
from dougong import actions, approvals, discussion, events, files, jobs, jobs_log, outbox, preferences, storage
from dougong.admission import Caller, Entry, Seat, admit_reference, context_for, seat_of
from dougong.admission.entry import entry_for_consequence
from dougong.definition import Entity, Field
from dougong.files.models import FileRow
from dougong.jobs_log.models import ProgressRow
from dougong.listing import labels_of, search_choices
from dougong.listing.everywhere import find_everywhere
from dougong.outbox.models import OutboxRow
from dougong.preferences.models import PreferenceRow
from dougong.problem import Ref, Refused
from dougong.project.celery import TENANT_HEADER, TenantTask, app, tenant_of_task
from dougong.tenancy import (
    Account,
    NoTenant,
    actor_of,
    actors_named,
    holders,
    in_scope,
    members_named,
    new_id,
    reading,
    writing,
)
from PIL import Image

from tests.walls.planting import CLOSED, MARK
from tests.walls.scene import Scene
from tests.walls.walking import undone

#: What the definitions call the right that an action asks for.
DEEDS = {"create": "create", "update": "edit", "remove": "remove"}

#: Kinds that are added up, and what a row of the neighbour's has of them.
SUMMED = {"money", "quantity", "number", "integer", "price"}


def references_stay_at_home(scene: Scene) -> Iterator[str]:
    """No reference, file or person of the neighbour's can be stored in a record of ours."""
    by = Account.objects.get(login="admin")
    with undone(), writing(scene.tenant):
        seat = seat_of(Caller(scene.tenant, by, "en", "laws"))
        for name, record_id in scene.world.own.items():
            if "/" not in name:
                continue
            entry = entry_for_consequence(seat, name)
            before = storage.one(entry.reach, entry.entity, record_id, entry.layout)
            for one in entry.entity.fields.values():
                target = one.reference or {"file": "file", "photo": "file", "user": "user"}.get(one.kind, "")
                key = {"file": "file_id", "user": "member_id"}.get(target, target)
                if not one.stored or key not in scene.world.theirs:
                    continue
                ref = Ref(target, scene.world.theirs[key])
                value: Any = (ref,) if one.many else ref
                yield from _refused(
                    lambda one=one, value=value, entry=entry, before=before: storage.update(
                        entry.entity, before.id, before.version, {one.key: value}, entry.layout, Ref("user", by.pk)
                    ),
                    f"{name}: {one.key} refers to what is the neighbour's",
                )


def stores_keep_to_their_tenant(scene: Scene) -> Iterator[str]:
    """What the rooms themselves answer about our records, people and counts is ours, whatever page asks them.

    The neighbour has records with the ids of ours, and the same people: only the tenant tells them apart.
    """
    theirs = (MARK, str(scene.planted.admin.pk), scene.planted.admin.pk.hex)
    with reading(scene.tenant):
        for what, answer in _asked_of_the_stores(scene):
            said = repr(answer())
            if any(one in said for one in theirs):
                yield f"{what}: {said[:300]}"
        for login, account in scene.accounts.items():
            waiting = discussion.notices_of(account.pk, unread=True, limit=1000)
            if discussion.unread_count(account.pk) != len(waiting):
                yield f"{login} has {len(waiting)} notices, counted {discussion.unread_count(account.pk)}"
            for record in scene.world.own.items():
                here = sum((one.entity, one.record) == record for one in waiting)
                if discussion.unread_count(account.pk, entity=record[0], record=record[1]) != here:
                    yield f"{login} has {here} notices about {record[0]}, counted otherwise"
            roles = actor_of(account, scene.tenant).roles
            if not roles <= scene.roles[login]:
                yield f"{login} holds {roles - scene.roles[login]}, which he was given elsewhere"
        yield from _sums_are_of_what_is_read(scene)


def _asked_of_the_stores(scene: Scene) -> Iterator[tuple[str, Callable[[], object]]]:
    for name, record in scene.world.own.items():
        if "/" not in name:
            continue
        yield f"answers on {name}", lambda r=record: (approvals.answers(r, 1), approvals.answers_given(r, 1))
        yield f"submissions of {name}", lambda r=record: (approvals.submission(r), approvals.running([r]))
        yield f"comments on {name}", lambda n=name, r=record: discussion.comments_of(n, r)
        yield f"history of {name}", lambda n=name, r=record: events.history_of(n, r)
    yield "the log", lambda: events.latest_events(list(scene.world.entities), limit=500)
    yield "the people", lambda: (members_named(), actors_named(), holders("admin"))
    yield "progress of jobs", lambda: jobs_log.recent(limit=100)
    for login, account in scene.accounts.items():
        yield f"submitted by {login}", lambda a=account: approvals.submitted_by(a.pk, limit=200)
        yield f"notices to {login}", lambda a=account: discussion.notices_of(a.pk, limit=1000)
        yield f"views of {login}", lambda a=account: preferences.views_of(a.pk)
        for name in scene.world.entities:
            yield f"views of {name}", lambda a=account, n=name: preferences.saved_views(n, a.pk)
        for kind in preferences.KINDS:
            yield f"{kind} of {login}", lambda a=account, k=kind: preferences.latest(a.pk, k, limit=1000)
        yield f"kept by {login}", lambda a=account: preferences.recall_kinds(a.pk, *preferences.KINDS)
        drafts = (f"/m/{name}/{record}/edit/" for name, record in scene.world.own.items())
        yield f"drafts of {login}", lambda a=account, d=tuple(drafts): [preferences.recall(a.pk, "draft", x) for x in d]


def _sums_are_of_what_is_read(scene: Scene) -> Iterator[str]:
    """A sum over the rows of all records is the sum of the rows that are read."""
    seat = seat_of(Caller(scene.tenant, scene.accounts["admin"], "en", "laws"))
    for entity in scene.world.entities.values():
        entry = entry_for_consequence(seat, entity.name)
        columns = [(key, below) for key, one in entity.fields.items() if one.kind == "rows" and one.stored
                   for below, column in one.fields.items() if column.kind in SUMMED and column.stored]  # fmt: skip
        records = list(_every_record(entry)) if columns else []
        for key, below in columns:
            read = sum((row.get(below) or 0 for one in records for row in one.values.get(key) or ()), Decimal(0))
            measures = [storage.Measure(f"{key}/{below}")]
            (found,) = storage.total(entry.reach, entity, entry.layout, storage.Query(), measures)
            if found.figures[0] != read:
                yield f"{entity.name}: the sum of {key}/{below} is {found.figures[0]}, of what is read {read}"


def what_is_offered_is_seen(scene: Scene) -> Iterator[str]:
    """Pickers, the palette and the words of references know of nothing that the person may not see, nor count it."""
    with reading(scene.tenant):
        for login, account in scene.accounts.items():
            seat = seat_of(Caller(scene.tenant, account, "en", "laws"))
            hidden = [Ref(name, one) for name, one in scene.world.closed.items() if "/" in name]
            hits = [hit.ref for word in (CLOSED, MARK) for hit in find_everywhere(seat, word, limit=200)]
            for what, refs in (("has the words of", labels_of(seat, hidden)), ("finds", hits)):
                yield from (f"{login} {what} {one.entity}, which he may not see" for one in _unseen(seat, refs))
            asked: set[tuple[str | None, object]] = set()
            for entity in scene.world.entities.values():
                for one in _references(entity.fields):
                    if (one.reference, one.pick) not in asked:
                        asked.add((one.reference, one.pick))
                        yield from (f"{login} {entity.name} {one.key}: {what}" for what in _offered(seat, entity, one))


def _references(fields: Mapping[str, Field]) -> Iterator[Field]:
    for one in fields.values():
        yield from _references(one.fields)
        if one.kind == "reference" and one.reference not in {None, "*", "project"}:
            yield one


def _offered(seat: Seat, entity: Entity, asked: Field) -> Iterator[str]:
    entry = entry_for_consequence(seat, entity.name)
    context = context_for(seat, entity)
    every = search_choices(entry, asked, values={}, context=context, limit=400)
    yield from (f"offers a {one.entity} he may not see" for one in _unseen(seat, [x.ref for x in every.choices]))
    if every.cut or len(every.choices) > 100:
        return
    # With room for exactly so many, all of them are offered and no others are hinted at.
    again = search_choices(entry, asked, values={}, context=context, limit=max(len(every.choices), 1))
    if again.more or every.more or len(again.choices) != len(every.choices):
        yield f"offers {len(every.choices)}, and hints at more than he may see"


def _unseen(seat: Seat, refs: Iterable[Ref]) -> Iterator[Ref]:
    by_entity: dict[str, list[Ref]] = {}
    for ref in refs:
        by_entity.setdefault(ref.entity, []).append(ref)
    for name, some in by_entity.items():
        entry = admit_reference(seat, name)
        query = storage.Query(ids=tuple(one.id for one in some), fields=(), limit=1000, deleted="also")
        seen = set() if entry is None else {
            one.ref for one in storage.select(entry.reach, entry.entity, entry.layout, query).records}  # fmt: skip
        yield from (one for one in some if one not in seen)


def _every_record(entry: Entry) -> Iterator[storage.Record]:
    after = None
    while True:
        page = storage.select(entry.reach, entry.entity, entry.layout, storage.Query(limit=200, after=after))
        yield from page.records
        if (after := page.next) is None:
            return


def files_are_attached_by_their_owners(scene: Scene) -> Iterator[str]:
    """Nobody attaches another's upload, at home or of the neighbour's; names of the neighbour's files stay his."""
    name, record_id = next((key, one) for key, one in scene.world.own.items() if "/" in key)
    cost = Account.objects.get(login="cost").pk
    for whose, ids in (("another's", scene.closed.ids), ("the neighbour's", scene.planted.ids)):
        with undone(), writing(scene.tenant):
            by = cost if whose == "another's" else scene.planted.admin.pk
            yield from _refused(
                lambda ids=ids, by=by: files.attach({ids["file_id"]}, name, record_id, by=by),
                f"{whose} upload is attached",
            )
    with reading(scene.tenant):
        if files.stored_files({scene.planted.ids["file_id"]}):
            yield "the neighbour's file is known by its id"


def files_follow_their_records(scene: Scene) -> Iterator[str]:
    """A file is opened by whoever sees it in a field of its record: not where the record is closed, nor where it stands
    in no field he sees."""
    closed = [one for one in scene.world.entities.values() if one.name in scene.world.closed]
    holding = ((entity.name, one.key) for entity in closed for one in entity.fields.values()
               if one.kind in {"file", "photo"} and one.stored)  # fmt: skip
    name, key = next(holding)
    admin, opened = scene.accounts["admin"], scene.walker.opened.get(name.partition("/")[2], set())
    with undone():
        with writing(scene.tenant):
            seat = seat_of(Caller(scene.tenant, admin, "en", "laws"))
            entry = entry_for_consequence(seat, name)
            within, beside = (_upload(admin, f"{word}.png") for word in ("within", "beside"))
            record = storage.one(entry.reach, entry.entity, scene.world.closed[name], entry.layout)
            value: Any = (Ref("file", within),) if entry.entity.fields[key].many else Ref("file", within)
            storage.update(entry.entity, record.id, record.version, {key: value}, entry.layout, Ref("user", admin.pk))
            files.attach({within}, name, record.id, by=admin.pk)
            files.attach({beside}, name, scene.world.own[name], by=admin.pk)
        let_in = set()
        for login in scene.roles:
            for file, what in ((within, "of a closed record"), (beside, "that stands in no field")):
                answer = scene.walker.visitors[login].get(f"/files/{file}/shared/", HTTP_HOST=scene.walker.host)
                if answer.status_code == 200 and (file == beside or login not in opened):
                    yield f"{login} opens a file {what} ({name})"
                let_in |= {login} if answer.status_code == 200 else set()
        if opened and not let_in & opened:
            yield f"nobody opens a file of {name} at all"


def _upload(account: Account, name: str) -> UUID:
    picture = BytesIO()
    Image.new("RGB", (32, 24), (1, 2, 3)).save(picture, "PNG")
    picture.seek(0)
    return files.put(picture, name, "photo", by=account.pk).id


def deeds_ask_for_rights(scene: Scene) -> Iterator[str]:
    """The actions themselves refuse whoever has no right to the entity, whatever page was in front of them."""
    for login in scene.roles:
        account = Account.objects.get(login=login)
        caller = Caller(scene.tenant, account, "en", "laws")
        for name, record_id in scene.world.own.items():
            if "/" not in name:
                continue
            held = scene.walker.rights.get((login, name.partition("/")[2]), set())
            made: dict[str, Callable[[], object]] = {
                "create": lambda c=caller, n=name: actions.create_record(c, n, {}, record_id=new_id()),
                "update": lambda c=caller, n=name, r=record_id: actions.update_record(c, n, r, {}, version=1),
                "remove": lambda c=caller, n=name, r=record_id: actions.remove_record(c, n, r, version=1),
            }
            for deed, verb in DEEDS.items():
                if verb in held:
                    continue
                with undone():
                    try:
                        made[deed]()
                        yield f"{login} may {deed} {name}"
                    except Refused as refused:
                        codes = {one.code for one in refused.problems}
                        if not codes & {"forbidden", "not_found"}:
                            yield f"{login} is refused to {deed} {name} by {codes} only"
                    except Exception as error:
                        yield f"{login} comes as far as {type(error).__name__} with {deed} of {name}"


def tasks_keep_to_their_tenant(scene: Scene) -> Iterator[str]:
    """A worker that serves our company, sweeps and makes its marks anew touches nothing of the neighbour's."""
    old, seen = timezone.now() - timedelta(days=400), []
    with undone():
        with writing(scene.planted.tenant):
            tenant = scene.planted.tenant.pk
            OutboxRow.objects.filter(tenant_id=tenant, handler="swept").delete()
            outbox.put("swept", {}, effect_key=f"{MARK} swept")
            outbox.put("noted", {"of": "neighbour"}, effect_key=f"{MARK} noted", due_at=old)
            OutboxRow.objects.filter(tenant_id=tenant, handler="swept").update(state="done", finished_at=old)
            jobs_log.finish(scene.planted.ids["job"])
            ProgressRow.objects.filter(tenant_id=tenant).update(finished_at=old)
            PreferenceRow.objects.filter(tenant_id=tenant, kind="draft").update(at=old)
            FileRow.objects.filter(tenant_id=tenant).update(created_at=old)
        with writing(scene.tenant):
            outbox.put("noted", {"of": "ours"}, effect_key="ours")
        scene.walker.watch.touched()
        jobs.serve(scene.tenant.scope(), {"noted": lambda job: seen.append(job.payload["of"])})
        with writing(scene.tenant):
            outbox.sweep_done()
            jobs_log.sweep_progress()
            preferences.sweep_preferences()
        files.sweep_files(scene.tenant.scope())
        actions.reindex(scene.tenant.scope())
        yield from (f"a task of ours touched the neighbour's {what}" for what in scene.walker.watch.touched())
        if "neighbour" in seen or "ours" not in seen:
            yield f"delivered: {seen}"
    yield from _after_a_task(scene)


def _after_a_task(scene: Scene) -> Iterator[str]:
    if in_scope():
        yield "a scope is still open"

    @app.task(base=TenantTask, name="walls.nothing")
    def nothing() -> None:
        tenant_of_task()

    # A task gives back a connection whose transaction is open, as a test's is, and the watch's triggers with it.
    with mock.patch("dougong.project.celery.close_old_connections") as given_back:
        nothing.apply(headers={TENANT_HEADER: scene.tenant.pk})
    if not given_back.called:
        yield "the worker keeps the connection of its last task"
    try:
        tenant_of_task()
        yield "the worker still has the tenant of its last task"
    except NoTenant:
        pass


def _refused(do: Callable[[], object], told: str) -> Iterator[str]:
    try:
        do()
    except Refused:
        return
    yield told


#: Questions whose answers must not depend on whether there is a neighbour.
def own_answers(scene: Scene, who: tuple[str, ...] = ("admin", "worker")) -> dict[str, str]:
    """What some people are answered on pages of their own, by person and address."""
    from tests.walls.twins import plain  # noqa: PLC0415 - the twins stand on the scene too

    asked = ["/", "/inbox/", "/inbox/count/", "/palette/", f"/palette/?q={MARK}", "/palette/?q=double"]
    for name, record_id in scene.world.own.items():
        if "/" in name:
            asked += [f"/m/{name}/", f"/m/{name}/totals/", f"/m/{name}/?q={MARK}&part=rows", f"/m/{name}/{record_id}/",
                      f"/m/{name}/?q={CLOSED[:4]}&part=rows", f"/m/{name}/{record_id}/edit/"]  # fmt: skip
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    found = {}
    for login in who:
        for address in asked:
            with undone():
                answer = scene.walker.visitors[login].get(address, HTTP_HOST=scene.walker.host)
                found[f"{login} {address}"] = f"{answer.status_code} {plain(answer)}"
    return found
