"""Warnings are told before anything is saved, never twice, and never refuse."""

import re
from typing import Any

import pytest

from tests.demo_site import FormSeen, Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

WORKERS = "/m/core/worker/"
TOLD = "Nothing is saved yet."


def worker_page(visitor: Visitor) -> str:
    row = re.search(rf'href="({WORKERS}[0-9a-f-]{{36}}/)', visitor.get(WORKERS + "?view=all"))
    assert row
    return row.group(1)


def old_worker(site: Site) -> tuple[Visitor, str, dict[str, Any]]:
    """A worker's form filled in so that a rule warns: he is old."""
    labour = site.visitor("labour")
    edit = worker_page(labour) + "edit/"
    return labour, edit, labour.form(edit).with_(birth_date="1950-01-01", _do="save")


def test_a_warning_is_told_before_saving_and_not_twice(site: Site) -> None:
    labour, edit, sent = old_worker(site)
    page = labour.post(edit, sent, status=422).content.decode()
    assert TOLD in page
    assert "Save all the same" in page
    assert 'aria-invalid="true"' not in page
    again = FormSeen(page, edit)
    assert "not_too_old" in again.fields["_seen"][0].split()
    assert again.fields["/birth_date"] == ["1950-01-01"], "as typed"
    assert labour.form(edit).fields["/birth_date"] != ["1950-01-01"], "and not saved"
    labour.post(edit, again.with_(note="said once", _do="save"), status=302)
    assert labour.form(edit).fields["/birth_date"] == ["1950-01-01"]


def test_a_button_of_the_form_shows_warnings_at_their_fields(site: Site) -> None:
    labour, edit, sent = old_worker(site)
    page = labour.post(edit, {**sent, "_do": "refresh:#"}, status=200).content.decode()
    field = re.search(r'<div class="dg-field[^"]*dg-warn[^"]*"[^>]*data-name="/birth_date".*?</p></div>', page, re.S)
    assert field
    assert 'class="dg-error"' in field.group()
    assert "dg-summary" not in page, "nothing is refused"
    assert "data-warns" in page


def test_an_error_beside_a_warning_is_an_error(site: Site) -> None:
    labour, edit, sent = old_worker(site)
    page = labour.post(edit, {**sent, "/name": ""}, status=422).content.decode()
    assert TOLD not in page
    assert "Save all the same" not in page
