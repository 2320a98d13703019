"""Forms beyond filling in: what references offer, drafts, uploads, copies, and what scripts are told."""

import json
import re
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from dougong import preferences
from dougong.tenancy import Account, reading
from PIL import Image

from tests.demo_site import FormSeen, Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIPS = "/m/day_labour/slip/"
TEAMS = "/m/core/team/"
WORKERS = "/m/core/worker/"
OFFER = 'value="resume:#"'
SCRIPT = {"HTTP_DOUGONG_FETCH": "form"}


def choices(visitor: Visitor, address: str, **asked: str) -> dict[str, Any]:
    answer = visitor.client.get(f"{address}choices/", {"q": "", **asked})
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def titles(found: dict[str, Any]) -> list[str]:
    return [one["title"] for one in found["choices"]]


def filled_team(visitor: Visitor, **changes: Any) -> dict[str, Any]:
    form = visitor.form(TEAMS + "new/")
    leader = re.search(r'name="/leader".*?<option value="([0-9a-f-]{36})"', form.html, re.S)
    assert leader
    return form.with_(**{"code": "T-1", "name": "Night gang", "leader": leader.group(1), **changes})


def test_a_reference_is_searched_within_what_the_field_offers(site: Site) -> None:
    foreman = site.visitor("foreman")
    form = foreman.form(SLIPS + "new/")
    project = form.fields["/project"][0]
    found = choices(foreman, SLIPS, field="/zone", **{"/project": project})
    assert titles(found)
    assert found["entity"] == "core/zone"
    assert titles(choices(foreman, SLIPS, field="/zone")) == [], "without the project it depends on, nothing"
    first = titles(found)[0]
    assert titles(choices(foreman, SLIPS, field="/zone", q=first, **{"/project": project})) == [first]


def test_a_row_is_searched_with_what_stands_around_it(site: Site) -> None:
    foreman = site.visitor("foreman")
    team = foreman.form(SLIPS + "new/").fields["/team"][0]
    mine = choices(foreman, SLIPS, field="/rows/n1/worker", **{"/team": team, "row:/rows": "n1"})
    assert mine["choices"]
    assert mine["make"] is None, "a foreman makes no workers"
    assert titles(choices(foreman, SLIPS, field="/rows/n1/worker", **{"/team": str(uuid4())})) == []


def test_a_field_that_is_not_there_offers_nothing_and_says_nothing(site: Site) -> None:
    foreman = site.visitor("foreman")
    for field in ("", "/nothing", "/rows/0/nothing", "/rows", "/work_content", "//", "/rows/0/worker/0/x"):
        assert choices(foreman, SLIPS, field=field)["choices"] == []
    assert foreman.client.get(f"/m/core/nothing/choices/?field=/x&record={uuid4()}").status_code == 404
    assert foreman.client.get(f"{SLIPS}choices/?field=/zone&record={uuid4()}").status_code == 404
    assert foreman.client.get(f"{SLIPS}choices/?field=/zone&record=x").status_code == 404


def test_whoever_may_make_a_record_makes_it_beside_the_form(site: Site) -> None:
    admin = site.visitor("admin")
    making = choices(admin, WORKERS, field="/team")["make"]
    assert making["href"].startswith(TEAMS + "new/")
    sent = filled_team(admin, _do="save", _sheet="1")
    answer = admin.post(TEAMS + "new/", sent, status=200, **SCRIPT)
    made = json.loads(answer.content)
    assert made["label"] == "Night gang"
    assert made["id"] == sent["_id"]


def test_a_draft_is_kept_offered_filled_in_and_gone_once_saved(site: Site) -> None:
    admin = site.visitor("admin")
    sent = filled_team(admin, name="Half a team", phone="13800138000", _do="keep:#")
    assert admin.post(TEAMS + "new/", {**sent, "/code": "T-2"}, status=204).content == b""
    page = admin.get(TEAMS + "new/")
    assert OFFER in page
    token = {"_do": "resume:#"}
    again = FormSeen(admin.post(TEAMS + "new/", token, status=200).content.decode(), TEAMS + "new/")
    assert again.fields["/name"] == ["Half a team"]
    assert again.fields["_id"] == [sent["_id"]], "it becomes the record it would have become"
    admin.post(TEAMS + "new/", again.with_(_do="save"))
    assert OFFER not in admin.get(TEAMS + "new/")


def test_a_draft_is_let_go_and_is_nobody_elses(site: Site) -> None:
    admin = site.visitor("admin")
    admin.post(TEAMS + "new/", filled_team(admin, _do="keep:#"), status=204)
    assert OFFER not in site.visitor("labour").get(TEAMS)
    admin.post(TEAMS + "new/", {"_do": "discard:#"})
    assert OFFER not in admin.get(TEAMS + "new/")


def slip_in(visitor: Visitor, state: str) -> str:
    """The address of a slip in a state."""
    row = re.search(rf'href="({SLIPS}[0-9a-f-]{{36}}/)', visitor.get(f"{SLIPS}?state={state}"))
    assert row
    return row.group(1)


def test_what_was_typed_into_the_page_of_a_step_waits_for_its_person(site: Site) -> None:
    pm = site.visitor("pm")
    page = slip_in(pm, "submitted") + "do/return/"
    assert 'data-controller="draft"' in pm.get(page)
    typed = {"version": "1", "reason": "The gate counted fewer people", "_seen": "x"}
    pm.post(page, {**typed, "_do": "keep:#"}, status=204)
    again = site.visitor("pm")  # the session was lost, the tab is closed
    assert OFFER in again.get(page)
    assert OFFER not in site.visitor("engineer").get(page)
    filled = FormSeen(again.post(page, {"_do": "resume:#"}, status=200).content.decode(), page)
    assert filled.fields["reason"] == ["The gate counted fewer people"]
    assert filled.fields["version"] != ["1"], "the record is the one he sees now"
    again.post(page, filled.with_())
    with reading(site.tenant):
        assert preferences.recall(Account.objects.get(login="pm").pk, "draft", page) is None, "it is done"


def test_the_answers_of_an_approval_have_a_draft_each(site: Site) -> None:
    pm = site.visitor("pm")
    page = slip_in(pm, "priced") + "do/approve/"
    pm.post(page + "?answer=reject", {"reason": "Too many hours", "_do": "keep:#"}, status=204)
    assert OFFER in pm.get(page + "?answer=reject")
    assert OFFER not in pm.get(page + "?answer=approve")
    shown = pm.post(page + "?answer=reject", {"_do": "resume:#"}, status=200).content.decode()
    assert 'name="answer" value="reject"' in shown
    pm.post(page + "?answer=reject", {"_do": "discard:#"})
    assert OFFER not in pm.get(page + "?answer=reject")


def test_a_signature_is_not_in_the_draft_of_a_step(site: Site) -> None:
    engineer = site.visitor("engineer")
    page = slip_in(engineer, "submitted") + "do/confirm/"
    drawn = "data:image/png;base64,AAAA"
    engineer.post(page, {"/sign_site": drawn, "version": "1", "_do": "keep:#"}, status=204)
    with reading(site.tenant):
        kept = preferences.recall(Account.objects.get(login="engineer").pk, "draft", page)
    assert kept["omitted"]
    assert drawn not in json.dumps(kept)
    assert "were not kept: give them again" in engineer.get(page)


def test_personal_data_is_not_in_a_draft_and_stays_in_the_record(site: Site) -> None:
    labour = site.visitor("labour")
    row = re.search(rf'href="({WORKERS}[0-9a-f-]{{36}}/)', labour.get(WORKERS + "?view=all"))
    assert row
    edit = row.group(1) + "edit/"
    form = labour.form(edit)
    card = form.fields["/id_card"][0]
    assert card
    labour.post(edit, form.with_(name="Renamed", _do="keep:#"), status=204)
    with reading(site.tenant):
        kept = preferences.recall(Account.objects.get(login="labour").pk, "draft", edit)
    assert card not in json.dumps(kept)
    again = FormSeen(labour.post(edit, {"_do": "resume:#"}, status=200).content.decode(), edit)
    assert again.fields["/name"] == ["Renamed"]
    assert again.fields["/id_card"] == [card], "what was left out of the draft stays as it stands"


def test_scripts_are_told_where_to_go_and_that_the_session_ended(site: Site) -> None:
    admin = site.visitor("admin")
    answer = admin.post(TEAMS + "new/", {**filled_team(admin, _do="save"), "/code": "T-3"}, status=204, **SCRIPT)
    assert answer["Dougong-Location"].startswith(TEAMS)
    assert json.loads(admin.get("/alive/"))["account"]
    sent = filled_team(admin, _do="save")
    admin.client.post("/sign-out/")
    assert json.loads(admin.get("/alive/"))["account"] is None
    assert admin.post(TEAMS + "new/", sent, status=401, **SCRIPT).content == b""


def picture() -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (320, 240), (90, 120, 140)).save(out, "JPEG")
    out.seek(0)
    out.name = "site.jpg"
    return out


def test_a_file_is_received_before_its_record_is_saved(site: Site) -> None:
    foreman = site.visitor("foreman")
    sent = {"field": "/photos", "kind": "photo", "file": picture()}
    kept = json.loads(foreman.post("/files/", sent, status=200).content)
    assert kept["name"] == "site.jpg"
    assert foreman.client.get(kept["picture"]).status_code == 200
    assert site.visitor("admin").client.get(kept["href"]).status_code == 404, "nobody else's yet"
    broken = BytesIO(b"no picture")
    broken.name = "x.jpg"
    refused = foreman.post("/files/", {"field": "/photos", "kind": "photo", "file": broken}, status=422)
    assert json.loads(refused.content)["problem"]
    assert foreman.client.post("/files/", {"kind": "photo"}).status_code == 400


def test_a_copy_begins_with_what_describes_the_record(site: Site) -> None:
    admin = site.visitor("admin")
    labelled = re.search(rf'href="{TEAMS}([0-9a-f-]{{36}})/', admin.get(TEAMS))
    assert labelled
    source = admin.form(f"{TEAMS}{labelled.group(1)}/edit/")
    copy = admin.form(f"{TEAMS}new/?copy={labelled.group(1)}")
    assert copy.fields["/name"] == source.fields["/name"]
    assert copy.fields["/leader"] == source.fields["/leader"]
    assert copy.fields["/code"] == [""], "what is unique is its own"
    assert copy.fields["_id"] != source.fields["_id"]
    assert copy.fields["_copied"] == [labelled.group(1)]
    answer = admin.post(TEAMS + "new/", copy.with_(code="T-77", name="A copy", _do="save"))
    made = admin.get(answer["Location"])
    assert re.search(rf'created \(copied from <a href="{TEAMS}{labelled.group(1)}/"', made)
    assert "copied from" not in admin.get(f"{TEAMS}{labelled.group(1)}/")
    forged = copy.with_(code="T-78", name="Forged", _id=str(uuid4()), _copied=str(uuid4()), _do="save")
    assert "copied from" not in admin.get(admin.post(TEAMS + "new/", forged)["Location"])
    assert admin.client.get(f"{TEAMS}new/?copy={uuid4()}").status_code == 404
    assert admin.client.get(f"{TEAMS}new/?copy=x").status_code == 404


def test_two_people_edit_one_record_and_choose_field_by_field(site: Site) -> None:
    admin, other = site.visitor("admin"), site.visitor("admin")
    made = filled_team(admin, code="T-9", note="first", _do="save")
    admin.post(TEAMS + "new/", made)
    edit = f"{TEAMS}{made['_id']}/edit/"
    mine, theirs = admin.form(edit), other.form(edit)
    other.post(edit, theirs.with_(name="Theirs", note="their note", phone="13900000000", _do="save"))
    answer = admin.post(edit, mine.with_(name="Mine", note="my note", _do="save"), status=409)
    again = FormSeen(answer.content.decode(), edit)
    assert again.fields["/name"] == ["Mine"], "what was typed is in the form"
    assert again.fields["/phone"] == ["13900000000"], "what only the other changed is there as well"
    assert again.fields["take:/name"] == ["mine"]
    assert "Theirs" in again.html
    sent = {**again.with_(_do="save"), "take:/note": "theirs"}
    admin.post(edit, sent)
    now = admin.form(edit)
    assert (now.fields["/name"], now.fields["/note"]) == (["Mine"], ["their note"])
    assert now.fields["/phone"] == ["13900000000"]


def test_a_form_that_arrived_before_goes_on_with_its_record(site: Site) -> None:
    admin = site.visitor("admin")
    sent = filled_team(admin, name="Sent twice", _do="save")
    first = admin.client.post(TEAMS + "new/", sent)
    assert admin.client.post(TEAMS + "new/", sent)["Location"] == first["Location"], "the same again is the same"
    again = admin.client.post(TEAMS + "new/", {**sent, "/name": "Changed since"})
    assert again.status_code == 409
    form = FormSeen(again.content.decode(), "")
    assert first["Location"] in form.html
    assert form.fields["/name"] == ["Changed since"]
    assert "Sent twice" in admin.get(first["Location"]), "nothing is changed yet"
    action = re.search(r'<form class="fields body"[^>]* action="([^"]+)"', form.html)
    assert action
    assert admin.client.post(action.group(1), form.with_(_do="save"))["Location"] == first["Location"]
    assert "Changed since" in admin.get(first["Location"])


def test_what_was_sent_before_is_not_shown_to_somebody_else(site: Site) -> None:
    admin, other = site.visitor("admin"), site.visitor("labour")
    sent = filled_team(admin, code="T-9", name="Of the admin", _do="save")
    assert admin.client.post(TEAMS + "new/", sent).status_code == 302
    answer = other.client.post(TEAMS + "new/", {**sent, "/name": "Guessed"})
    assert "Of the admin" not in answer.content.decode()
    assert answer.status_code == 422
    assert "This form was saved already." in answer.content.decode()


def test_without_scripts_a_form_goes_through_signing_in(site: Site) -> None:
    account = Account.objects.get(login="admin")
    account.set_password("long enough to count")
    account.save()
    admin = site.visitor("admin")
    sent = filled_team(admin, code="T-12", name="Carried\nover", note='a "quoted" <note>', _do="save")
    admin.client.post("/sign-out/")
    page = admin.post(TEAMS + "new/", sent, status=401).content.decode()
    carried = unescape(re.search(r'name="carried" value="([^"]*)"', page).group(1))
    entered = {"account": "admin", "password": "wrong", "carried": carried}
    assert 'name="carried"' in admin.post("/sign-in/", entered, status=422).content.decode()
    entered["password"] = "long enough to count"
    on = FormSeen(admin.post("/sign-in/", entered, status=200).content.decode(), "")
    admin.post(TEAMS + "new/", {name: texts if len(texts) > 1 else texts[0] for name, texts in on.fields.items()})
    assert "T-12" in admin.get(f"{TEAMS}{sent['_id']}/")


def test_what_another_person_typed_is_not_carried_into_his_session(site: Site) -> None:
    account = Account.objects.get(login="labour")
    account.set_password("long enough to count")
    account.save()
    admin = site.visitor("admin")
    carried = json.dumps({"address": TEAMS + "new/", "fields": [["_account", str(uuid4())], ["/name", "x"]]})
    entered = {"account": "labour", "password": "long enough to count", "carried": carried}
    admin.post("/sign-in/", entered, status=302)
    away = json.dumps({"address": "//evil.example/m/", "fields": []})
    admin.post("/sign-in/", {**entered, "carried": away}, status=302)


def test_without_scripts_a_long_list_is_searched_by_a_button(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dougong.pages.choices.MOST", 2)
    admin = site.visitor("admin")
    form = admin.form(WORKERS + "new/")
    assert form.html.count('name="find:/team"') == 1
    first = form.option("/team", "")
    last = choices(admin, WORKERS, field="/team")["choices"][-1]
    assert last["value"] not in form.html
    sent = form.with_(name="Half typed", _do="find:/team")
    answer = admin.post(WORKERS + "new/", {**sent, "find:/team": last["title"]}, status=200)
    found = FormSeen(answer.content.decode(), WORKERS + "new/")
    assert found.option("/team", last["title"]) == last["value"]
    assert f'value="{first}"' not in re.search(r'<select[^>]*name="/team".*?</select>', found.html, re.S).group(0)
    assert found.fields["/name"] == ["Half typed"]


def test_a_computed_field_of_a_form_says_how_it_is_worked_out(site: Site) -> None:
    foreman = site.visitor("foreman")
    form = foreman.form(SLIPS + "new/")
    sent = form.with_(_do="add:/rows")
    page = unescape(foreman.post(SLIPS + "new/", sent, status=200).content.decode())
    assert 'id="f/rows/0/gong" title="Work days: Regular hours ÷ ' in page
    assert not [title for title in re.findall(r'title="([^"]*)"', page) if "h_reg" in title or "if_null" in title]
