"""Receive a file before the record it will belong to is saved."""

from typing import IO

from dougong import files
from dougong.admission import Caller, seat_of
from dougong.files import StoredFile
from dougong.problem import Problem, Refused
from dougong.tenancy import writing


def receive_upload(caller: Caller, stream: IO[bytes], *, name: str, field: str, kind: str = "file") -> StoredFile:
    """Check and keep an upload; it belongs to nobody until a record that names it is saved.

    field: pointer of the form's field, where a refusal is shown. kind: "file", "photo" or "signature".
    The slow part runs outside the transaction. Raises Refused (file_type, file_broken, limit, file_quota).
    """
    try:
        with (
            files.prepare(caller.tenant.scope(), stream, name=name, kind=kind) as prepared,
            writing(caller.tenant),
        ):
            return files.keep(prepared, by=seat_of(caller).actor.id.id)
    except Refused as refused:
        raise Refused([Problem(field, one.code, one.params, one.message) for one in refused.problems]) from refused
