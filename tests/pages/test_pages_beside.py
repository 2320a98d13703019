"""Beside a record: the drawn workflow, why something cannot be done, what refers to it, and the record on paper."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIPS = "/m/day_labour/slip/"


def records(visitor: Visitor, listed: str = SLIPS) -> list[str]:
    return re.findall(r'class="row-link"[^>]* href="([^"?]+)', visitor.get(listed))


def steps(page: str) -> list[tuple[str, str]]:
    """The nodes of the drawn line: how each is marked, and its title."""
    drawn = page[page.index('<ol class="steps">') :]
    return re.findall(r'<li class="(\w+)"[^>]*><div><span class="name">([^<]+)', drawn)


def plain(page: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page[max(0, page.find('id="main"')) : page.find("<template")])


def test_the_line_tells_who_did_what_and_never_calls_skipped_what_was_not_done(site: Site) -> None:
    gm = site.visitor("gm")
    page = gm.get(records(gm, SLIPS + "?state=in_approval")[0])
    drawn = steps(page)
    assert [mark for mark, _ in drawn] == ["done"] * 4 + ["now"] + ["next"] * 3
    assert re.search(r'<li class="done">Project manager <small>[^<]+\d\d:\d\d', page), "who approved, and when"
    assert re.search(r'<li class="now">General manager', page)
    returned = steps(gm.get(records(gm, SLIPS + "?state=returned")[0]))
    assert ("back", "Returned") in returned
    assert returned[-1][0] == "next"
    void = steps(gm.get(records(gm, SLIPS + "?state=void")[0]))
    assert void[-1] == ("stopped", "Void"), "nothing comes after it"


def test_why_not_names_role_state_and_condition(site: Site) -> None:
    foreman, cost = site.visitor("foreman"), site.visitor("cost")
    effective = next(one for one in records(foreman, SLIPS + "?state=effective"))
    words = plain(foreman.get(effective + "why/"))
    assert "Only Labour" in words or "Only labour" in words
    assert "You are Foreman here." in words
    assert "Not possible in the state “Effective”; possible in: Draft, Returned." in words
    assert "roles#/rights/slip/foreman/see" in words  # each field with the rule that answers
    words = plain(cost.get(effective + "why/"))
    assert re.search(r"As Cost engineer you may only where: State is one of: “Hours confirmed”, “Priced”", words)
    other = next(one for one in records(site.visitor("gm")) if one not in records(foreman))
    for part in ("why/", "related/", "print/"):
        foreman.get(other + part, status=404)


def test_what_is_hidden_is_on_no_paper_and_in_no_formula(site: Site) -> None:
    foreman, cost = site.visitor("foreman"), site.visitor("cost")
    slip = next(one for one in records(foreman, SLIPS + "?state=effective"))
    paper = cost.get(slip + "print/")
    assert "¥" in paper
    assert "Steps taken" in paper
    assert 'data-kind="signature"' in paper
    assert "data:image/svg+xml" in paper
    for part in ("print/", "why/", "?panel=1", ""):
        page = plain(foreman.get(slip + part))
        assert "¥" not in page, part
        assert "Day rate" not in page, part


def test_related_shows_what_this_person_sees_with_a_steady_number_of_queries(site: Site) -> None:
    gm, foreman = site.visitor("gm"), site.visitor("foreman")
    counts, seen = [], []
    for team in records(gm, "/m/core/team/")[:3]:
        gm.get(team + "related/")
        with CaptureQueriesContext(connection) as queries:
            seen.append(gm.get(team + "related/"))
        counts.append(len(queries))
    assert any("Day-labour slip" in page for page in seen)
    assert max(counts) < 60
    team = records(foreman, "/m/core/team/")[0]
    slips = set(records(foreman))
    for address in re.findall(r'href="(/m/day_labour/slip/[0-9a-f-]{36}/)"', foreman.get(team + "related/")):
        assert address in slips


def test_the_list_behind_a_number_shows_these_very_rows(site: Site) -> None:
    gm = site.visitor("gm")
    page = gm.get(records(gm, "/m/core/worker/?view=all")[0] + "related/")
    groups = re.findall(r'<section><h3><a href="([^"]+)">([^<]+)</a> <span class="count">(\d+)</span>', page)
    assert "Day-labour slip" in {title for _, title, _ in groups}, "he stands in rows of slips"
    for address, title, count in groups:
        listed = gm.get(address.replace("&amp;", "&"))
        assert len(re.findall(r'class="row-link"', listed)) == min(int(count), 50), title
