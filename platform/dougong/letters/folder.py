"""A mail backend that sends nothing: each letter becomes a text file, for demos and until a mail server is named."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from dougong.tenancy import new_id


class FolderBackend(BaseEmailBackend):
    """Writes letters to settings.LETTERS_ROOT, readable by the operator only."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One file each, named by time; returns how many."""
        folder = Path(settings.LETTERS_ROOT)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            place = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{new_id()}.txt"
            place.touch(mode=0o600)
            place.write_text(_told(message), encoding="utf-8")
        return len(email_messages)


def _told(message: Any) -> str:
    return f"To: {', '.join(message.to)}\nFrom: {message.from_email}\nSubject: {message.subject}\n\n{message.body}"
