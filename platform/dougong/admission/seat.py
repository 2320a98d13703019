"""The person at the door, with everything that holds for his whole visit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dougong import catalog, events
from dougong.access import Actor
from dougong.definition import Entity, Module, Right
from dougong.problem import Problem, Ref, Refused
from dougong.tenancy import Account, NotMember, Tenant, actor_of, current, is_writing


@dataclass(frozen=True, slots=True)
class Caller:
    """Who came through which door, before the database was asked.

    language: of the definitions, "zh_Hans" or "en". request_id: names this visit in events and logs.
    staff: of the platform, who acts for the account; every event names him as its actor.
    today: the day it is taken to be, for seeds and demos that tell what was done on days gone by; every door
    leaves it None, which is today in the tenant's time zone. at_workshop: he is the platform's staff and came
    through the workshop: he runs the company's settings and has no role in it, so he sees none of its records.
    """

    tenant: Tenant
    account: Account
    language: str
    request_id: str
    today: date | None = None
    staff: Account | None = None
    at_workshop: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """A caller inside his tenant's scope: what he is there, and what is switched on.

    modules: the tenant's modules in the caller's language, by key. rights: of all of them.
    project_entity: full name of the entity that is the project; None when no module has one.
    """

    caller: Caller
    actor: Actor
    modules: Mapping[str, Module]
    rights: tuple[Right, ...]
    today: date
    timezone: ZoneInfo
    project_entity: str | None
    _by_entity: Mapping[str, tuple[Right, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Right]] = {}
        for right in self.rights:
            found.setdefault(right.entity, []).append(right)
        object.__setattr__(self, "_by_entity", {name: tuple(rights) for name, rights in found.items()})

    def rights_on(self, entity: str) -> tuple[Right, ...]:
        """The rights that speak of one entity, by its full name, in their order."""
        return self._by_entity.get(entity, ())

    @property
    def administers(self) -> bool:
        """Whether a role he holds in the whole company opens its settings, or he is the platform's staff."""
        if self.caller.at_workshop:
            return True
        roles = [role for module in self.modules.values() for role in module.roles.values()]
        return any(role.administers and role.key in self.actor.roles for role in roles)

    @property
    def guarded(self) -> bool:
        """Whether a role he holds anywhere handles money or grants rights."""
        held = self.actor.roles.union(*self.actor.project_roles.values())
        return any(
            role.guarded and key in held for module in self.modules.values() for key, role in module.roles.items()
        )

    def entity(self, name: str) -> Entity | None:
        """The entity of a full name, None when its module is off or has none such."""
        module_key, _, key = name.partition("/")
        module = self.modules.get(module_key)
        return module.entities.get(key) if module else None


def seat_of(caller: Caller) -> Seat:
    """The caller's seat. Call inside `tenancy.reading` or `tenancy.writing`.

    Two queries for the roles, one for the version stamp of the modules. Raises NotMember.
    """
    scope = current()
    if caller.staff is not None and is_writing():
        events.speak_for(caller.staff.pk)
    modules = catalog.modules_for(caller.language)
    zone = ZoneInfo(scope.timezone)
    return Seat(
        caller=caller,
        actor=_actor_of(caller),
        modules=modules,
        rights=tuple(right for module in modules.values() for right in module.rights),
        today=caller.today or datetime.now(zone).date(),
        timezone=zone,
        project_entity=_project_entity(modules),
    )


def _actor_of(caller: Caller) -> Actor:
    if not caller.at_workshop:
        return actor_of(caller.account, caller.tenant)
    if not (caller.account.is_staff and caller.account.is_active):
        raise NotMember(caller.account.login)
    return Actor(id=Ref("user", caller.account.id), roles=frozenset(), project_roles={})


def admit_to_settings(seat: Seat) -> None:
    """Let those pass who run the company's settings. Raises Refused (code "forbidden")."""
    if not seat.administers:
        because = "roles#/roles: no role held in the whole company administers it"
        raise Refused([Problem("", "forbidden", {"because": because})])


def _project_entity(modules: Mapping[str, Module]) -> str | None:
    for module in modules.values():
        for entity in module.entities.values():
            if entity.schema.get("is_project") is True:
                return entity.name
    return None


def no_such_entity(name: str) -> Refused:
    """The refusal of an entity that is not there, which is also what a module switched off looks like."""
    return Refused([Problem("", "not_found", {"entity": name})])
