"""What every test may ask for. The database is SQLite unless DOUGONG_DATABASE names a PostgreSQL."""

import os
import shutil
from collections.abc import Iterator

# Playwright's synchronous driver runs an event loop in the test's thread; the tests themselves are not asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect

from tests import live as products
from tests import postgres

# A busy machine is no failure: laws have no deadline, and slow data is data all the same.
settings.register_profile("laws", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("laws")
# Nor is a busy browser.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """A real PostgreSQL: the suite's, else one started for this process."""
    given = os.environ.get("DOUGONG_TEST_PG")
    if given:
        yield given
        return
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; without one the browser tests are skipped, loudly."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("NO CHROMIUM FOUND: the browser tests did NOT run. Install Debian's package `chromium`.")
    return found


@pytest.fixture(scope="session")
def live() -> Iterator[products.Live]:
    """The whole product, running on a copy of the demo company: one for this process."""
    with products.running() as started:
        yield started


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["DOUGONG_VAR"], ignore_errors=True)
