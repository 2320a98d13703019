"""The door for programs against its own description: schemathesis, with all its checks.

`python -m tests.api.fuzz 200 SEED` asks so many cases of every operation (the suite asks a few); it prints what was
answered and each answer that the description does not allow.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from dougong.commands.demo_company import DEMO_HOST
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode

from tests.api.programs import program
from tests.demo_site import Site
from tests.walls.walking import undone

#: Modules whose every operation is asked in the suite; the command asks all.
FEW = ("core",)


@dataclass
class Fuzzed:
    """What was answered."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def told(self) -> str:
        good = sum(count for status, count in self.statuses.items() if status < 300)
        return (
            f"{self.cases} cases of {len(self.operations)} operations, {good / max(1, self.cases):.0%} of them done, "
            f"{len(self.wrong)} wrong; {dict(sorted(self.statuses.items()))}"
        )


def described(site: Site, modules: tuple[str, ...], login: str = "admin") -> tuple[Any, str]:
    """The description somebody's token is given, ready to be asked, and the token."""
    asked = program(site, login, modules=modules)
    document = asked.get("openapi.json")
    config = schemathesis.Config.from_dict({
        "checks": {"positive_data_acceptance": {
            # A definition's own rules refuse what its schema allows.
            "expected-statuses": ["2xx", "401", "403", "404", "409", "422", "429"],
        }},
    })  # fmt: skip
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = at_home(get_wsgi_application())
    return schema, asked.token


def at_home(application: Any) -> Any:
    """The application at the demo company's host, its answers not packed."""

    def asked(environ: dict[str, Any], start: Any) -> Any:
        environ["HTTP_HOST"] = DEMO_HOST
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return application(environ, start)

    return asked


def own_ids(site: Site, modules: tuple[str, ...], login: str = "admin") -> dict[str, str]:
    """A record of each entity, by the beginning of its address."""
    asked = program(site, login, modules=modules)
    found = {}
    for one in asked.get("")["entities"]:
        records = asked.get(one["href"], limit="1")["records"]
        if records:
            found[one["href"]] = records[0]["id"]
    return found


def ways(operation: Any, ids: dict[str, str]) -> Iterator[tuple[GenerationMode, dict[str, Any] | None, int]]:
    """Right and wrong data; with an id of ours where the address has one, and with any."""
    base = operation.path.partition("/{")[0]
    known = {"record_id": ids[base]} if "{record_id}" in operation.path and base in ids else None
    # Of comments and files no id is known: whatever is asked leads nowhere.
    yield GenerationMode.POSITIVE, known, 1 if operation.path.count("_id}") > bool(known) else 4
    yield GenerationMode.NEGATIVE, known, 1
    if known:
        yield GenerationMode.POSITIVE, None, 1


@contextmanager
def connected() -> Iterator[None]:
    """No answer gives back the connection that a test's transaction is open on, as in Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def fuzz(site: Site, *, examples: int, modules: tuple[str, ...] = FEW, seed: int = 1, seconds: float = 1e9) -> Fuzzed:
    """So many cases of every operation each way, each undone. Inside a test's transaction."""
    seen = Fuzzed()
    schema, token = described(site, modules)
    ids, until = own_ids(site, modules), time.monotonic() + seconds
    headers = {"Authorization": f"Bearer {token}"}
    operations = [found.ok() for found in schema.get_all_operations()]
    random.Random(seed).shuffle(operations)
    for number, operation in enumerate(operations):
        seen.operations.add(operation.label)
        for mode, known, weight in ways(operation, ids):
            if time.monotonic() > until:
                return seen
            given_ids = {"path_parameters": known} if known else {}
            ask(
                seen,
                operation.as_strategy(generation_mode=mode, **given_ids),
                headers,
                examples * weight,
                seed + number,
                weighed=weight > 1,
            )
    return seen


def ask(seen: Fuzzed, strategy: Any, headers: dict[str, str], examples: int, seed: int, *, weighed: bool) -> None:
    """Ask some cases and note what is wrong with the answers."""

    @seeded(seed)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck),
              phases=[Phase.generate])  # fmt: skip
    @given(case=strategy)
    def one(case: Any) -> None:
        if weighed and seen.cases % 4 and case.query:
            case.query.pop("after", None)  # a page that nobody was told of is refused, and nothing else looked at
        with undone(), connected():
            answer = case.call(base_url=f"http://{DEMO_HOST}", headers=headers)
            seen.cases += 1
            seen.statuses[answer.status_code] += 1
            try:
                case.validate_response(answer, headers=headers)
            except (FailureGroup, Failure) as failure:
                some = failure.exceptions if isinstance(failure, FailureGroup) else [failure]
                told = f"{case.method} {case.formatted_path} {case.query} {answer.status_code} {answer.text[:300]}"
                seen.wrong += [f"{told}: {one!r}"[:900] for one in some]

    one()


def main() -> int:
    """The long way round, in a test's own database."""
    examples, seed = [*sys.argv[1:], "200", "1"][:2]
    command = [sys.executable, "-m", "pytest", "-q", "-s", "tests/api/test_api_fuzz.py", "-k", "long"]
    return subprocess.run(command, env={**os.environ, "DOUGONG_FUZZ": f"{examples},{seed}"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
