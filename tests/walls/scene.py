"""The scene of the laws: the demo company, the neighbour beside it, the closed records, and people signed in."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.test import Client
from dougong import catalog, discussion, files, jobs_log, preferences, storage
from dougong.actions import act_for
from dougong.admission import Caller, seat_of
from dougong.admission.entry import entry_for_consequence
from dougong.catalog.models import Stamp
from dougong.commands.demo_company import DEMO_HOST, DemoCompany
from dougong.commands.module_files import in_order
from dougong.portal import portal_store
from dougong.tenancy import Account, Tenant, add_member, platform_writing, reading, remove_member, writing
from PIL import Image

from tests.probing import World
from tests.walls.planting import (
    CLOSED,
    MARK,
    NEIGHBOUR_HOST,
    Planted,
    close_off,
    draft,
    hand_in,
    plant,
    plant_doubles,
)
from tests.walls.walking import Walker, client_of, open_to, people_of, rights_of
from tests.walls.watching import Watch

#: One of the platform's staff, acting for this member: he meets what the member may, no more.
ACTING, ACTED_FOR = "staff", "foreman"
#: Works for both companies, as an administrator for the neighbour.
BOTH = "worker"
#: Where a token is shown.
SHOWN = "HTTP_AUTHORIZATION"


@dataclass
class Scene:
    """Everything a law needs. planted, closed: once the neighbour is there."""

    tenant: Tenant
    world: World
    roles: dict[str, set[str]]
    walker: Walker
    modules: list[str]
    planted: Planted | None = None
    closed: Planted | None = None
    accounts: dict[str, Account] = field(default_factory=dict)


def set_stage(tenant: Tenant, demo: DemoCompany) -> Scene:
    """The demo company alone with what is closed in it, its people signed in."""
    roles = people_of(demo.plan)
    accounts = {login: Account.objects.get(login=login) for login in roles}
    with reading(tenant):
        on = set(catalog.modules_for("en"))
    visitors = {login: client_of(tenant, account, DEMO_HOST) for login, account in accounts.items()}
    visitors[""] = Client(HTTP_HOST=DEMO_HOST, raise_request_exception=False)
    with platform_writing():
        gone = Account.objects.create_account("gone", display_name="Gone")
    with writing(tenant):
        add_member(gone)
    visitors["gone"] = client_of(tenant, gone, DEMO_HOST)
    with writing(tenant):
        remove_member(gone)
    visitors[ACTING] = _acting(tenant, accounts.get(ACTED_FOR) or Account.objects.get(login=ACTED_FOR))
    walker = Walker(DEMO_HOST, visitors, [], {**open_to(roles), "private": {"admin"}}, rights_of(roles))
    walker.stands_for[ACTING] = ACTED_FOR
    modules = [key for key in in_order(demo.documents) if key in on]
    world = look_round(tenant, accounts["admin"])
    world.own["batch_id"] = hand_in(Caller(tenant, accounts["admin"], "en", "looking round"), "Register")
    closed = close_off(tenant, accounts["admin"])
    closed.ids["batch_id"] = hand_in(Caller(tenant, accounts["admin"], "en", CLOSED), f"{CLOSED} private")
    keep_private(tenant, accounts["admin"], closed)
    world.closed.update({**closed.records, **closed.ids})
    return Scene(tenant, world, roles, walker, modules, closed=closed, accounts=accounts)


def _acting(tenant: Tenant, member: Account) -> Client:
    """A browser of the platform's staff in a member's place."""
    with platform_writing():
        staff = Account.objects.create_account("integrator", display_name="Integrator", is_staff=True)
    client = Client(HTTP_HOST=DEMO_HOST, raise_request_exception=False)
    answer = client.post(f"/sign-in/{act_for(staff, tenant, member, reason='the laws are asked')}/")
    assert answer.status_code == 302
    return client


def set_scene(scene: Scene) -> Scene:
    """The neighbour beside it."""
    tenant, world, accounts = scene.tenant, scene.world, scene.accounts
    scene.planted = planted = plant(scene.modules, accounts.values())
    plant_doubles(planted, world.own)
    world.theirs.update({**planted.records, **planted.ids})
    same_stamp(tenant, planted.tenant)
    theirs = client_of(planted.tenant, planted.admin, NEIGHBOUR_HOST)
    scene.walker.neighbours = [theirs, client_of(planted.tenant, accounts[BOTH], NEIGHBOUR_HOST)]
    for one in scene.walker.neighbours:
        assert MARK in one.get("/m/core/team/").content.decode(), "at home his words are really there"
    scene.walker.visitors["neighbour"] = Client(HTTP_HOST=DEMO_HOST, raise_request_exception=False)
    scene.walker.visitors["neighbour"].cookies = theirs.cookies
    scene.walker.visitors["neighbour"].defaults[SHOWN] = theirs.defaults[SHOWN]
    scene.walker.watch = Watch(planted)
    return scene


def look_round(tenant: Tenant, admin: Account) -> World:
    """A record of our own for each entity, as addresses name them, and a person."""
    world = World(tenant)
    read_entities(world, admin)
    with reading(tenant):
        seat = seat_of(Caller(tenant, admin, "en", "looking round"))
        for entity in world.entities.values():
            entry = entry_for_consequence(seat, entity.name)
            page = storage.select(entry.reach, entity, entry.layout, storage.Query(limit=1, fields=()))
            if page.records:
                world.own[entity.name] = page.records[0].id
        world.own["page"] = next(line.id for line in portal_store().lines() if line.slug == "home")
    world.own["member_id"] = admin.pk
    return world


def read_entities(world: World, admin: Account) -> None:
    """What is switched on at home."""
    with reading(world.tenant):
        seat = seat_of(Caller(world.tenant, admin, "en", "looking round"))
        for module in seat.modules.values():
            for entity in module.entities.values():
                world.entities[entity.name] = entity
            for flow in module.workflows.values():
                world.transitions[f"{module.key}/{flow.entity}"] = list(flow.transitions)


def same_stamp(*tenants: Tenant) -> None:
    """Caches are keyed by a company and its stamp: the stamps alone must not tell companies apart."""
    highest = 0
    for tenant in tenants:
        with reading(tenant):
            highest = max(highest, Stamp.objects.get(tenant_id=tenant.pk).version)
    for tenant in tenants:
        with writing(tenant):
            Stamp.objects.filter(tenant_id=tenant.pk).update(version=highest + 1)
    catalog.forget()


def keep_private(tenant: Tenant, admin: Account, closed: Planted) -> None:
    """What the administrator keeps for himself, and an upload of his that is not saved yet."""
    word = f"{CLOSED} private"
    name, record = next(iter(closed.records.items()))
    picture = BytesIO()
    Image.new("RGB", (64, 48), (200, 20, 30)).save(picture, "PNG")
    picture.seek(0)
    with writing(tenant):
        preferences.remember(admin.pk, "draft", f"/m/{name}/new/", draft(word))
        preferences.remember(admin.pk, "pin", f"/m/{name}/", word)
        preferences.save_view(name, admin.pk, word, {"q": word})
        discussion.put_notice(admin.pk, "mention", name, record, by=admin.pk, text=word)
        closed.ids["job"] = jobs_log.announce(word, by=admin.pk, result={"export": name})
        closed.ids["file_id"] = files.put(picture, f"{word}.png", "photo", by=admin.pk).id


def frozen(scene: Scene) -> dict[str, Any]:
    """The scene as plain values, to be set again on a copy of the database."""
    assert scene.planted is not None
    assert scene.closed is not None
    world, walker = scene.world, scene.walker
    cookies = {who: _values(client) for who, client in walker.visitors.items()}
    planted = {
        name: (one.tenant.pk, one.mark, one.admin.login, one.records, one.ids, one.people)
        for name, one in (("planted", scene.planted), ("closed", scene.closed))
    }
    return {
        "own": world.own, "theirs": world.theirs, "closed_ids": world.closed, "roles": scene.roles, "cookies": cookies,
        "neighbours": [_values(one) for one in walker.neighbours], **planted,
    }  # fmt: skip


def thawed(kept: dict[str, Any]) -> Scene:
    """The scene again."""
    planted, closed = (_planted(kept[name]) for name in ("planted", "closed"))
    roles, tenant = kept["roles"], closed.tenant
    accounts = {login: Account.objects.get(login=login) for login in roles}
    world = World(tenant, kept["own"], kept["theirs"], kept["closed_ids"])
    read_entities(world, accounts["admin"])
    visitors = {who: _client(DEMO_HOST, values) for who, values in kept["cookies"].items()}
    neighbours = [_client(NEIGHBOUR_HOST, values) for values in kept["neighbours"]]
    opened = {**open_to(roles), "private": {"admin"}}
    walker = Walker(DEMO_HOST, visitors, neighbours, opened, rights_of(roles), Watch(planted))
    walker.stands_for[ACTING] = ACTED_FOR
    return Scene(tenant, world, roles, walker, [], planted, closed, accounts)


def _planted(kept: tuple[Any, ...]) -> Planted:
    tenant, mark, login, *rest = kept
    return Planted(Tenant.objects.get(pk=tenant), mark, Account.objects.get(login=login), *rest)


def _values(client: Client) -> dict[str, str]:
    held = {name: morsel.value for name, morsel in client.cookies.items()}
    return {**held, SHOWN: client.defaults.get(SHOWN, "")}


def _client(host: str, values: dict[str, str]) -> Client:
    client = Client(HTTP_HOST=host, raise_request_exception=False)
    for name, value in values.items():
        if name == SHOWN:
            client.defaults[SHOWN] = value
        else:
            client.cookies[name] = value
    return client
