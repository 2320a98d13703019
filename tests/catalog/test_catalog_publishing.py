"""A tenant's changes: drafted, previewed, published, carried over; nobody else sees them."""

from typing import Any

import pytest
from dougong import catalog
from dougong.overlay import Add, Overlay, Remove, Set, merge_report
from dougong.problem import Ref, Refused
from dougong.tenancy import Tenant, new_id, platform_writing, reading, writing

from tests.catalog.conftest import BASE, WORK, Shelf, version

pytestmark = [pytest.mark.storage]

AT = "entities/slip#/properties/"


def _on(*tenants: Tenant) -> None:
    for tenant in tenants:
        with writing(tenant):
            catalog.switch_on("base")
            catalog.switch_on("work")


def _overlay(**fields: Any) -> Overlay:
    return Overlay("work", "", {f"{AT}{key}": Add({"title": key, **schema}) for key, schema in fields.items()})


WEATHER = {"kind": "quantity", "indexed": True}


def test_a_published_field_is_there_for_its_tenant(shelf: Shelf) -> None:
    _on(shelf.tenant, shelf.other)
    changes = {**_overlay(x_temp=WEATHER).changes, f"{AT}text/title": Set("What happened", "Text")}
    with writing(shelf.tenant):
        catalog.publish_overlay(Overlay("work", "", changes), shelf.me, note="first")
        assert catalog.entity_for("work/slip", "en").fields["x_temp"].kind == "quantity"
    with reading(shelf.tenant):
        entity = catalog.entity_for("work/slip", "zh_Hans")
        assert entity.fields["text"].title == "What happened"
        assert entity.fields["day"].title == "日期"
        assert catalog.layout_for("work/slip").column_of("x_temp") == "spare_n1"
        assert catalog.overlay_of("work").changes == changes
    with reading(shelf.other):
        assert "x_temp" not in catalog.entity_for("work/slip", "en").fields
        assert catalog.overlay_of("work").changes == {}


def test_drafts_change_nothing_until_published(shelf: Shelf) -> None:
    _on(shelf.tenant)
    draft = _overlay(x_temp=WEATHER)
    with writing(shelf.tenant):
        catalog.save_draft(draft, shelf.me)
        assert "x_temp" not in catalog.entity_for("work/slip", "en").fields
        assert catalog.draft_of("work").changes == draft.changes
        assert "x_temp" in catalog.preview(draft, "en").entities["slip"].fields
        catalog.publish_overlay(catalog.draft_of("work"), shelf.me, note="now")
        assert "x_temp" in catalog.entity_for("work/slip", "en").fields
        assert [(one.published, one.note) for one in catalog.revisions("work")] == [(True, "now"), (False, "")]


@pytest.mark.parametrize(
    "overlay",
    [
        Overlay("work", "", {"entities/nothing#/properties/x_a": Add({"title": "A"})}),
        Overlay("work", "", {f"{AT}x_a": Add({"title": "A", "computed": "nothing + 1", "kind": "money"})}),
        Overlay("work", "", {f"{AT}day": Set({"title": "Day", "kind": "money"}, {})}),
        Overlay("work", "", {f"{AT}x_a": Add({"title": "A", "reference": "base/nothing"})}),
    ],
)
def test_what_makes_no_sound_module_is_refused(shelf: Shelf, overlay: Overlay) -> None:
    _on(shelf.tenant)
    with pytest.raises(Refused), writing(shelf.tenant):
        catalog.publish_overlay(overlay, shelf.me)
    with reading(shelf.tenant):
        assert catalog.overlay_of("work").changes == {}


def test_spare_columns_are_given_once_and_stay_given(shelf: Shelf) -> None:
    _on(shelf.tenant)
    with writing(shelf.tenant):
        catalog.publish_overlay(_overlay(x_a=WEATHER, x_b=WEATHER, x_c={"type": "string"}), shelf.me)
    with writing(shelf.tenant):
        published = catalog.publish_overlay(_overlay(x_b=WEATHER, x_c={"type": "string", "indexed": True}), shelf.me)
        assert published.moved == ("work/slip",)
    with writing(shelf.tenant):
        published = catalog.publish_overlay(_overlay(x_d=WEATHER, x_a=WEATHER), shelf.me)
        assert published.moved == ()
    with reading(shelf.tenant):
        layout = catalog.layout_for("work/slip")
        assert dict(layout.columns) == {"x_a": "spare_n1", "x_b": "spare_n2", "x_c": "spare_t1", "x_d": "spare_n3"}


def test_there_are_twelve_columns_of_a_family(shelf: Shelf) -> None:
    _on(shelf.tenant)
    with writing(shelf.tenant):
        catalog.publish_overlay(_overlay(**{f"x_{n}": WEATHER for n in range(12)}), shelf.me)
    with pytest.raises(Refused) as refused, writing(shelf.tenant):
        catalog.publish_overlay(_overlay(**{f"x_{n}": WEATHER for n in range(13)}), shelf.me)
    assert [(p.pointer, p.code) for p in refused.value.problems] == [(f"{AT}x_12", "no_spare_column")]


def test_a_field_that_a_list_sorts_by_gets_a_column(shelf: Shelf) -> None:
    _on(shelf.tenant)
    table = {
        "$schema": "urn:dougong:table:1", "entity": "slip",
        "views": {"all": {"title": "All", "columns": {"order": ["day", "x_a", "x_b"]}, "sort": ["-x_a"]}},
    }  # fmt: skip
    plain = {"kind": "quantity"}
    changes = {**_overlay(x_a=plain, x_b=plain).changes, "tables/slip#": Set(table)}
    with writing(shelf.tenant):
        catalog.publish_overlay(Overlay("work", "", changes), shelf.me)
    with reading(shelf.tenant):
        assert dict(catalog.layout_for("work/slip").columns) == {"x_a": "spare_n1"}


def test_an_overlay_is_carried_over_to_the_next_version(shelf: Shelf) -> None:
    _on(shelf.tenant)
    changes = {**_overlay(x_temp=WEATHER).changes, f"{AT}text/title": Set("Mine", "Text"), f"{AT}team": Remove()}
    with writing(shelf.tenant):
        catalog.publish_overlay(Overlay("work", "", changes), shelf.me)
    document = version(WORK, "1.1.0", weight={"title": "Weight", "kind": "quantity"})
    document["entities/slip"]["properties"]["text"]["title"] = "Theirs"
    with platform_writing():
        newer = catalog.install(document)
    with pytest.raises(Refused) as refused, writing(shelf.tenant):
        catalog.switch_on("work")
    assert refused.value.problems[0].code == "overlay_of_other_version"
    with writing(shelf.tenant):
        moved = catalog.move_to("work", newer.hash, shelf.me)
    assert [(item.address, item.why) for item in moved.inbox] == [(f"{AT}text/title", "moved")]
    with reading(shelf.tenant):
        fields = catalog.entity_for("work/slip", "en").fields
        assert set(fields) == {"day", "text", "weight", "x_temp"}
        assert fields["text"].title == "Mine"
        assert catalog.overlay_of("work").made_against == newer.hash


def test_a_draft_in_progress_is_carried_over_with_its_author(shelf: Shelf) -> None:
    _on(shelf.tenant)
    author = Ref("user", new_id())
    worked_at = {**_overlay(x_temp=WEATHER).changes, f"{AT}text/title": Set("Mine", "Text"),
                 f"{AT}team/title": Set("Crew", "Team")}  # fmt: skip
    with writing(shelf.tenant):
        catalog.publish_overlay(_overlay(x_temp=WEATHER), shelf.me)
        catalog.save_draft(Overlay("work", "", worked_at), author)
    document = version(WORK, "1.1.0", weight={"title": "Weight", "kind": "quantity"})
    document["entities/slip"]["properties"]["text"]["title"] = "Theirs"
    del document["entities/slip"]["properties"]["team"]
    with platform_writing():
        newer = catalog.install(document)
    with writing(shelf.tenant):
        moved = catalog.move_to("work", newer.hash, shelf.me)
    assert [(item.address, item.why) for item in moved.draft] == [
        (f"{AT}text/title", "moved"), (f"{AT}team/title", "gone")]  # fmt: skip
    with reading(shelf.tenant):
        draft = catalog.pending("work")
        assert draft is not None
        assert (draft.by, draft.overlay.made_against) == (author, newer.hash)
        assert set(draft.overlay.changes) == set(worked_at), "what has lost its place is named, not dropped"
        assert catalog.before_last_draft("work") is None, "nobody takes back what the upgrade did"
    told = {one.pointer: one.code for one in merge_report(document, [draft.overlay]).problems}
    assert told == {f"{AT}text/title": "overlay.moved", f"{AT}team/title": "overlay.gone"}


def test_a_draft_without_anything_published_is_carried_over_too(shelf: Shelf) -> None:
    _on(shelf.tenant)
    with writing(shelf.tenant):
        catalog.save_draft(_overlay(x_temp=WEATHER), shelf.me)
    with platform_writing():
        newer = catalog.install(version(WORK, "1.1.0"))
    with writing(shelf.tenant):
        catalog.move_to("work", newer.hash, shelf.me)
        draft = catalog.pending("work")
        assert draft is not None
        assert (set(draft.overlay.changes), draft.overlay.made_against) == ({f"{AT}x_temp"}, newer.hash)


def test_a_module_without_changes_moves_on(shelf: Shelf) -> None:
    _on(shelf.tenant)
    with platform_writing():
        newer = catalog.install(version(BASE, "1.2.0"))
    with writing(shelf.tenant):
        catalog.move_to("base", newer.hash, shelf.me)
        assert catalog.module_for("base", "en").version == "1.2.0"


def test_only_what_is_on_can_be_changed(shelf: Shelf) -> None:
    with pytest.raises(Refused), writing(shelf.tenant):
        catalog.publish_overlay(_overlay(x_a=WEATHER), shelf.me)
