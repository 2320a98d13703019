"""Nobody sees what is another company's, nor what his rights at home do not open.

Every address, verb and person; the foreign id in the path, the query, the filter, the fields sent, the headers and the
cookie. Prints its seed, the routes it walked and how often each person was let in. DOUGONG_PROBES says how many
(`make probes` asks a hundred thousand), DOUGONG_SEED which.
"""

import os
from collections.abc import Iterator

import pytest

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied
from tests.probing import routes
from tests.walls.asking import METHODS, PLACES, chosen, probes
from tests.walls.scene import Scene, set_scene, set_stage
from tests.walls.walking import ENDS, Walked

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]

PROBES = int(os.environ.get("DOUGONG_PROBES", "10000"))
SEED = int(os.environ.get("DOUGONG_SEED", "7"))


@pytest.fixture(scope="module")
def watched(site: Site) -> Iterator[Scene]:
    scene = set_scene(set_stage(site.tenant, site.demo))
    with scene.walker.watch.set_up():
        yield scene


def test_the_walk_meets_every_address_and_nothing_of_the_neighbours(watched: Scene) -> None:
    walker = watched.walker
    every = [one for one in probes(watched.world, walker.visitors) if one.route not in ENDS]
    asked = chosen(every, PROBES, SEED)
    half = len(asked) // 2
    walks = [walker.walk(asked[:half], cold=1250), walker.walk(asked[half:])]
    report(watched, walks, len(every))
    wrong = [fault for walk in walks for fault in walk.wrong]
    assert not wrong, "\n".join(wrong[:40])
    assert walker.watch.stored() == walker.watch.files, "no file of the neighbour's was changed"
    walked = {route for walk in walks for route in walk.routes} | ENDS
    assert walked == {str(route.name) for route in routes()}
    assert {one.method for one in asked} == set(METHODS)
    assert {one.place for one in asked} == set(PLACES)
    let_in = walks[0].let_in + walks[1].let_in
    floor = len(asked) // 400
    assert [who for who in (*watched.roles, *walker.stands_for) if let_in[who] < floor] == [], (
        "refusing everything is no proof"
    )


def report(scene: Scene, walks: list[Walked], there: int) -> None:
    routes_met = {route for walk in walks for route in walk.routes} | ENDS
    let_in = walks[0].let_in + walks[1].let_in
    seen = sum(walk.asked for walk in walks)
    print(
        f"\nseed {SEED}: {len(routes_met)} of {len(list(routes()))} routes, {seen} of {there} probes, half of them cold"
    )
    for who in scene.walker.visitors:
        print(f"  {who or 'a stranger':<18} let in {let_in[who]}")
