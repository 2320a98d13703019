"""Start-up checks: what would go wrong later is said at the start."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from dougong.forms import CONTROLS, NODES
from dougong.kinds import KINDS
from dougong.storage import COLUMNS
from dougong.tables import CELLS
from dougong.tenancy import TWO_ROLES, weak_points

#: File systems on which SQLite's locks do not hold.
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "glusterfs", "ceph"})

#: Kinds drawn as lists of whatever their entries are: they have no control of their own.
LISTS = frozenset({"values"})


def register_checks() -> None:
    """Hand the checks to Django."""
    register(every_kind_has_every_facet)
    register(embedded_database_is_local)
    register(walls_stand, Tags.database)


def every_kind_has_every_facet(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Each field kind is known wherever kinds are treated one by one."""
    facets: Mapping[str, Iterable[str]] = {
        "storage.COLUMNS": COLUMNS,
        "forms.CONTROLS": {*CONTROLS, *NODES, *LISTS},
        "tables.CELLS": CELLS,
    }
    return [
        Error(f"The kind “{kind}” has no line in {name}.", id="dougong.E001")
        for name, known in facets.items()
        for kind in KINDS
        if kind not in set(known)
    ]


def embedded_database_is_local(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """SQLite on a network file system loses data: its locks do not hold there."""
    database = settings.DATABASES["default"]
    if not str(database["ENGINE"]).endswith("sqlite3"):
        return []
    kind = file_system_of(Path(str(database["NAME"])))
    if kind not in NETWORK:
        return []
    hint = "Keep it on a local disk (DOUGONG_VAR), or use PostgreSQL (DOUGONG_DATABASE)."
    return [Error(f"The embedded database lies on a network file system ({kind}).", hint=hint, id="dougong.E002")]


def walls_stand(app_configs: Any, databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL keeps tenants apart by itself, and the application's role cannot pass: `check --database default`.

    The commands that change tables come in by their owner, who could.
    """
    if not databases or settings.ONE_ROLE or settings.CHANGES_TABLES:
        return []
    return [Error(fault, hint=TWO_ROLES, id="dougong.E003") for fault in weak_points()]


def file_system_of(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The type of the file system a path lies on; "" where the system does not say."""
    if not mounts.exists():
        return ""
    best, kind = "", ""
    place = str(path.absolute())
    for line in mounts.read_text("utf-8").splitlines():
        _device, mount, type_, *_rest = line.split()
        inside = place == mount or place.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) > len(best):
            best, kind = mount, type_
    return kind
