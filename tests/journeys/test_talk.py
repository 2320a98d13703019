"""Talking about a record in a browser: a name after an @, sending, older parts, walking on with the keyboard."""

from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.live import Live

pytestmark = pytest.mark.browser

SAY_MANY = """async (times) => {
  const form = document.querySelector("form.say");
  for (let n = 0; n < times; n += 1) {
    const sent = new URLSearchParams(new FormData(form));
    sent.set("text", `Remark ${n}`);
    sent.delete("_id");
    await fetch(form.action, {method: "POST", body: sent, headers: {"HX-Request": "true"}});
  }
}"""


def test_a_name_is_completed_words_are_sent_and_older_ones_fetched(device: Any, live: Live) -> None:
    page = device("foreman")
    page.goto(live.address(live.slips("effective")[0]))
    words = page.locator("form.say textarea")
    expect(page.locator("html.scripted")).to_be_attached()
    words.press_sequentially("@wang")
    expect(page.locator(".people [role=option]").first).to_be_visible()
    name = page.locator(".people [aria-selected=true]").inner_text()
    words.press("Enter")
    expect(words).to_have_value(f"@{name} ")
    words.press_sequentially("the crane stood still")
    words.press("Control+Enter")
    expect(page.locator(".comment .mention").first).to_have_text(f"@{name}")
    expect(page.locator("form.say textarea")).to_have_value("")
    page.evaluate(SAY_MANY, 21)
    page.reload()
    before = page.locator(".stream > li").count()
    older = page.locator("a.older")
    address = page.url
    older.first.click()
    expect(page.locator(".comment .mention").first).to_be_visible()
    assert page.locator(".stream > li").count() > before
    assert page.url == address, "fetched in place"


def test_one_walks_on_with_the_keyboard(device: Any, live: Live) -> None:
    page = device("gm")
    listed = "/m/day_labour/slip/?state=effective"
    page.goto(live.address(listed))
    first = page.locator("a.row-link").first.get_attribute("href")
    page.goto(live.address(f"{first}?from={quote(listed, safe='')}"))
    expect(page.locator("html.scripted")).to_be_attached()
    address = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda now: now != address)
    page.keyboard.press("k")
    page.wait_for_url(address)
    page.locator(".walk a").first.click()
    page.wait_for_url(f"**{listed}")
