"""Beside the walk: references, files, actions and tasks keep to their company; a neighbour changes no answer."""

from collections.abc import Callable, Iterator

import pytest

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied
from tests.walls import laws
from tests.walls.scene import Scene, set_scene, set_stage

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture(scope="module")
def alone_and_beside(site: Site) -> Iterator[tuple[dict[str, str], Scene]]:
    stage = set_stage(site.tenant, site.demo)
    alone = laws.own_answers(stage)
    scene = set_scene(stage)
    with scene.walker.watch.set_up():
        yield alone, scene


def test_a_neighbour_changes_no_answer(alone_and_beside: tuple[dict[str, str], Scene]) -> None:
    alone, scene = alone_and_beside
    scene.walker.neighbours_visit(forgetting=False)
    beside = laws.own_answers(scene)
    assert [key for key in alone if alone[key] != beside[key]] == []
    assert len(alone) > 150


@pytest.mark.parametrize(
    "law",
    [
        laws.stores_keep_to_their_tenant,
        laws.what_is_offered_is_seen,
        laws.references_stay_at_home,
        laws.files_are_attached_by_their_owners,
        laws.files_follow_their_records,
        laws.deeds_ask_for_rights,
        laws.tasks_keep_to_their_tenant,
    ],
    ids=lambda law: law.__name__,
)
def test_it_is_kept(law: Callable[[Scene], Iterator[str]], alone_and_beside: tuple[dict[str, str], Scene]) -> None:
    assert list(law(alone_and_beside[1])) == []
