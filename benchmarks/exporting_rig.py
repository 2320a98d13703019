"""What `exporting.py` runs in a process of its own: one file, with its time and its memory."""

import json
import resource
import sys
import tempfile
import time
from unittest import mock

import ready  # noqa: F401 - sets Django up before anything of ours is imported

# isort: split
from django.db import connection
from dougong.actions import Export, export_list, exporting
from dougong.admission import Caller
from dougong.listing import Branch, Leaf, Wanted
from dougong.tenancy import Account, tenant_by_key

AIMS = {"xlsx": (14.9, 20), "csv": (14.9, 20)}
EIGHTH = Branch("all", (Leaf("trade", "equal", "rebar"),))


def peak() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    form, order = sys.argv[1], ("-worker",) if "sorted" in sys.argv else ()
    tenant = tenant_by_key("big")
    caller = Caller(tenant, Account.objects.get(login="reader"), "en", "benchmark")
    queries = 0

    def counted(execute, sql, params, many, context):  # type: ignore[no-untyped-def] # Django's own signature
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    with mock.patch.object(exporting, "AT_ONCE", 10_000_000), mock.patch.object(exporting, "PER_HOUR", 1_000_000):
        export_list(caller, Export("bench/daywork", Wanted(filter=EIGHTH), form, everything=True))
        before, began, busy = peak(), time.perf_counter(), time.process_time()
        with connection.execute_wrapper(counted):
            made = export_list(caller, Export("bench/daywork", Wanted(sort=order), form, everything=True))
        seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    made.stream.seek(0, 2)
    aim, memory = AIMS[form]
    print(json.dumps({
        "seconds": seconds, "cpu": cpu, "aim": aim, "memory": peak() - before, "aim_memory": memory,
        "size": made.stream.tell() / 1e6, "records": made.records, "queries": queries, "in": tempfile.gettempdir(),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
