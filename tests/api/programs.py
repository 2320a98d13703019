"""Programs that ask: a token of somebody of the demo company, and JSON sent and answered."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.test import Client
from dougong.commands.demo_company import DEMO_HOST
from dougong.tenancy import TOKEN_VERBS, Account, Tenant, make_token, writing

from tests.demo_site import Site


def token_for(tenant: Tenant, login: str, modules: tuple[str, ...] = (), verbs: tuple[str, ...] = TOKEN_VERBS) -> str:
    """A fresh token's text."""
    account = Account.objects.get(login=login)
    with writing(tenant):
        return make_token(
            account, name="tests", modules=modules, verbs=verbs, days=7, service=False, by=account.pk
        )[0]  # fmt: skip


@dataclass
class Program:
    """A program of somebody's."""

    token: str
    language: str = "en"
    host: str = DEMO_HOST

    def ask(self, method: str, address: str, body: Any = None, *, status: int | None = None, **headers: str) -> Any:
        """The answer's JSON; None where there is no body."""
        answer = self.raw(method, address, body, **headers)
        if status is not None:
            assert answer.status_code == status, (answer.status_code, answer.content.decode()[:1500])
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code >= 400:
            assert kind == "application/problem+json", kind
        return json.loads(answer.content) if answer.content else None

    def raw(self, method: str, address: str, body: Any = None, **headers: str) -> Any:
        """The answer as it is. body: bytes are sent as they are."""
        shown = {"HTTP_AUTHORIZATION": f"Bearer {self.token}"} if self.token else {}
        given = {"HTTP_ACCEPT_LANGUAGE": self.language, **shown, **headers}
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = given.pop("CONTENT_TYPE", "application/json")
        address = address if address.startswith("/") else f"/api/v1/{address}"
        return Client(HTTP_HOST=self.host, raise_request_exception=True).generic(
            method, address, content, content_type=kind, **given
        )

    def get(self, address: str, status: int = 200, **query: Any) -> Any:
        """A GET with a query; what is no text is sent as JSON."""
        texts = {key: one if isinstance(one, str) else json.dumps(one) for key, one in query.items()}
        return self.ask("GET", f"{address}?{urlencode(texts)}" if texts else address, status=status)


def program(site: Site, login: str, **more: Any) -> Program:
    """A program of somebody of the demo company."""
    language = more.pop("language", "en")
    return Program(token_for(site.tenant, login, **more), language)


def ids_of(answer: Any) -> list[UUID]:
    """The ids of a page of records."""
    return [UUID(one["id"]) for one in answer["records"]]
