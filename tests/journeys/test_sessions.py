"""A session left alone: the page warns, and the person goes on; once it is over he comes back in where he was."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.live import Live

pytestmark = pytest.mark.browser


#: Somebody's newest session, by his login.
NEWEST = (
    "SELECT s.id FROM tenancy_signed_in s JOIN tenancy_account a ON a.id = s.account_id WHERE a.login = ? "
    "ORDER BY s.started_at DESC LIMIT 1"
)


def left_alone(live: Live, login: str, minutes: int) -> None:
    """Somebody's newest session was used so long ago."""
    then = (datetime.now(UTC) - timedelta(minutes=minutes)).replace(tzinfo=None).isoformat(" ")
    with sqlite3.connect(live.home / "dougong.sqlite3", timeout=20) as database:
        database.execute(f"UPDATE tenancy_signed_in SET used_at = ? WHERE id = ({NEWEST})", [then, login])
    database.close()


def test_the_page_warns_before_the_session_ends(live: Live, browser: Browser) -> None:
    context = browser.new_context()
    context.add_cookies(live.cookies("foreman_rebar", device="idle"))
    page = context.new_page()
    page.clock.install()
    page.goto(live.address("/inbox/"))
    left_alone(live, "foreman_rebar", 719)
    page.clock.fast_forward(601_000)
    warning = page.locator("dialog[aria-labelledby=idle-title]")
    expect(warning).to_be_visible()
    warning.get_by_role("button").click()
    expect(warning).to_have_count(0)
    left_alone(live, "foreman_rebar", 721)
    page.clock.fast_forward(601_000)
    expect(page.locator("dialog input[name=password]")).to_be_visible()
    context.close()
