"""The door answers as its description says, whatever is sent: schemathesis with all its checks."""

import json
import logging
import os

import pytest

from tests.api.fuzz import fuzz
from tests.api.programs import Program, program
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def test_every_answer_is_one_the_description_allows(site: Site) -> None:
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    seen = fuzz(site, examples=3, seconds=40)
    print(f"\n{seen.told()}")
    assert seen.wrong == [], "\n".join(seen.wrong[:20])
    assert not any(status >= 500 for status in seen.statuses)
    done = sum(count for status, count in seen.statuses.items() if status < 300)
    assert done >= 0.3 * seen.cases
    assert seen.cases > 100


@pytest.mark.skipif("DOUGONG_FUZZ" not in os.environ, reason="python -m tests.api.fuzz asks so many")
def test_the_long_way_round(site: Site) -> None:
    examples, seed = map(int, os.environ["DOUGONG_FUZZ"].split(","))
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    seen = fuzz(site, examples=examples, modules=(), seed=seed)
    print(f"\nseed {seed}: {seen.told()}")
    assert seen.wrong == [], "\n".join(seen.wrong[:40])


def test_the_description_catches_nothing_all(site: Site) -> None:
    document = program(site, "admin").get("openapi.json")
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len(operations) > 60
    assert {key for one in operations for key in one["responses"] if not key.isdigit()} == set()
    assert document["openapi"] == "3.1.0"


def test_the_description_is_as_narrow_as_the_token_and_the_person(site: Site) -> None:
    engineer = program(site, "engineer").get("openapi.json")
    slip = engineer["components"]["schemas"]["day_labour.slip.values"]["properties"]
    assert "total" not in slip
    assert "rate" not in slip["rows"]["items"]["properties"]
    assert "rate" not in json.dumps(engineer["components"]["schemas"]["day_labour.slip.sent"]["properties"]["rows"])
    cost = program(site, "cost").get("openapi.json")
    assert "total" in cost["components"]["schemas"]["day_labour.slip.values"]["properties"]
    reader = program(site, "admin", modules=("core",), verbs=("see",)).get("openapi.json")
    assert {method for path in reader["paths"].values() for method in path} == {"get"}
    assert not any("day_labour" in path for path in reader["paths"])


def test_the_description_is_asked_for_again_by_its_mark(site: Site) -> None:
    asked: Program = program(site, "cost")
    first = asked.raw("GET", "openapi.json")
    again = asked.raw("GET", "openapi.json", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
