"""`manage.py create_staff LOGIN`: an account of the platform's staff, entered by a one-time address."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from dougong.tenancy import Account, issue_staff_sign_in, platform_writing


class Command(BaseCommand):
    """See the module's text."""

    help = "Makes an account of the platform's staff (or finds it) and prints an address that signs it in once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """LOGIN, --name, --email."""
        parser.add_argument("login")
        parser.add_argument("--name", default="", help="the name others see (default: the login)")
        parser.add_argument("--email", default="")

    def handle(self, *_args: Any, login: str, name: str, email: str, **_options: Any) -> None:
        """Make it and tell the address. Raises CommandError for an account that is a member somewhere."""
        account = Account.objects.by_identifier(login)
        if account is None:
            try:
                with platform_writing():
                    account = Account.objects.create_account(
                        login, email=email or None, display_name=name or login, is_staff=True
                    )
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from None
        if not (account.is_staff and account.is_active):
            raise CommandError(f"“{login}” is an account of somebody who is no active staff: choose another name.")
        port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
        host = f"{'https' if settings.HTTPS else 'http'}://{settings.WORKSHOP_HOST or '<workshop>'}{port}"
        self.stdout.write("Signs in once, within a day; run this again for another address:")
        self.stdout.write(f"  {host}/sign-in/{issue_staff_sign_in(account)}/")
