"""What a first visit costs: everything a browser fetches, as it comes over the wire."""

from typing import Any

import pytest

from tests.live import Live

pytestmark = pytest.mark.browser

#: Bytes, all scripts, styles and pictures included: of what one opens first.
MOST = 150_000
#: Of a form with a sheet, photos and a signature: nearly all scripts, and the heads of 64 answers.
MOST_OF_A_FORM = 165_000


@pytest.mark.parametrize("name", ["home", "list", "record", "new"])
def test_a_first_page_is_light(device: Any, live: Live, name: str) -> None:
    places = {"home": "/", "list": "/m/day_labour/slip/", "record": live.slips("effective")[0],
              "new": "/m/day_labour/slip/new/"}  # fmt: skip
    page = device("cost" if name != "new" else "foreman")
    inside = page.context.new_cdp_session(page)
    inside.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    inside.on("Network.responseReceived", lambda e: names.update({e["requestId"]: e["response"]["url"]}))
    inside.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}))
    page.goto(live.address(places[name]))
    page.evaluate("shots.quiet()")
    # Photos people took are theirs, not the product's weight.
    own = {names.get(key, key): size for key, size in sizes.items() if "/files/" not in names.get(key, "")}
    heavy = sorted(((size, one.rpartition("/")[2]) for one, size in own.items()), reverse=True)
    print(f"\n{name}: {sum(own.values()):,} bytes in {len(own)} answers; {heavy[:8]}")
    assert sum(own.values()) <= (MOST_OF_A_FORM if name == "new" else MOST), heavy[:12]
