"""Two processes on one database: what one publishes, the other's next request sees."""

from collections.abc import Iterator

import pytest

from tests.rivals import Arena

pytestmark = [pytest.mark.storage]

SHELF = """
import time
from dougong import catalog
from dougong.overlay import Add, Overlay
from dougong.problem import Ref
from dougong.tenancy import Tenant, new_id, platform_writing, reading, tenant_by_key, writing
from tests.catalog.conftest import BASE, WORK
ADDED = Overlay("work", "", {"entities/slip#/properties/x_new": Add({"title": "New", "type": "string"})})
"""
SET_UP = """
with platform_writing():
    catalog.install(BASE)
    catalog.install(WORK)
    tenant = Tenant.objects.create(key="two", name="Two")
with writing(tenant):
    catalog.switch_on("base")
    catalog.switch_on("work")
answer = 0
"""
WATCH = """
tenant, until, looks, answer = tenant_by_key("two"), time.time() + 20, 0, None
while answer is None and time.time() < until:
    with reading(tenant):
        fields = catalog.entity_for("work/slip", "en").fields
    looks += 1
    if ("x_new" in fields) == WANTED:
        answer = [time.time(), looks]
    time.sleep(0.02)
"""
PUBLISH = """
time.sleep(1)
with writing(tenant_by_key("two")):
    catalog.publish_overlay(OVERLAY, Ref("user", new_id()))
answer = [time.time()]
"""


@pytest.fixture
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    made = Arena(tmp_path_factory.mktemp("catalog"))
    yield made
    made.close()


def test_another_process_sees_a_publication_within_five_seconds(arena: Arena) -> None:
    arena.run([SHELF + SET_UP])
    for wanted, overlay in ((True, "ADDED"), (False, "Overlay('work')"), (True, "ADDED")):
        watch = SHELF + WATCH.replace("WANTED", str(wanted))
        seen, other, published = arena.run([watch, watch, SHELF + PUBLISH.replace("OVERLAY", overlay)])
        for at, looks in (seen, other):
            assert looks > 5, "the process had the module in its memory when it was published"
            assert -0.5 < at - published[0] < 5
