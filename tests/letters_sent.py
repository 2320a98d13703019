"""Letters of the test's installation, delivered and read."""

import re

from django.core import mail
from dougong.jobs import HANDLERS, serve
from dougong.tenancy import Tenant


def letters(tenant: Tenant) -> list[mail.EmailMultiAlternatives]:
    """Deliver what waits, and hand out what was sent since the last time."""
    serve(tenant.scope(), HANDLERS)
    sent, mail.outbox = list(mail.outbox), []
    return sent


def link_in(letter: mail.EmailMultiAlternatives) -> str:
    """The path of the link in a letter."""
    (found,) = re.findall(r"^https?://[^/\s]+(/\S+)$", letter.body, re.M)
    return found
