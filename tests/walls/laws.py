"""The laws one by one, each saying what is wrong: beside the walk, what it cannot ask through addresses.

Used by tests/laws and, with a fault planted in the platform, by tests/teeth.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

from django.utils import timezone
from dougong import actions, files, jobs, jobs_log, outbox, preferences, storage
from dougong.admission import Caller, seat_of
from dougong.admission.entry import entry_for_consequence
from dougong.files.models import FileRow
from dougong.jobs_log.models import ProgressRow
from dougong.outbox.models import OutboxRow
from dougong.preferences.models import PreferenceRow
from dougong.problem import Ref, Refused
from dougong.project.celery import TENANT_HEADER, TenantTask, app, tenant_of_task
from dougong.tenancy import Account, NoTenant, in_scope, new_id, reading, writing

from tests.walls.planting import CLOSED, MARK
from tests.walls.scene import Scene
from tests.walls.walking import undone

#: What the definitions call the right that an action asks for.
DEEDS = {"create": "create", "update": "edit", "remove": "remove"}


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
