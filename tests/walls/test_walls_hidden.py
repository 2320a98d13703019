"""A field hidden from somebody is hidden on every way: two companies that differ only in it answer him the same."""

import difflib
import os
from collections import Counter

import pytest
from dougong.commands.demo_company import DEMO_HOST
from dougong.tenancy import Account, Tenant

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied
from tests.walls.twins import Hidden, answers, at_one_moment, hidden_from, make_twin, of_storage, questions
from tests.walls.walking import client_of, people_of, undone

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]


#: So many people from whom the very same fields of an entity are hidden are asked for; DOUGONG_HIDDEN=all asks all.
ALIKE = 99 if os.environ.get("DOUGONG_HIDDEN") == "all" else 1


def differing(tenant: Tenant, hidden: Hidden, asker: str, kinds: Counter[str] | None = None) -> list[str]:
    """The questions by which this person can tell the twins apart."""
    by = Account.objects.get(login="admin")
    client = client_of(tenant, Account.objects.get(login=asker), DEMO_HOST)
    asked, seen, stored = list(questions(hidden)), [], []
    with at_one_moment():
        for which in (0, 1):
            with undone():
                make_twin(tenant, hidden, which, by)
                stored.append(of_storage(tenant, asker, hidden))
                seen.append(answers(client, asked))
    found = [f"{asker} storage {what}: {first[:80]} / {second[:80]}"
             for (what, first), (_, second) in zip(*stored, strict=True) if first != second]  # fmt: skip
    for one, first, second in zip(asked, *seen, strict=True):
        if kinds is not None:
            kinds[one.what.split()[0]] += 1
        if first != second:
            lines = difflib.unified_diff(first[1].splitlines(), second[1].splitlines(), n=0, lineterm="")
            told = " | ".join(list(lines)[3:7])[:300]
            found.append(f"{asker} {one.what} {one.method} {one.address[:160]}: {first[0]}/{second[0]} {told}")
        assert max(first[0], second[0]) < 500, one
    return found


def test_twins_that_differ_in_what_is_hidden_answer_the_same(site: Site) -> None:
    wrong, kinds, fields = [], Counter[str](), set()
    alike: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for login in people_of(site.demo.plan):
        for hidden in hidden_from(site.tenant, login):
            fields |= {(login, hidden.entry.entity.name, pointer) for pointer in hidden.pointers}
            alike[hidden.entry.entity.name, hidden.pointers] += 1
            if alike[hidden.entry.entity.name, hidden.pointers] <= ALIKE:
                wrong += differing(site.tenant, hidden, login, kinds)
    asked = sum(kinds.values())
    print(f"\n{len(fields)} fields hidden from people, {asked} questions, {len(wrong)} answers differ: {dict(kinds)}")
    assert not wrong, "\n".join(wrong[:30])
    assert len(fields) > 60
    assert all(
        kinds[what] for what in ("filter", "sort", "group", "search", "palette", "picker", "history", "bulk", "program")
    )


def test_whoever_may_see_it_tells_the_twins_apart(site: Site) -> None:
    """The law's teeth: to an administrator the same questions tell the value."""
    hidden = next(one for one in hidden_from(site.tenant, "engineer") if one.entry.entity.name == "core/worker")
    told = {line.split()[1] for line in differing(site.tenant, hidden, "admin")}
    assert {"record", "filter", "history", "program", "storage"} <= told, told
