"""Comments and history on a record's page, as a browser without scripts meets them."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong import discussion
from dougong.tenancy import Account, new_id, reading

from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIPS = "/m/day_labour/slip/"
TEAMS = "/m/core/team/"


def records(visitor: Visitor, listed: str = SLIPS) -> list[str]:
    return re.findall(r'class="row-link"[^>]* href="([^"?]+)', visitor.get(listed))


def say(visitor: Visitor, record: str, text: str, status: int = 302, **more: Any) -> Any:
    return visitor.post(record + "comments/", {"text": text, "_id": str(new_id()), **more}, status=status)


def waiting(site: Site, login: str) -> tuple[str, ...]:
    with reading(site.tenant):
        return tuple(n.text for n in discussion.notices_of(Account.objects.get(login=login).id, unread=True))


def test_a_mention_reaches_who_may_see_the_record_and_nobody_else(site: Site) -> None:
    foreman, gm = site.visitor("foreman"), site.visitor("gm")
    record = records(foreman)[0]
    names = {login: Account.objects.get(login=login).display_name for login in ("gm", "foreman_rebar", "foreman")}
    text = f"@{names['gm']} @{names['foreman_rebar']} @{names['foreman']} the excavator stood still"
    say(foreman, record, text)
    assert waiting(site, "gm") == (text,)
    assert waiting(site, "foreman_rebar") == (), "he does not see this slip"
    assert waiting(site, "foreman") == (), "nobody is told of his own words"
    page = gm.get(record)
    assert f'<span class="mention">@{names["gm"]}</span>' in page
    assert waiting(site, "gm") == (), "who opened the record has looked"


def test_names_are_offered_by_characters_pinyin_and_initials(site: Site) -> None:
    foreman = site.visitor("foreman")
    record = records(foreman)[0]
    name = Account.objects.get(login="gm").display_name

    def offered(typed: str) -> set[str]:
        answer = foreman.client.get(record + "people/", {"q": typed}).json()
        return {person["name"] for person in answer["people"]}

    assert name in offered(name[:1])
    assert name in offered("wangzh")
    assert name in offered("wzy")
    assert Account.objects.get(login="foreman_rebar").display_name not in offered("qian")
    foreman.get(next(one for one in records(site.visitor("gm")) if one not in records(foreman)) + "people/", status=404)


def test_only_the_author_changes_or_takes_back_his_words(site: Site) -> None:
    foreman, gm = site.visitor("foreman"), site.visitor("gm")
    record = records(foreman)[0]
    say(foreman, record, "Two men short on Tuesday")
    place = re.search(r'action="([^"]+/comments/[^"/]+/)"', foreman.get(record)).group(1)
    gm.post(place, {"text": "Nobody was short"}, status=403)
    assert place not in gm.get(record)
    foreman.post(place, {"text": "Three men short on Tuesday"})
    page = gm.get(record)
    assert "Three men short" in page
    assert "edited" in page
    foreman.post(place, {"_do": "remove"})
    page = gm.get(record)
    assert "men short" not in page
    assert "This comment was taken back." in page
    foreman.post(place, {"text": "again"}, status=404)


def test_what_is_refused_is_not_lost_and_what_is_sent_twice_is_said_once(site: Site) -> None:
    foreman = site.visitor("foreman")
    record = records(foreman)[1]
    again = say(foreman, record, "x" * 5000, status=422).content.decode()
    assert "x" * 5000 in again
    assert "At most 4000 characters." in again
    assert "Fill this in." in say(foreman, record, " \x00 ", status=422).content.decode()
    fresh = str(new_id())
    for _ in range(2):
        foreman.post(record + "comments/", {"text": "Said once only", "_id": fresh})
    assert foreman.get(record + "?show=comments").count("Said once only") == 2, "the words, and the form to change them"
    say(foreman, record, "\u202e<script>alert(1)</script>😀 @")
    assert "<script>alert" not in foreman.get(record)


def test_what_one_may_not_see_one_may_not_discuss(site: Site) -> None:
    foreman, gm = site.visitor("foreman"), site.visitor("gm")
    mine = records(foreman)
    other = next(one for one in records(gm) if one not in mine)
    say(gm, other, "Between us")
    say(foreman, other, "I was here", status=404)
    foreman.get(other + "?part=stream", status=404)
    comment = re.search(r"/comments/([^/\"]+)/", gm.get(other)).group(1)
    foreman.post(f"{mine[0]}comments/{comment}/", {"text": "mine now"}, status=404)


def test_the_stream_goes_on_where_its_first_part_ended(site: Site) -> None:
    admin = site.visitor("admin")
    record = records(admin, TEAMS)[0]
    for number in range(30):
        say(admin, record, f"Comment number {number:02d}.")
    address, seen = record + "?show=all", []
    while address:
        page = admin.get(address)
        seen += re.findall(r'class="words" dir="auto">Comment number (\d\d)', page)
        older = re.search(r'class="btn btn-quiet older" href="([^"#]+)', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
    assert seen == [f"{number:02d}" for number in range(29, -1, -1)]
    assert "created" in page, "the last part begins with the record itself"
    assert "Comment number" not in admin.get(record + "?show=changes")
    for cursor in ("x", "9" * 30 + ".", ".not-a-comment", "-1."):
        admin.get(f"{record}?older={cursor}")


def test_the_page_asks_the_same_number_of_queries_however_much_was_said(site: Site) -> None:
    admin = site.visitor("admin")
    record = records(admin, TEAMS)[2]
    counts = []
    for _ in range(3):
        say(admin, record, "One more")
        admin.get(record)
        with CaptureQueriesContext(connection) as queries:
            admin.get(record)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
    assert counts[0] < 40


def test_history_tells_which_line_and_column_changed_and_hides_what_is_hidden(site: Site) -> None:
    foreman, cost = site.visitor("foreman"), site.visitor("cost")
    record = next(one for one in records(foreman, SLIPS + "?state=confirmed") if one in records(cost))
    price = record + "do/price/"
    cost.post(price, cost.form(price).with_(rows__0__rate="345.67"))
    page = cost.get(record + "?show=changes")
    line = re.search(r'<li><span class="what">[^<]+, line 1 \([^)]+\) · Day rate</span>.*?</li>', page, re.S)
    assert line, "the line by its number and its worker"
    assert "345.67" in line.group(0)
    page = foreman.get(record + "?show=changes")
    assert "Day rate" not in page
    assert "345.67" not in page
    assert "¥" not in page[page.index('id="main"') : page.index("<template")]


def test_personal_data_are_veiled_in_the_history(site: Site) -> None:
    admin = site.visitor("admin")
    record = records(admin, "/m/core/worker/?view=all")[0]
    form = admin.form(record + "edit/")
    before = form.fields["/phone"][0]
    admin.post(record + "edit/", form.with_(phone="13811112222", _do="save"))
    page = admin.get(record + "?show=changes")
    stream = page[page.index('id="stream"') :]
    assert "13811112222" not in stream
    assert before not in stream
    assert "•••" in stream
