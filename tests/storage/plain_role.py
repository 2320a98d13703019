"""A database role as the application has in production: it owns nothing and is no superuser."""

from types import TracebackType

from django.db import connection


class PlainRole:
    """Everything inside runs as such a role (PostgreSQL)."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE IF EXISTS storage_plain")
            cursor.execute("CREATE ROLE storage_plain")
            cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO storage_plain")
            cursor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO storage_plain")
            cursor.execute("SET ROLE storage_plain")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY storage_plain")
            cursor.execute("DROP ROLE storage_plain")
