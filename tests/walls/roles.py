"""The application's role as it is in production, and the application without its own filters (PostgreSQL)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from dougong.tenancy import OUTSIDE

ROLE = "walls_application"
_FILTER = re.compile(r'(?:"?\w+"?\.)?"?tenant_id"? = (?:%s|\w+\.tenant_id)')


@contextmanager
def as_application() -> Iterator[None]:
    """Everything inside runs as a role that owns nothing and is no superuser."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {ROLE}")
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"SET ROLE {ROLE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(f"DROP OWNED BY {ROLE}")
            cursor.execute(f"DROP ROLE {ROLE}")


class NoFilters:
    """The application's own term "this tenant's only" made true for every row, wherever it stands: in records, their
    rows and many-valued fields, marks, totals, joins and Django's query sets. Tables outside the wall are left alone.
    """

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "tenant_id" in sql and not any(table in sql for table in OUTSIDE):
            sql, found = _FILTER.subn(lambda one: f"({one.group(0)} OR TRUE)", sql)
            self.statements += bool(found)
        return execute(sql, params, many, context)

    @contextmanager
    def removed(self) -> Iterator["NoFilters"]:
        """Inside, nothing of the application's keeps tenants apart."""
        with connection.execute_wrapper(self):
            yield self
