"""Sends the probes as people of the demo company, and says what is wrong with an answer."""

import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from dougong import catalog
from dougong.tenancy import TOKEN_VERBS, Account, Tenant, issue_sign_in, make_token, writing

from tests.laws.test_laws_routes import PUBLIC as ANYBODY
from tests.walls.asking import Probe
from tests.walls.planting import CLOSED, MARK, NEIGHBOUR_HOST

#: The bare word, as a person typed it; what the neighbour has goes on after it ("Qxzvkjqw name", "Qxzvkjqw-0001").
_ECHO = re.compile(rf"({MARK}|{CLOSED})(?![ .\-]|%20|\+)|{MARK[:3]}(?!{MARK[3:]})", re.I)
#: A closed record's word: what follows names its entity.
_CLOSED = re.compile(rf"{CLOSED}[ \-]([a-z_]+)")
#: Nobody signed in: a stranger, the neighbour's own session carried here, the session of one who left.
NOBODY = ("", "neighbour", "gone")
#: Addresses for everybody; a snapshot is in tests/laws/test_laws_routes.py.
PUBLIC = set(ANYBODY)
#: The right that a route asks for, where it is not only "see".
VERBS = {"new": "create", "edit": "edit", "cell": "edit", "remove": "remove", "restore": "remove",
         "export": "export", "import": "import", "import-template": "import", "import-batch": "import",
         "import-columns": "import", "import-result": "import"}  # fmt: skip
#: End the session of the one who asks, or change who he is: asked last, by a session of its own.
ENDS = {"sign-out"}


def client_of(tenant: Tenant, account: Account, host: str) -> Client:
    """Somebody's browser, signed in at his company's address."""
    client = Client(HTTP_HOST=host, raise_request_exception=False)
    answer = client.post(f"/sign-in/{issue_sign_in(account, tenant, minutes=60)}/")
    assert answer.status_code == 302
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token_for(tenant, account)}"  # pages pass it over
    return client


def token_for(tenant: Tenant, account: Account) -> str:
    """A token of somebody's, for all that he may do."""
    with writing(tenant):
        return make_token(
            account, name="walls", modules=(), verbs=TOKEN_VERBS, days=7, service=False, by=account.pk
        )[0]  # fmt: skip


def people_of(plan: Mapping[str, Any]) -> dict[str, set[str]]:
    """One person of the demo company for each set of roles there is: login -> roles."""
    found: dict[frozenset[tuple[str, str]], str] = {}
    roles: dict[str, set[str]] = {}
    for login, one in plan["people"].items():
        held = {*((role, "") for role in one.get("roles", ())),
                *((role, project) for project, some in one.get("projects", {}).items() for role in some)}  # fmt: skip
        roles[login] = {role for role, _ in held}
        found.setdefault(frozenset((role, "") for role, _ in held), login)
    return {login: roles[login] for login in found.values()}


def open_to(roles: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Whom the definitions let see every record of an entity: its key -> logins. Read from the files themselves.

    A right that depends on where one works, or who one is, opens no closed record: nobody works in its project.
    """
    opened: dict[str, set[str]] = {}
    for path in sorted(Path(settings.MODULES_ROOT).glob("*/roles.json")):
        for entity, rights in json.loads(path.read_text("utf-8"))["rights"].items():
            for login, held in roles.items():
                for see in (rights.get(role, {}).get("see") for role in held):
                    narrowed = isinstance(see, dict) and re.search(r"\bme\b|my_projects", see.get("where", ""))
                    if see and not narrowed:
                        opened.setdefault(entity, set()).add(login)
    return opened


def rights_of(roles: Mapping[str, set[str]]) -> dict[tuple[str, str], set[str]]:
    """The verbs a person has on records of an entity at all, wherever: (login, key) -> verbs. From the files."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in sorted(Path(settings.MODULES_ROOT).glob("*/roles.json")):
        for entity, rights in json.loads(path.read_text("utf-8"))["rights"].items():
            for login, held in roles.items():
                verbs = found.setdefault((login, entity.rpartition("/")[2]), set())
                verbs.update(verb for role in held for verb, given in rights.get(role, {}).items() if given)
    return found


def asked_by(client: Client, method: str, address: str, data: Mapping[str, Any], **headers: str) -> HttpResponseBase:
    """The answer to a browser, or, at the door for programs, to a program that sends JSON."""
    if not address.startswith("/api/") or method in {"get", "head"}:
        answer: HttpResponseBase = getattr(client, method)(address, dict(data), **headers)
        return answer
    return client.generic(method.upper(), address, json.dumps(data), content_type="application/json", **headers)


@dataclass
class Walked:
    """What a walk met. wrong: every answer that told or did what it must not."""

    asked: int = 0
    let_in: Counter[str] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Walker:
    """People's browsers by login, and what each may see of the closed records. stands_for: who acts for whom."""

    host: str
    visitors: dict[str, Client]
    neighbours: list[Client]
    opened: dict[str, set[str]]
    rights: dict[tuple[str, str], set[str]]
    watch: Any = None
    stands_for: dict[str, str] = field(default_factory=dict)

    def walk(self, probes: Iterable[Probe], *, cold: int = 0, until_wrong: bool = False) -> Walked:
        """Ask them all. cold: forget what this process remembers every so many requests."""
        seen = Walked()
        logging.getLogger("django.request").setLevel(logging.CRITICAL)  # refusals are what is asked for here
        for number, probe in enumerate(probes):
            if number % (cold or 1250) == 0:
                self.neighbours_visit(forgetting=bool(cold))
            seen.asked += 1
            seen.routes[probe.route] += 1
            with undone():
                answer = self.send(probe)
                faults = [*self.faults(probe, answer), *self._changes(probe)]
            if answer.status_code == 200 and probe.place != "header":
                seen.let_in[probe.who] += 1
            seen.answered[probe.route, answer.status_code] += 1
            for fault in faults:
                where = f"{probe.place}, {probe.whose}"
                seen.wrong.append(
                    f"{probe.who or 'a stranger'} {probe.method.upper()} {probe.address[:200]} ({where}): {fault}"
                )
            if faults and until_wrong:
                break
        return seen

    def _changes(self, probe: Probe) -> list[str]:
        if probe.method in {"get", "head", "options"} and probe.place != "header":
            return []
        return [f"the neighbour's row: {what}" for what in self.watch.touched()]

    def neighbours_visit(self, *, forgetting: bool) -> None:
        """His pages were looked at just now: what they left in memory must not come out here."""
        if forgetting:
            catalog.forget()
        with undone():
            for client in self.neighbours:
                for address in ("/", "/m/core/team/", "/m/core/team/new/", "/palette/?q=", "/inbox/"):
                    client.get(address)
        self.watch.touched()

    def send(self, probe: Probe) -> HttpResponseBase:
        """The answer."""
        client = self.visitors[probe.who]
        headers = {"HTTP_HOST": self.host, **probe.headers}
        held = {name: morsel.value for name, morsel in client.cookies.items()}
        answer = asked_by(client, probe.method, probe.address, probe.data, **headers)
        if answer.cookies:  # what it did is undone, so the browser goes on as it was
            client.cookies = SimpleCookie(held)
        return answer

    def faults(self, probe: Probe, answer: HttpResponseBase) -> list[str]:
        """What is wrong with an answer."""
        said = told(answer)
        if probe.place in {"query", "filter", "fields"}:  # what was typed may be shown; all of his has more words to it
            said = _ECHO.sub("", said)
        found = []
        at = said.lower().find(MARK.lower())
        named = said.count(MARK) == said.count(f"{MARK} Builders")  # his pages say at his address whose they are
        at_his_place = probe.headers.get("HTTP_HOST") == NEIGHBOUR_HOST
        if at >= 0 and not _published(probe) and not (at_his_place and named):
            found.append(f"the neighbour's word: {said[max(0, at - 80) : at + 40]!r}")
        for entity in {one.group(1) for one in _CLOSED.finditer(said)}:
            if self.as_whom(probe) not in self.opened.get(entity, ()):
                found.append(f"a closed record's word ({entity})")
        if answer.status_code >= 500:
            found.append(f"status {answer.status_code}")
        if answer.status_code not in self._expected(probe):
            found.append(f"status {answer.status_code} for what is not his")
        return found

    def as_whom(self, probe: Probe) -> str:
        """In whose place somebody asks: mostly in his own."""
        return self.stands_for.get(probe.who, probe.who)

    def _expected(self, probe: Probe) -> Iterable[int]:
        refused = {302, 401, 404, 405} if probe.who in NOBODY else {403, 404, 405}
        if probe.method == "post":
            refused |= {400}  # nothing that is known was asked for, so nothing was looked for either
        if probe.route.startswith("api-") and probe.route != "api-guide":
            refused |= {400, 401, 422}  # a program is told first what is wrong with the form of its request
            refused |= {200} if probe.route == "api-batch" else set()  # each outcome says for itself that it is refused
        if probe.who in NOBODY:
            return range(600) if probe.route in PUBLIC and probe.whose == "own" else refused
        if probe.whose == "theirs":
            return refused
        entity = probe.entity.partition("/")[2]
        if probe.whose == "closed":
            open_here = self.as_whom(probe) in self.opened.get(entity or "private", ())
            return range(600) if open_here else refused
        return refused if self.shut(probe) else range(600)

    def shut(self, probe: Probe) -> bool:
        """Whether what is our own is closed to this person all the same: by the rights to the entity at large."""
        entity = probe.entity.partition("/")[2]
        if probe.address.startswith("/settings/"):
            return self.as_whom(probe) != "admin" and probe.place != "header"
        if not entity or probe.place == "header":
            return False
        held = self.rights.get((self.as_whom(probe), entity), set())
        return "see" not in held or VERBS.get(probe.route, "see") not in held


def _published(probe: Probe) -> bool:
    """Whether the neighbour shows this to everybody at his own address."""
    return probe.headers.get("HTTP_HOST") == NEIGHBOUR_HOST and probe.route in PUBLIC


def told(answer: HttpResponseBase) -> str:
    """Everything an answer says, its headers and cookies too."""
    body = b"".join(answer) if answer.streaming else answer.content
    return f"{answer.headers}\n{answer.cookies.output()}\n{body.decode('utf-8', 'replace')}"


@contextmanager
def undone() -> Iterator[None]:
    """Nothing that was written inside stays. Inside a test's own transaction only."""
    if not connection.in_atomic_block:
        yield
        return
    block = transaction.atomic()
    block._from_testcase = True  # what the actions open inside counts as outermost, as it does in every test
    with block:
        yield
        transaction.set_rollback(True)
