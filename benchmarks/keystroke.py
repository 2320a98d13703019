"""How long is the page busy with one keystroke in a detail grid, and with opening it?

    .venv/bin/python benchmarks/keystroke.py [--rows 1000] [--columns 6]

Opens a generated form with so many rows in a real Chromium, types twenty digits into a cell in the middle and prints
the processor time of the page's main thread for each: in scripts, and altogether with the two frames painted after it.
Then a row is added and 200 lines are pasted. Beside them: how long the server draws the form, what it weighs, and how
long the page is busy until it answers.
"""

import argparse
import gzip
import shutil
import statistics
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import ready  # noqa: F401 - paths and settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/browser"))

from browser_page import ADDRESS, Site
from dougong.definition import Context
from dougong.forms import build_form, render
from playwright.sync_api import CDPSession, Page, sync_playwright

COLUMNS: dict[str, Any] = {
    "worker": {"title": "Worker", "type": "string"},
    "day": {"title": "Day", "type": "string", "format": "date"},
    "hours": {"title": "Hours", "kind": "quantity", "unit": "h", "scale": 2},
    "rate": {"title": "Rate", "kind": "money"},
    "amount": {"title": "Amount", "kind": "money", "computed": "hours * rate"},
    "note": {"title": "Note", "type": "string"},
}
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PASTE = """(pasted) => {
  const data = new DataTransfer();
  data.setData("text/plain", pasted);
  const told = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
}"""


def slip(columns: int) -> dict[str, Any]:
    """An entity with a grid of so many columns and a total."""
    more = {f"more{n}": {"title": f"More {n}", "type": "string"} for n in range(columns - len(COLUMNS))}
    rows = {"title": "Rows", "type": "array", "items": {"type": "object", "properties": {**COLUMNS, **more}}}
    total = {"title": "Total", "kind": "money", "computed": "rows.sum(r, r.amount)"}
    return {"key": "slip", "title": "Slip", "type": "object", "properties": {"rows": rows, "total": total}}


def busy(inside: CDPSession) -> tuple[float, float]:
    """Milliseconds of processor time of the page's main thread so far: altogether, and in scripts."""
    metrics = {one["name"]: 1000 * one["value"] for one in inside.send("Performance.getMetrics")["metrics"]}
    return metrics["TaskDuration"], metrics["ScriptDuration"]


def drawn(site: Site) -> None:
    """Prints what the server does for one form."""
    began = time.process_time()
    form = build_form(site.entity, site.instance, context=Context(today=date(2025, 4, 1), complete=False))
    built = time.process_time()
    html = str(render(form)).encode()
    done = time.process_time()
    packed = len(gzip.compress(html, 6)) / 1000
    print(
        f"  the server: built in {built - began:.2f} s, drawn in {done - built:.2f} s; "
        f"{len(html) / 1e6:.1f} MB, {packed:.0f} kB compressed"
    )


def typed(page: Page, inside: CDPSession, row: int) -> tuple[float, float]:
    """The 95th percentile of twenty keystrokes: altogether, and in scripts."""
    page.locator(f'[name="/rows/{row}/hours"]').focus()
    page.wait_for_timeout(500)  # what scrolled into sight is drawn before anybody types
    spent = []
    for digit in "12345678901234567890":
        before = busy(inside)
        page.keyboard.type(digit)
        page.evaluate(PAINTED)
        spent.append(tuple(after - start for after, start in zip(busy(inside), before, strict=True)))
        page.keyboard.press("Backspace")
    whole, scripts = (statistics.quantiles(times, n=20)[-1] for times in zip(*spent, strict=True))
    return whole, scripts


def opened(page: Page, site: Site) -> None:
    """Shows the form; a busy machine may take its time."""
    page.unroute_all()
    page.route("**/*", site.answer)
    page.goto(f"{ADDRESS}/", timeout=300_000)
    page.wait_for_selector(".dg-form[data-live]", state="attached", timeout=300_000)
    page.evaluate(PAINTED)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1000)
    options.add_argument("--columns", type=int, default=len(COLUMNS))
    options = options.parse_args()
    rows, lines = options.rows, [{"worker": f"Worker {n}", "hours": "8", "rate": "2.50"} for n in range(options.rows)]
    site = Site(slip(options.columns), {"rows": lines})
    print(f"{rows:,} rows of {options.columns} columns")
    drawn(site)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        inside = page.context.new_cdp_session(page)
        inside.send("Performance.enable", {"timeDomain": "threadTicks"})
        opened(page, site)
        print("  until it answers, the page is busy for {:.0f} ms, in scripts {:.0f} ms".format(*busy(inside)))
        whole, scripts = typed(page, inside, rows // 2)
        print(f"  p95 of a keystroke: scripts {scripts:.0f} ms, with two frames {whole:.0f} ms (aim 50)")
        site.schema["properties"]["rows"]["maxItems"] = rows + 300
        opened(page, site)
        for name, work in (
            ("adding a row", lambda: page.evaluate("document.querySelector('.dg-add').click()")),
            ("pasting 200 lines", lambda: page.evaluate(PASTE, "\n".join("a\t2025/4/3\t1,5\t2" for _ in range(200)))),
        ):
            before = busy(inside)
            work()
            page.evaluate(PAINTED)
            print(f"  {name}: {busy(inside)[0] - before[0]:.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
