"""The demo company in the test database, and people who visit its pages as a browser without scripts would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from dougong import catalog
from dougong.commands.demo_company import DEMO_HOST, DemoCompany
from dougong.storage.testing import empty_tables
from dougong.tenancy import Account, Tenant, issue_sign_in

from tests import demo_snapshot
from tests.forms_seen import FormSeen


@dataclass
class Site:
    """The company, loaded once for all tests of a file."""

    demo: DemoCompany
    tenant: Tenant

    def sign_in_address(self, login: str) -> str:
        """A fresh one-time address for somebody."""
        return f"/sign-in/{issue_sign_in(Account.objects.get(login=login), self.tenant, minutes=60)}/"

    def visitor(self, login: str, language: str = "en") -> "Visitor":
        """Somebody signed in."""
        client = Client(HTTP_HOST=DEMO_HOST)
        client.cookies["dougong_language"] = language
        answer = client.post(self.sign_in_address(login))
        assert answer.status_code == 302, answer.content.decode()
        return Visitor(client)


@dataclass
class Visitor:
    """One person's browser, without scripts."""

    client: Client

    def get(self, address: str, status: int = 200) -> str:
        """A page's text."""
        answer = self.client.get(address)
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[:2000])
        return answer.content.decode()

    def form(self, address: str) -> "FormSeen":
        """The main form of a page, as a browser holds it."""
        return FormSeen(self.get(address), address)

    def post(self, address: str, fields: dict[str, Any], status: int = 302, **extra: Any) -> Any:
        """Send fields."""
        answer = self.client.post(address, fields, **extra)
        text = answer.content.decode() if not answer.streaming else ""
        assert answer.status_code == status, (answer.status_code, re.sub(r"<[^>]+>|\s+", " ", text)[:1500])
        return answer


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The demo company."""
    with django_db_blocker.unblock():
        empty_tables()
        catalog.forget()
        demo = demo_snapshot.load()
        yield Site(demo, demo.tenant())
        call_command("flush", interactive=False, verbosity=0)
        empty_tables()
        catalog.forget()
