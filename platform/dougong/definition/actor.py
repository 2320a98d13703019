"""Who acts: the person, and the roles he holds everywhere or in single projects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dougong.problem import Ref

#: The platform's word for the entity that `scope: project` binds to; the system field `project` refers to it.
PROJECT = "project"
#: The entity name of persons.
USER = "user"


@dataclass(frozen=True, slots=True)
class Actor:
    """One person in one tenant, as rights and workflows see him.

    id: Ref("user", account id).
    roles: role slugs held in the whole tenant.
    project_roles: role slugs held in one project only, by the project's id.
    member_of: projects he belongs to without a role of their own there.
    """

    id: Ref
    roles: frozenset[str] = frozenset()
    project_roles: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    member_of: frozenset[UUID] = frozenset()
    _as: Mapping[str, tuple[Ref, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        held: dict[str, list[Ref]] = {}
        for key in sorted(self.project_roles):
            for role in self.project_roles[key]:
                held.setdefault(role, []).append(Ref(PROJECT, key))
        # Asked for every right of every list of the menu, so it is worked out once.
        object.__setattr__(self, "_as", {role: tuple(projects) for role, projects in held.items()})

    @property
    def my_projects(self) -> tuple[Ref, ...]:
        """The projects he belongs to, in a stable order: `my_projects` of an expression."""
        return tuple(Ref(PROJECT, key) for key in sorted(self.member_of | set(self.project_roles)))

    def roles_in(self, project: UUID | None) -> frozenset[str]:
        """The roles that count for a record of `project`; for one without a project, the tenant's alone."""
        if project is None:
            return self.roles
        return self.roles | self.project_roles.get(project, frozenset())

    def projects_as(self, role: str) -> tuple[Ref, ...]:
        """The projects in which he holds `role` without holding it in the whole tenant, in a stable order."""
        return self._as.get(role, ())
