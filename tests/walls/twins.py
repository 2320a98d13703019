"""Two companies that differ only in what is hidden from somebody: he must be answered the same in both.

They are two states of the demo company, each undone afterwards: the same ids, the same moment, another hidden value.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from unittest import mock
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from dougong import storage
from dougong.actions.deed import log_change
from dougong.admission import Caller, Entry, Seat, admit, seat_of
from dougong.admission.entry import entry_for_consequence
from dougong.definition import Field
from dougong.definition.pointers import any_covers
from dougong.expression import Column, Compare, Literal
from dougong.expression.types import TEXT
from dougong.listing.asking import ALONE
from dougong.listing.filters import FILTERS
from dougong.problem import Ref, Refused
from dougong.tenancy import Account, Tenant, reading, writing

from tests.walls.walking import asked_by, told, undone

#: The two values of each kind; what cannot be told apart by value alone is not here.
VALUES: Mapping[str, tuple[Any, Any]] = {
    "text": ("Ahornblatt", "Zuckerdose"), "long_text": ("Ahornblatt eins", "Zuckerdose zwei"),
    "rich_text": ("<p>Ahornblatt</p>", "<p>Zuckerdose</p>"),
    "phone": ("13800138000", "13900139999"), "email": ("a@ahorn.test", "z@zucker.test"),
    "id_card": ("11010519491231002X", "440524188001010014"), "bank_card": ("6222600260001072444", "4111111111111111"),
    "credit_code": ("91350100M000100Y43", "911100001000013428"), "url": ("https://a.test/", "https://z.test/"),
    "integer": (1, 99), "number": (Decimal("1.5"), Decimal("98765.5")), "quantity": (Decimal(1), Decimal(87)),
    "money": (Decimal("1.00"), Decimal("987654.32")), "price": (Decimal("1.00"), Decimal("9876.54")),
    "percent": (Decimal("0.01"), Decimal("0.97")), "duration": (1, 99),
    "boolean": (True, False), "date": (date(2001, 2, 3), date(2039, 11, 12)), "time": (time(1, 2), time(22, 33)),
    "datetime": (datetime(2001, 2, 3, tzinfo=UTC), datetime(2039, 11, 12, tzinfo=UTC)),
}  # fmt: skip
NUMBERS = frozenset({"integer", "number", "quantity", "money", "price", "percent"})
#: What differs between two answers though nothing else does: tokens against forgery, nonces, fresh ids.
_FRESH = re.compile(
    r"'(?:Content-Length|ETag)': '[^']*'|'Content-Security-Policy': \"[^\"]*\"|"
    r'csrfmiddlewaretoken" value="[^"]*"|csrf=[^;]*;[^\n]*|nonce[-=]"?[\w+/=-]+|"X-CSRFToken": *"[^"]*"|'
    r"X-CSRFToken&#34;:\s*&#34;\w+|"
    r"\b0[0-9a-f]{7}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b"
)


@dataclass(frozen=True)
class Hidden:
    """What one person may not see of one record. pointers: the fields, "/total" or "/rows/*/rate"."""

    login: str
    entry: Entry
    record: storage.Record
    pointers: tuple[str, ...]

    def field(self, pointer: str) -> Field:
        head, _, tail = pointer[1:].partition("/*/")
        one = self.entry.entity.fields[head]
        return one.fields[tail] if tail else one

    def __str__(self) -> str:
        return f"{self.login} {self.entry.entity.name} {', '.join(self.pointers)}"


def hidden_from(tenant: Tenant, login: str, most: int = 2) -> list[Hidden]:
    """Of each entity some records this person sees, and what of them he does not see; for each state another one."""
    account = Account.objects.get(login=login)
    with reading(tenant):
        seat = seat_of(Caller(tenant, account, "en", "twins"))
        entities = [entity.name for module in seat.modules.values() for entity in module.entities.values()]
        return [one for name in entities for one in _hidden_of(seat, login, name, most)]


def _hidden_of(seat: Seat, login: str, name: str, most: int) -> Iterator[Hidden]:
    try:
        entry = admit(seat, name)
    except Refused:
        return
    page = storage.select(entry.reach, entry.entity, entry.layout, storage.Query(limit=60))
    seen: set[frozenset[str]] = set()
    for record in page.records:
        pointers = tuple(_pointers(entry.entity.fields, record))
        if not pointers or frozenset(pointers) in seen or len(seen) >= most:
            continue
        seen.add(frozenset(pointers))
        yield Hidden(login, entry, record, pointers)


def _pointers(fields: Mapping[str, Field], record: storage.Record) -> Iterator[str]:
    patterns = tuple(record.hidden)
    for key, one in fields.items():
        if one.kind == "rows":
            if any_covers(patterns, f"/{key}"):
                continue
            for below, column in one.fields.items():
                if column.kind in VALUES and column.stored and any_covers(patterns, f"/{key}/*/{below}"):
                    yield f"/{key}/*/{below}"
        elif one.kind in VALUES and one.stored and not one.many and any_covers(patterns, f"/{key}"):
            yield f"/{key}"


@contextmanager
def at_one_moment() -> Iterator[None]:
    """It is always the same time inside."""
    with mock.patch.object(timezone, "now", return_value=timezone.now()):
        yield


def make_twin(tenant: Tenant, hidden: Hidden, which: int, by: Account) -> None:
    """Give the hidden fields of the record the first or the second value, found by it and logged as any change is."""
    entity = hidden.entry.entity
    with writing(tenant):
        seat = seat_of(Caller(tenant, by, "en", "twins"))
        entry = entry_for_consequence(seat, entity.name)
        before = storage.one(entry.reach, entity, hidden.record.id, entry.layout)
        changes: dict[str, Any] = {}
        for pointer in hidden.pointers:
            head, _, tail = pointer[1:].partition("/*/")
            value = VALUES[hidden.field(pointer).kind][which]
            if tail:
                rows = changes.get(head, before.values.get(head) or ())
                changes[head] = tuple({**row, tail: value} for row in rows)
            else:
                changes[head] = value
        after = storage.update(entity, before.id, before.version, changes, entry.layout, Ref("user", by.pk))
        log_change(seat, entry, before, after, "edit")


@dataclass(frozen=True)
class Question:
    """One request whose answer must not tell the twins apart."""

    what: str
    method: str
    address: str
    data: Mapping[str, Any]


def questions(hidden: Hidden) -> Iterator[Question]:
    """Every way to ask for a hidden value: pages, filters, sorts, groups, search, pickers, totals, changes refused."""
    entity = hidden.entry.entity
    place = {"module": entity.module, "entity": entity.key}
    at = {**place, "record_id": hidden.record.id}
    listed, totals = reverse("list", kwargs=place), reverse("list-totals", kwargs=place)
    for name in ("record", "edit", "print", "why", "related"):
        yield Question(name, "get", reverse(name, kwargs=at), {})
    record = reverse("record", kwargs=at)
    yield Question("panel", "get", f"{record}?panel=1", {})
    yield Question("history", "get", f"{record}?part=stream&show=changes", {})
    yield Question("copy", "get", f"{reverse('new', kwargs=place)}?copy={hidden.record.id}", {})
    yield Question("list", "get", listed, {})
    yield Question("totals", "get", totals, {})
    for form in ("csv", "xlsx"):
        sent = {"form": form, "everything": "1", "asked": ""}
        yield Question("export", "post", reverse("export", kwargs=place), sent)
    yield Question("views", "get", reverse("list-columns", kwargs=place), {})
    for pointer in hidden.pointers:
        yield from _of_field(hidden, pointer, listed, totals)
    yield from _of_programs(hidden, at, place)
    yield from _changes(hidden, at, place)


def _of_field(hidden: Hidden, pointer: str, listed: str, totals: str) -> Iterator[Question]:
    one, key = hidden.field(pointer), pointer[1:].replace("/*/", "/")
    pair = [wire(value) for value in VALUES[one.kind]]
    for number, word in enumerate(FILTERS[one.kind]):
        to = pair if word in {"one_of", "none_of", "between"} else pair[number % 2]
        leaf = {"field": key, "is": word, **({} if word in ALONE else {"to": to})}
        where = totals if number % 3 else listed
        yield Question(
            f"filter {word}", "get", f"{where}?{urlencode({'filter': json.dumps(leaf), 'part': 'rows'})}", {}
        )
    for sign in ("", "-"):
        query = urlencode({"sort": sign + key, "part": "rows", "columns": key})
        yield Question("sort", "get", f"{listed}?{query}", {})
    yield Question("group", "get", f"{listed}?{urlencode({'group': key, 'part': 'groups'})}", {})
    for value in pair[:1] if not isinstance(pair[0], str) else pair:
        text = str(value)[-8:]
        yield Question("search", "get", f"{listed}?{urlencode({'q': text, 'part': 'rows'})}", {})
        yield Question("palette", "get", f"{reverse('palette')}?{urlencode({'q': text})}", {})


def _of_programs(hidden: Hidden, at: Mapping[str, Any], place: Mapping[str, Any]) -> Iterator[Question]:
    """The same at the door for programs."""
    record, listed = reverse("api-record", kwargs=dict(at)), reverse("api-records", kwargs=dict(place))
    figures = reverse("api-figures", kwargs=dict(place))
    for address in (record, listed, f"{listed}?limit=200&total=true"):
        yield Question("program reads", "get", address, {})
    for pointer in hidden.pointers:
        one, key = hidden.field(pointer), pointer[1:].replace("/*/", "/")
        pair = [wire(value) for value in VALUES[one.kind]]
        for number, word in enumerate(FILTERS[one.kind]):
            to = pair if word in {"one_of", "none_of", "between"} else pair[number % 2]
            leaf = {"field": key, "is": word, **({} if word in ALONE else {"to": to})}
            asked: Any = {"none": [leaf]} if number % 2 else leaf
            query = urlencode({"filter": json.dumps(asked), "total": "true"})
            yield Question("program filters", "get", f"{listed}?{query}", {})
        for query in ({"sort": key}, {"sort": f"-{key}", "fields": key}, {"q": str(pair[0])[-8:]}):
            yield Question("program sorts", "get", f"{listed}?{urlencode(query)}", {})
        for query in ({"group": key}, {"sum": key}, {"avg": key}, {"max": key, "filter": json.dumps(leaf)}):
            yield Question("program adds up", "get", f"{figures}?{urlencode(query)}", {})
        head, _, tail = pointer[1:].partition("/*/")
        rows = [{"id": str(row["id"]), tail: pair[0]} for row in hidden.record.values.get(head) or ()] if tail else []
        value: Any = rows if tail else pair[0]
        for version in (1, hidden.record.version, hidden.record.version + 1):
            yield Question("program writes", "patch", record, {"version": version, "values": {head: value}})


def _changes(hidden: Hidden, at: Mapping[str, Any], place: Mapping[str, Any]) -> Iterator[Question]:
    """Changes of what is hidden: they are refused, and the refusal tells nothing."""
    pointer = hidden.pointers[0]
    name = pointer.replace("/*/", "/0/")
    guess = str(wire(VALUES[hidden.field(pointer).kind][0]))
    cell, record = reverse("cell", kwargs=dict(at)), str(hidden.record.id)
    yield Question("cell", "get", f"{cell}?field={pointer[1:]}", {})
    sent = {"field": pointer[1:], name: guess, "_version": str(hidden.record.version)}
    yield Question("cell", "post", cell, sent)
    # Made against the version before: whatever changed meanwhile is a conflict.
    for do in ("save", "refresh"):
        yield Question("edit", "post", reverse("edit", kwargs=dict(at)), {
            name: guess, "_do": do, "_version": "1", "_id": record, "_base": json.dumps({pointer[1:]: guess}),
        })  # fmt: skip
    bulk = reverse("bulk", kwargs=dict(place))
    for step in ("edit", "check", "save"):
        yield Question("bulk", "post", bulk, {
            "record": f"{record}:{hidden.record.version}", "ids": record, "_do": step, "do": step,
            "fields": pointer[1:], name: guess,
        })  # fmt: skip
    comments = reverse("comments", kwargs=dict(at))
    yield Question("comment", "post", comments, {"text": f"@{guess} {guess}"})
    yield Question("mention", "get", f"{reverse('people', kwargs=dict(at))}?q={guess[:3]}", {})
    choices = reverse("choices", kwargs=dict(place))
    for one in hidden.entry.entity.fields.values():
        if one.kind == "reference":
            asked = {"field": f"/{one.key}", "q": guess[-8:], name: guess}
            yield Question("picker", "get", f"{choices}?{urlencode(asked)}", {})


def wire(value: Any) -> Any:
    """A value as addresses have it."""
    if isinstance(value, str | bool | int):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)


def answers(client: Client, asked: list[Question]) -> list[tuple[int, str]]:
    """What is answered, without what differs each time. Nothing that is done stays."""
    found = []
    for one in asked:
        with undone():
            answer = asked_by(client, one.method, one.address, one.data)
            found.append((answer.status_code, plain(answer)))
    return found


def of_storage(tenant: Tenant, login: str, hidden: Hidden) -> list[tuple[str, str]]:
    """What storage itself answers this person's reach, past the lists that would not even ask it: what, answer."""
    account = Account.objects.get(login=login)
    found = []
    with reading(tenant):
        entry = admit(seat_of(Caller(tenant, account, "en", "twins")), hidden.entry.entity.name)
        for pointer in hidden.pointers:
            key, one = pointer[1:].replace("/*/", "/"), hidden.field(pointer)
            for what, ask in _asked_of_storage(entry, key, one):
                try:
                    said = repr(ask())
                except Refused as refused:
                    said = f"refused: {[problem.code for problem in refused.problems]}"
                found.append((f"{what} {key}", said))
    return found


def _asked_of_storage(entry: Entry, key: str, one: Field) -> Iterator[tuple[str, Callable[[], object]]]:
    given = (entry.reach, entry.entity, entry.layout)
    if one.kind in NUMBERS:
        yield "sum", lambda: storage.total(*given, storage.Query(), [storage.Measure(key), storage.Measure(key, "max")])
    if "/" in key:
        return
    for sign in ("", "-"):
        query = storage.Query(sort=(f"{sign}{key}",), fields=(), limit=200)
        yield "sort", lambda query=query: [record.id for record in storage.select(*given, query).records]
    yield "group", lambda: storage.total(*given, storage.Query(), [storage.Measure("", "count")], group=(key,))
    for value in VALUES[one.kind] if isinstance(VALUES[one.kind][0], str) else ():
        where = Compare("==", Column((key,), TEXT), Literal(value, TEXT))
        yield "filter", lambda where=where: storage.count(*given, storage.Query(where=where))


def plain(answer: HttpResponseBase) -> str:
    """What an answer says, without what is fresh each time."""
    return _FRESH.sub("", told(answer))


def as_values(hidden: Hidden) -> tuple[str, str, Any, tuple[str, ...]]:
    """Enough to find it again."""
    return hidden.login, hidden.entry.entity.name, hidden.record.id, hidden.pointers


def found_again(tenant: Tenant, by: Account, kept: tuple[str, str, Any, tuple[str, ...]]) -> Hidden:
    """The same in another process, whatever that one hides."""
    login, name, record_id, pointers = kept
    with reading(tenant):
        entry = entry_for_consequence(seat_of(Caller(tenant, by, "en", "twins")), name)
        record = storage.one(entry.reach, entry.entity, record_id, entry.layout)
    return Hidden(login, entry, record, pointers)
