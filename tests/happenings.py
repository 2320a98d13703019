"""Events for tests, and someone who tampers with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection
from dougong.events import Event, record
from dougong.tenancy import Tenant, new_id, writing

from tests.emptying import released


def log(tenant: Tenant, number: int = 1, *, entity: str = "core/team", of: UUID | None = None) -> list[int]:
    """Write so many events in one transaction; returns their seqs."""
    with writing(tenant):
        return [
            record(Event(entity, of or new_id(), "edit", new_id(), {"n": str(i)}, {"n": str(i + 1)}))
            for i in range(number)
        ]


@contextmanager
def intruder(tenant: Tenant) -> Iterator[Any]:
    """A cursor with which someone with all rights on the database gets past the guards."""
    with released(connection), writing(tenant), connection.cursor() as cursor:
        yield cursor
