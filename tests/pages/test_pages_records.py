"""Pages as a browser without scripts meets them: lists, forms, workflow, conflicts, rights."""

import re
from base64 import b64encode
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from dougong.commands.demo_company import DEMO_HOST
from PIL import Image

from tests.demo_site import FormSeen, Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIPS = "/m/day_labour/slip/"
TEAMS = "/m/core/team/"


def photo(name: str) -> BytesIO:
    """A small real picture."""
    out = BytesIO()
    Image.new("RGB", (320, 240), (90, 120, 140)).save(out, "JPEG")
    out.seek(0)
    out.name = name
    return out


def filled(form: FormSeen, **changes: Any) -> dict[str, Any]:
    """A slip's form as a foreman fills it in, ready to be sent."""
    rows = {"row:/rows": "0", "/rows/0/worker": re.search(r'name="/rows/0/worker".*?<option value="([0-9a-f-]{36})"',
            form.html, re.S).group(1)}  # fmt: skip
    zone = re.search(r'name="/zone".*?<option value="([0-9a-f-]{36})"', form.html, re.S).group(1)
    node = re.search(r'name="/wbs_node".*?<option value="([0-9a-f-]{36})"', form.html, re.S).group(1)
    sent = form.with_(zone=zone, wbs_node=node, cause="own", work_content="Cleared and levelled the site road, 40 m")
    return {**sent, **rows, "/rows/0/h_reg": "8", **changes}


def with_row(visitor: Visitor) -> FormSeen:
    """The form of a new slip after "Add a row"."""
    form = visitor.form(SLIPS + "new/")
    answer = visitor.post(SLIPS + "new/", form.with_(_do="add:/rows"), status=200)
    return FormSeen(answer.content.decode(), SLIPS + "new/")


def test_a_slip_is_filed_without_scripts(site: Site) -> None:
    foreman = site.visitor("foreman")
    form = with_row(foreman)
    sent = filled(form, _do="perform:submit")
    answer = foreman.post(SLIPS + "new/", {**sent, "/photos": [photo("a.jpg"), photo("b.jpg")]}, status=422)
    warned = FormSeen(answer.content.decode(), "")
    assert "Submit all the same" in warned.html, "attendance of today is not known yet"
    answer = foreman.post(SLIPS + "new/", warned.with_(_do="perform:submit"))
    page = foreman.get(answer["Location"])
    assert re.search(r"DG-[A-Z-]+\d{6}-\d{4}", page)
    assert "Submitted" in page
    assert page.count("<img") == 2


def test_nothing_typed_is_lost_when_it_is_refused(site: Site) -> None:
    foreman = site.visitor("foreman")
    form = with_row(foreman)
    sent = filled(form, _do="perform:submit", **{"/rows/0/h_reg": "eight", "/work_content": "too short"})
    answer = foreman.post(SLIPS + "new/", {**sent, "/photos": [photo("a.jpg")]}, status=422)
    again = FormSeen(answer.content.decode(), "")
    assert again.fields["/rows/0/h_reg"] == ["eight"]
    assert again.fields["/work_content"] == ["too short"]
    assert len(again.fields["/photos"]) >= 1, "the uploaded photo is still there"
    assert "At least 10 characters." in again.html
    assert 'href="#' in again.html, "the summary links to the fields"


def test_the_form_sent_twice_creates_once(site: Site) -> None:
    foreman = site.visitor("foreman")
    sent = filled(with_row(foreman), _do="save")
    first = foreman.post(SLIPS + "new/", sent)
    second = foreman.post(SLIPS + "new/", sent)
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize(
    "hostile",
    [
        {"/work_date": "31.02.2025"}, {"/rows/0/h_reg": "1e999"}, {"/rows/0/h_reg": "٣"}, {"/team": "not-an-id"},
        {"/cause": "<script>"}, {"/work_content": "x" * 100_000}, {"/zone": str(uuid4())}, {"/nothing": "x"},
        {"row:/rows": "~row1~"}, {"/project": str(uuid4())}, {"/work_content": "\u202e" * 20},
        {"_do": "perform:nothing"},
        {"_do": "add:/work_content"}, {"_version": "minus one"}, {"_id": "x"}, {"/total": "1000000"},
    ],
)  # fmt: skip
def test_bad_input_is_never_an_error_of_ours(site: Site, hostile: dict[str, str]) -> None:
    foreman = site.visitor("foreman")
    sent = filled(with_row(foreman), _do="perform:submit")
    answer = foreman.client.post(SLIPS + "new/", {**sent, **hostile})
    assert answer.status_code in {200, 302, 400, 422}, answer.status_code


def open_team(visitor: Visitor) -> str:
    """The address of some team's form."""
    page = visitor.get(TEAMS)
    return re.search(r'class="row-link" href="([^"]+)"', page).group(1) + "edit/"


def test_a_form_that_is_too_large_says_so(site: Site) -> None:
    foreman = site.visitor("foreman")
    many = {f"/rows/{n}/h_reg": "8" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    answer = foreman.client.post(SLIPS + "new/", many)
    assert answer.status_code == 400
    assert "holds more than can be sent at once" in answer.content.decode()


def test_two_people_change_different_fields_and_both_stay(site: Site) -> None:
    one, other = site.visitor("admin"), site.visitor("admin")
    address = open_team(one)
    mine, theirs = one.form(address), other.form(address)
    other.post(address, theirs.with_(phone="13900001111", _do="save"))
    one.post(address, mine.with_(note="Comes by the west gate", _do="save"))
    now = one.form(address)
    assert now.fields["/phone"] == ["13900001111"]
    assert now.fields["/note"] == ["Comes by the west gate"]


def test_two_people_change_the_same_field_and_see_both_values(site: Site) -> None:
    one, other = site.visitor("admin"), site.visitor("admin")
    address = open_team(one)
    mine, theirs = one.form(address), other.form(address)
    other.post(address, theirs.with_(note="Theirs", _do="save"))
    answer = one.post(address, mine.with_(note="Mine", _do="save"), status=409)
    page = answer.content.decode()
    assert "Theirs" in page
    assert "Mine" in page
    assert re.search(r"陈敏 changed this meanwhile", page)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f-]{27} changed", page), "people are named, not numbered"
    again = FormSeen(page, address)
    assert again.fields["/note"] == ["Mine"], "what was typed is still in the form"
    one.post(address, again.with_(_do="save"))
    assert one.form(address).fields["/note"] == ["Mine"]


def test_what_is_removed_can_be_brought_back(site: Site) -> None:
    admin = site.visitor("admin")
    address = open_team(admin).removesuffix("edit/")
    page = admin.get(address)
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    admin.post(address + "remove/", {"version": version})
    listed = admin.get(TEAMS)
    assert f'href="{address}"' not in listed
    undo = re.search(r'<form method="post" action="([^"]+restore/)"', listed).group(1)
    admin.post(undo, {})
    assert f'href="{address}"' in admin.get(TEAMS)


def test_a_foreman_sees_no_money(site: Site) -> None:
    foreman, cost = site.visitor("foreman"), site.visitor("cost")
    assert "¥" in cost.get(SLIPS)
    sign = 'data-currency="¥"'  # what sheets write amounts with, in every page
    listed = foreman.get(SLIPS).replace(sign, "")
    assert "¥" not in listed
    assert "Total" not in re.sub(r"Total (hours|work days)", "", listed)
    record = re.search(r'class="row-link" href="([^"]+)"', listed).group(1)
    page = foreman.get(record).replace(sign, "")
    assert "¥" not in page
    assert "Day rate" not in page
    assert "/rows/0/rate" not in foreman.client.get(record + "edit/").content.decode()


def test_what_belongs_to_others_is_not_there(site: Site) -> None:
    foreman, gm = site.visitor("foreman"), site.visitor("gm")
    mine = set(re.findall(r'class="row-link" href="([^"]+)"', foreman.get(SLIPS)))
    others = set(re.findall(r'class="row-link" href="([^"]+)"', gm.get(SLIPS))) - mine
    assert others, "the general manager sees slips this foreman does not"
    for address in list(others)[:5]:
        foreman.get(address, status=404)
        assert foreman.client.post(address + "do/submit/", {}).status_code in {403, 404}
    foreman.get(f"{SLIPS}{uuid4()}/", status=404)
    foreman.get("/m/nothing/here/", status=404)


def test_a_list_asks_the_same_number_of_queries_whatever_its_length(site: Site) -> None:
    cost = site.visitor("cost")
    cost.get(SLIPS)
    counts = {}
    for address in (SLIPS, SLIPS + "?state=void", SLIPS + "?view=to_price"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = cost.get(address)
        counts[page.count('class="row-link"')] = len(queries)
    assert max(counts) >= 40
    assert min(counts) < 10
    assert max(counts.values()) - min(counts.values()) <= 4, counts  # an empty page asks for no labels


def test_the_next_page_goes_on_where_the_first_ended(site: Site) -> None:
    gm = site.visitor("gm")
    seen: list[str] = []
    address = SLIPS
    while address:
        page = gm.get(address)
        seen += re.findall(r'class="row-link" href="([^"]+)"', page)
        more = re.search(r'<a class="btn more[^"]*" href="([^"]+)"', page)
        address = more.group(1).replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) >= 60


def test_pages_are_in_the_readers_language(site: Site) -> None:
    chinese, english = site.visitor("cost", "zh-hans"), site.visitor("cost", "en")
    assert 'lang="zh-Hans"' in chinese.get(SLIPS)
    assert "点工单" in chinese.get(SLIPS)
    page = english.get(SLIPS)
    assert 'lang="en"' in page
    assert "Day-labour slips" in page or "Day-labour slip" in page
    assert "点工单" not in page


def test_another_host_is_nobodys(site: Site) -> None:
    answer = Client(HTTP_HOST="other.localhost").get("/")
    assert answer.status_code == 404


def test_a_session_counts_on_its_own_host_only(site: Site) -> None:
    visitor = site.visitor("admin")
    visitor.client.defaults["HTTP_HOST"] = "127.0.0.1"
    assert visitor.client.get("/").status_code == 404
    visitor.client.defaults["HTTP_HOST"] = DEMO_HOST
    assert visitor.client.get("/").status_code == 200


def test_a_file_that_cannot_be_kept_is_refused_at_its_field(site: Site) -> None:
    foreman = site.visitor("foreman")
    bad = BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    bad.name = "photo.jpg"
    sent = filled(with_row(foreman), _do="perform:submit")
    answer = foreman.post(SLIPS + "new/", {**sent, "/photos": [photo("a.jpg"), bad]}, status=422)
    again = FormSeen(answer.content.decode(), "")
    assert "Files of this kind are not taken here" in again.html
    assert again.fields["/work_content"] == ["Cleared and levelled the site road, 40 m"]


def test_a_signature_drawn_in_the_browser_is_kept_as_a_picture(site: Site) -> None:
    foreman = site.visitor("foreman")
    drawn = BytesIO()
    Image.new("RGBA", (200, 80), (0, 0, 0, 0)).save(drawn, "PNG")
    address = "data:image/png;base64," + b64encode(drawn.getvalue()).decode()
    sent = filled(with_row(foreman), _do="save", **{"/sign_foreman": address})
    page = foreman.get(foreman.post(SLIPS + "new/", sent)["Location"])
    assert 'data-kind="signature"' in page
    broken = filled(with_row(foreman), _do="save", **{"/sign_foreman": "data:image/png;base64,@@@"})
    foreman.post(SLIPS + "new/", broken, status=422)


def test_personal_data_one_may_not_write_are_in_no_page(site: Site) -> None:
    admin, cost = site.visitor("admin"), site.visitor("cost")
    address = re.search(r'class="row-link" href="([^"]+)"', admin.get("/m/core/worker/?view=all")).group(1)
    whole = admin.form(address + "edit/").fields["/id_card"][0]
    assert re.fullmatch(r"\d{17}[\dX]", whole)
    for page in (admin.get(address), admin.get("/m/core/worker/?view=all"), cost.get(address)):
        assert whole not in page
    assert whole not in cost.client.get(address + "edit/").content.decode()
