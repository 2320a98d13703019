"""The states and steps of a form, adapted from their page without scripts."""

import re
from html import unescape
from typing import Any

import pytest
from dougong.admission import seat_of
from dougong.definition import Workflow
from dougong.designer import open_draft
from dougong.tenancy import reading

from tests.demo_site import Site, Visitor, site
from tests.designer.making import MODULE, caller
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = pytest.mark.django_db

HERE = f"/settings/design/{MODULE}/slip/steps/"


def flow(site: Site) -> Workflow:
    with reading(site.tenant):
        return open_draft(seat_of(caller(site)), MODULE).read().workflows["slip"]


def send(admin: Visitor, do: str, at: str = "", status: int = 302, **fields: Any) -> Any:
    """Press a button of the page, with its form as a browser holds it, some of it changed."""
    html = admin.get(f"{HERE}?at={at}" if at else HERE)
    seen = re.search(r'name="seen" value="(\w+)"', html)
    assert seen
    held = filled(html) if at else {}
    return admin.post(HERE, {**held, **fields, "seen": seen.group(1), "at": at, "_do": do}, status=status)


def filled(html: str) -> dict[str, Any]:
    form = html[html.index('id="open"') :]
    held: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or name.group(1) in ("csrfmiddlewaretoken", "seen", "at"):
            continue
        if 'type="checkbox"' in tag or 'type="radio"' in tag:
            if " checked" in tag:
                held.setdefault(name.group(1), []).append(value.group(1) if value else "on")
        else:
            held[name.group(1)] = value.group(1) if value else ""
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        held[name] = chosen[0] if chosen else ""
    for name, text in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S):
        held[name] = text
    return {key: [unescape(one) for one in value] if isinstance(value, list) else unescape(value)
            for key, value in held.items()}  # fmt: skip


def test_the_picture_and_the_lines_show_the_way(site: Site) -> None:
    html = site.visitor("admin").get(HERE)
    assert html.count('class="lane') == len(flow(site).transitions)
    assert html.count('class="box') == len(flow(site).states)
    assert "Hours confirmed" in html
    site.visitor("gm").get(HERE, status=403)
    admin = site.visitor("admin")
    for at in ("state:nothing", "step:nothing", "asked:approve:nobody", "step", "what:submit", "state:a:b"):
        admin.get(f"{HERE}?at={at}", status=404)
    admin.get(f"/settings/design/{MODULE}/rate_card/steps/", status=404)


def test_keeping_what_was_not_touched_changes_nothing(site: Site) -> None:
    admin = site.visitor("admin")
    before = flow(site)
    for key in before.transitions:
        send(admin, "keep", f"step:{key}")
    for key in before.states:
        send(admin, "keep", f"state:{key}")
    for key in ("pm", "gm"):
        send(admin, "keep", f"asked:approve:{key}")
    with reading(site.tenant):
        assert open_draft(seat_of(caller(site)), MODULE).overlay.changes == {}
    assert "Everything is published." in admin.get(HERE)


def test_states_and_steps_get_other_words_and_laws(site: Site) -> None:
    admin = site.visitor("admin")
    send(admin, "keep", "state:priced", title="Rated", tone="warn")
    send(admin, "keep", "step:withdraw", title="Take back", by=["foreman"], reason="required", danger="1")
    send(admin, "keep", "step:settle", guard="total > 0", guard_message="Nothing to settle.", edit=["/note"])
    found = flow(site)
    assert (found.states["priced"].title, found.states["priced"].tone) == ("Rated", "warn")
    step = found.transitions["withdraw"]
    assert (step.title, step.by, step.reason, step.danger) == ("Take back", ("foreman",), "required", True)
    settle = found.transitions["settle"]
    assert settle.guard is not None
    assert (settle.guard.text, settle.guard_message, settle.edit) == ("total > 0", "Nothing to settle.", ("/note",))
    send(admin, "reset", "step:withdraw")
    assert flow(site).transitions["withdraw"].title == "Withdraw"


def test_what_is_wrong_is_told_where_it_stands(site: Site) -> None:
    admin = site.visitor("admin")
    answer = send(admin, "keep", "step:withdraw", 422, by=[]).content.decode()
    assert "Nobody can perform “Withdraw”" in answer
    answer = send(admin, "keep", "step:withdraw", 422, guard="total + ").content.decode()
    assert 'id="guard-wrong"' in answer
    assert "total + " in answer
    assert 'id="from-wrong"' in send(admin, "keep", "step:withdraw", 422, **{"from": []}).content.decode()
    assert 'id="title-wrong"' in send(admin, "keep", "state:draft", 422, title=" ").content.decode()
    assert "stays" in send(admin, "drop", "state:draft", 422).content.decode()
    assert 'id="value-wrong"' in send(admin, "condition", "step:settle", 422, name="total", word="more",
                                      value="many").content.decode()  # fmt: skip
    send(admin, "condition", "step:settle", name="total", word="more", value="5")
    assert flow(site).transitions["settle"].guard.text == "total > 5"


def test_states_and_steps_of_ones_own(site: Site) -> None:
    admin = site.visitor("admin")
    assert send(admin, "new-state", title="待复核")["Location"].endswith("?at=state:x_dai_fu_he#open")
    problems = send(admin, "new-step", "", 422, title="", by=[]).content.decode()
    assert 'id="title-wrong"' in problems
    send(admin, "new-step", title="复核", by=["cost_engineer"], **{"from": "priced", "to": "x_dai_fu_he"})
    send(admin, "new-step", title="退出复核", by=["cost_engineer"], **{"from": "x_dai_fu_he", "to": "priced"})
    found = flow(site).transitions["x_fu_he"]
    assert (found.sources, found.target, found.by) == (("priced",), "x_dai_fu_he", ("cost_engineer",))
    assert "These steps begin or end in it" in send(admin, "drop", "state:x_dai_fu_he", 422).content.decode()
    send(admin, "drop", "step:x_fu_he")
    send(admin, "drop", "step:x_tui_chu_fu_he")
    send(admin, "drop", "state:x_dai_fu_he")
    assert "Everything is published." in admin.get(HERE)


def test_who_approves_is_changed_added_and_moved(site: Site) -> None:
    admin = site.visitor("admin")
    send(admin, "keep", "asked:approve:gm", when="total >= 50000", mode="count", need="2", days="3")
    gm = flow(site).transitions["approve"].approval[1]
    assert gm.when is not None
    assert (gm.when.text, gm.mode, gm.need, gm.deadline) == ("total >= 50000", "count", 2, "P3D")
    assert 'id="need-wrong"' in send(admin, "keep", "asked:approve:gm", 422, mode="count", need="x").content.decode()
    send(admin, "new-asked", "step:approve", asked_title="安全", asked_role="labour_admin")
    send(admin, "up", "asked:approve:x_an_quan")
    assert [one.key for one in flow(site).transitions["approve"].approval] == ["pm", "x_an_quan", "gm"]
    send(admin, "new-asked", "step:settle", asked_title="Finance", asked_role="cost_engineer")
    settle = flow(site).transitions["settle"]
    assert [one.assign for one in settle.approval] == [{"role": "cost_engineer"}]
    assert settle.via == "in_approval"
    assert "the last one stays" in send(admin, "drop", "asked:settle:x_finance", 422).content.decode()
    send(admin, "drop", "asked:approve:x_an_quan")
    assert len(flow(site).transitions["approve"].approval) == 2
