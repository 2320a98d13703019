"""The database's own wall: every table stands behind it or in a list with the reason, and it holds alone."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import ConnectionHandler, connection
from dougong.project import environment
from dougong.tenancy import OUTSIDE, Membership, posture, reading

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied
from tests.walls.asking import chosen, probes
from tests.walls.roles import NoFilters, as_application
from tests.walls.scene import Scene, set_scene, set_stage
from tests.walls.walking import ENDS
from tests.walls.watching import columns_of, tables

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage]
ROOT = Path(__file__).resolve().parents[2]

#: Tables that hold nothing of any company's, by how their names begin: why.
NOBODYS = {
    "django_": "Django's own: migrations, sessions (what is in them counts on one tenant only), content types",
    "auth_": "Django's own groups and permissions, which give no rights here",
    "tenancy_tenant": "the list of tenants",
    "tenancy_account": "people, whatever companies they work for",
    "tenancy_sign_in_attempt": "failed sign-ins by place, counted before anybody is known",
    "tenancy_second_factor": "a person's device, sealed with his own key, whatever companies he works for",
    "catalog_installed_module": "packaged modules by their hash, the same for all",
    "storage_table": "which tables were made for packaged modules",
    "storage_column": "which columns were made for packaged modules",
    "sqlite_": "SQLite's own",
    "wagtail": "the platform's own site, which no company's people enter",
    "modelsearch_": "the search of the platform's own site",
    "taggit_": "tags of the platform's own site",
    "workshop_": "the platform's own site",
}


@pytest.fixture(scope="module")
def watched(site: Site) -> Iterator[Scene]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row-level security")
    scene = set_scene(set_stage(site.tenant, site.demo))
    with scene.walker.watch.set_up():
        yield scene


@pytest.fixture
def postgres_only() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row-level security")


def test_every_table_stands_behind_the_wall_or_says_why_not(site: Site) -> None:
    companies = {table for table in tables() if "tenant_id" in columns_of(table)}
    others = set(tables()) - companies
    assert [one for one in sorted(others) if not one.startswith(tuple(NOBODYS))] == []
    assert set(OUTSIDE) <= companies
    assert len(companies) > 60
    print(f"\n{len(companies)} tables of companies, {len(OUTSIDE)} of them outside the wall; {len(others)} of nobody's")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
            forced = {name for (name,) in cursor.fetchall()}
        assert companies - forced == set(OUTSIDE)


def test_without_a_tenant_there_is_no_row_and_no_error(site: Site, postgres_only: None) -> None:
    """Before the first scope of a connection, and after one, when the setting is empty."""
    with as_application():
        assert Membership.objects.count() == 0
        with reading(site.tenant):
            assert Membership.objects.count() > 10
        assert Membership.objects.count() == 0
        with connection.cursor() as cursor:
            for table in sorted(
                table for table in tables() if "tenant_id" in columns_of(table) and table not in OUTSIDE
            ):
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                assert cursor.fetchone() == (0,), table


@pytest.mark.django_db
def test_the_database_keeps_companies_apart_alone(watched: Scene, postgres_only: None) -> None:
    every = [one for one in probes(watched.world, watched.walker.visitors) if one.route not in ENDS]
    asked = chosen(every, 1500, seed=11)
    with as_application(), NoFilters().removed() as filters:
        walked = watched.walker.walk(asked)
    print(f"\n{walked.asked} probes, {filters.statements} statements without the application's filter")
    assert not walked.wrong, "\n".join(walked.wrong[:40])
    assert filters.statements > walked.asked
    assert sum(walked.let_in.values()) > 100


@pytest.mark.django_db
def test_without_that_wall_the_same_walk_finds_leaks(watched: Scene, postgres_only: None) -> None:
    every = [
        one for one in probes(watched.world, watched.walker.visitors) if one.route in {"list", "palette", "record"}
    ]
    with NoFilters().removed():
        assert watched.walker.walk(chosen(every, 300, seed=11), until_wrong=True).wrong


# -- roles ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_roles(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Mapping[str, str]]:
    """A database made as docs/security.md says; addresses by "owner", "application", "above_all"."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row-level security")
    postgres_dsn = request.getfixturevalue("postgres_dsn")
    parts = urlsplit(postgres_dsn)
    host = f"{parts.hostname}:{parts.port}" if parts.hostname else ""
    if not host:
        pytest.skip("needs a server that listens on a port")
    with psycopg.connect(postgres_dsn, autocommit=True) as admin:
        for statement in told_statements():
            if not statement.startswith(("ALTER DEFAULT", "GRANT")):
                admin.execute(statement)
    own = parts._replace(path="/walls").geturl()
    with psycopg.connect(own, autocommit=True) as admin:
        for statement in told_statements():
            if statement.startswith(("ALTER DEFAULT", "GRANT")):
                admin.execute(statement)
    found = {
        "owner": f"postgresql://walls_owner:secret@{host}/walls",
        "application": f"postgresql://walls:secret@{host}/walls",
        "above_all": own,
    }
    manage(found, "migrate", "--verbosity", "0")
    with django_db_blocker.unblock():
        yield found
    with psycopg.connect(postgres_dsn, autocommit=True) as admin:
        admin.execute("DROP DATABASE walls WITH (FORCE)")
        admin.execute("DROP ROLE walls")
        admin.execute("DROP ROLE walls_owner")


def told_statements() -> list[str]:
    """The statements of docs/security.md."""
    text = (ROOT / "docs/security.md").read_text("utf-8")
    block = text.partition("```sql")[2].partition("```")[0]
    block = re.sub(r"\bdougong(_owner)?\b", r"walls\1", block)  # the test's server has a role of the other name
    lines = [line for line in block.splitlines() if line.strip() and not line.startswith(("--", "\\"))]
    found = [one.strip() for one in "\n".join(lines).split(";") if one.strip()]
    assert len(found) >= 5
    return found


def manage(roles: Mapping[str, str], *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command, with both roles given as an operator gives them."""
    given = {
        **os.environ, "DOUGONG_DATABASE": roles["application"], "DOUGONG_MIGRATE_DATABASE": roles["owner"],
        "DJANGO_SETTINGS_MODULE": "dougong.project.settings", "DOUGONG_ONE_ROLE": "0", **more,
    }  # fmt: skip
    command = [sys.executable, "manage.py", *arguments] if arguments[0] != "-c" else [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or more, done.stderr[-3000:]
    return done


@contextmanager
def seen_as(monkeypatch: pytest.MonkeyPatch, address: str) -> Iterator[Any]:
    """The wall is looked at through another connection."""
    other = ConnectionHandler({"default": environment.database(address)})["default"]
    with monkeypatch.context() as patched:
        patched.setattr(posture, "connection", other)
        yield other
    other.close()


def test_made_as_the_docs_say_the_wall_has_no_weak_point(
    two_roles: Mapping[str, str], postgres_only: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    manage(two_roles, "install_module", "core")
    manage(two_roles, "check", "--database", "default")
    manage(two_roles, "-c", "import dougong.project.wsgi")
    with seen_as(monkeypatch, two_roles["application"]) as other:
        assert posture.weak_points() == ()
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM e_core_team")
            assert cursor.fetchone() == (0,)
            with pytest.raises(Exception, match="must be owner"):
                cursor.execute("ALTER TABLE e_core_team NO FORCE ROW LEVEL SECURITY")


WEAK = {
    "the owner": ("owner", "ALTER ROLE walls_owner NOBYPASSRLS", "ALTER ROLE walls_owner BYPASSRLS", "owns tables"),
    "a member of the owner's role": (
        "application", "GRANT walls_owner TO walls", "REVOKE walls_owner FROM walls", "owns tables",
    ),
    "a superuser": ("above_all", "SELECT 1", "SELECT 1", "is a superuser"),
    "a role that may pass": (
        "application", "ALTER ROLE walls BYPASSRLS", "ALTER ROLE walls NOBYPASSRLS", "BYPASSRLS",
    ),
    "a table not forced": (
        "application", "ALTER TABLE outbox_row NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE outbox_row FORCE ROW LEVEL SECURITY", "not enabled and forced on: outbox_row",
    ),
    "a wall taken down": (
        "application", "ALTER TABLE search_mark DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE search_mark ENABLE ROW LEVEL SECURITY", "not enabled and forced on: search_mark",
    ),
    "another policy": (
        "application", "CREATE POLICY wide ON files_file USING (true)", "DROP POLICY wide ON files_file",
        "another policy lets rows through on: files_file",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WEAK)
def test_a_weak_wall_is_told(
    case: str, two_roles: Mapping[str, str], postgres_only: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, before, after, told = WEAK[case]
    with psycopg.connect(two_roles["above_all"], autocommit=True) as admin:
        admin.execute(before)
        try:
            with seen_as(monkeypatch, two_roles[who]):
                (said,) = posture.weak_points()
        finally:
            admin.execute(after)
    assert told in said


def test_nothing_starts_while_the_wall_is_weak(two_roles: Mapping[str, str], postgres_only: None) -> None:
    weak = {**two_roles, "application": two_roles["above_all"]}
    for arguments in (("-c", "import dougong.project.wsgi"), ("work",)):
        done = manage(weak, *arguments, DOUGONG_BROKER="")
        assert done.returncode == 1, done.stdout
        assert "Dougong does not start:" in done.stderr
        assert "superuser" in done.stderr
        assert "Traceback" not in done.stderr
    assert manage(weak, "check", "--database", "default", DOUGONG_BROKER="").returncode == 1
    manage(weak, "-c", "import dougong.project.wsgi", DOUGONG_ONE_ROLE="1")
