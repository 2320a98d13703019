"""`manage.py work`: does the queued jobs without a broker; several may run side by side."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from dougong.jobs import run_forever
from dougong.tenancy import refuse_weak_walls


class Command(BaseCommand):
    """See the module's text."""

    help = "Works through the queue of jobs until it is told to stop (Ctrl-C or SIGTERM)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run until a signal asks for the end; a job under way is finished first."""
        refuse_weak_walls()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        run_forever(stop)
