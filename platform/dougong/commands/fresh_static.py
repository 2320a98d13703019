"""Collect the static files once per change, so that a second start is quick."""

import hashlib
import importlib.metadata
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def collect_when_changed() -> None:
    """Run collectstatic unless nothing changed since it ran last."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    now = _state(settings.ROOT / "static")
    if mark.exists() and mark.read_text() == now:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, stdout=StringIO())
    mark.write_text(now)


def _state(folder: Path) -> str:
    lines = (
        f"{path.relative_to(folder)} {path.stat().st_size} {path.stat().st_mtime_ns}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )
    workshop = (f"{name} {importlib.metadata.version(name)}" for name in ("wagtail", "django-jsonform"))
    return hashlib.sha256("\n".join([*lines, *workshop]).encode()).hexdigest()
