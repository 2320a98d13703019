"""What the operator sets from outside: every environment variable Dougong reads, in one place.

DOUGONG_ROOT        checkout that holds modules/ schemas/ templates/ static/ (default: found from this file)
DOUGONG_VAR         folder for the embedded database, uploads and secrets (default: <root>/var)
DOUGONG_DATABASE    sqlite:///path or postgresql://user:password@host:port/name (default: sqlite in DOUGONG_VAR)
DOUGONG_MIGRATE_DATABASE  the same database by the role that owns the tables (PostgreSQL); used by the commands that
                    change tables: migrate, install_module, demo (default: DOUGONG_DATABASE)
DOUGONG_ONE_ROLE    1 to start although the application's role could pass the database's wall between tenants: for
                    trying things out only (docs/security.md)
DOUGONG_SECRET_KEY  at least 50 characters (default: a key kept in DOUGONG_VAR/secret-key, made on first use)
DOUGONG_DEBUG       1 for development pages with tracebacks
DOUGONG_HOSTS       comma-separated host names; *.localhost by default
DOUGONG_WORKSHOP_HOST  the host of the workshop of platform staff (default: workshop.localhost); - for none
DOUGONG_STAFF_SECOND_FACTOR  0 to let platform staff into the workshop without a second factor (the demo)
DOUGONG_HTTPS       0 when served in the clear (the demo); secure cookies and HSTS otherwise
DOUGONG_MAIL_URL    smtp://user:password@host:587 (STARTTLS), smtps://user:password@host:465, or file:///folder; without
                    one, letters are written as files to DOUGONG_VAR/letters
DOUGONG_MAIL_FROM   the sender of letters (default: dougong@localhost)
DOUGONG_PUBLIC_PORT the port in links of letters, where it is not the usual one (the demo)
DOUGONG_API_PER_TOKEN   requests a minute of one program's token (default: 600)
DOUGONG_API_PER_TENANT  requests a minute of all programs of a company together (default: 6000)
DOUGONG_BROKER      Celery broker address; without one `manage.py work` does the jobs
"""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(os.environ.get("DOUGONG_ROOT") or Path(__file__).resolve().parents[3])
VAR = Path(os.environ.get("DOUGONG_VAR") or ROOT / "var")

#: The commands that change tables.
CHANGES_TABLES = frozenset({"migrate", "install_module", "demo"})


def flag(name: str, *, default: bool) -> bool:
    """An on/off variable: 1/true/yes/on or 0/false/no/off; anything else stops the start."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise SystemExit(f"{name} must be 1 or 0, not {text!r}")


def number(name: str, default: int) -> int:
    """A whole number of at least 1; anything else stops the start."""
    text = os.environ.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and int(text) > 0):
        raise SystemExit(f"{name} must be a whole number of at least 1, not {text!r}")
    return int(text) if text else default


def words(name: str, default: str) -> list[str]:
    """A comma-separated variable as a list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def workshop_host() -> str:
    """The host name the workshop answers at, in small letters and without port; "" for no workshop."""
    given = (os.environ.get("DOUGONG_WORKSHOP_HOST") or "workshop.localhost").strip().lower().rstrip(".")
    return "" if given == "-" else given


def changes_tables(arguments: Sequence[str]) -> bool:
    """Whether a process started with these arguments is a command that changes tables."""
    return len(arguments) > 1 and arguments[1] in CHANGES_TABLES


def database_address(arguments: Sequence[str]) -> str | None:
    """The address a process uses, by the arguments it was started with: that of the owner where tables change."""
    return os.environ.get("DOUGONG_MIGRATE_DATABASE") or None if changes_tables(arguments) else None


def database(address: str | None = None) -> dict[str, object]:
    """Django's DATABASES entry for a database address (see DOUGONG_DATABASE)."""
    address = address or os.environ.get("DOUGONG_DATABASE") or f"sqlite:///{VAR / 'dougong.sqlite3'}"
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(address.removeprefix("sqlite:///")),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    " PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
                ),
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or query.get("host", "")),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"options": "-c statement_timeout=10s -c lock_timeout=5s"},
        }
    raise SystemExit(f"DOUGONG_DATABASE: {parts.scheme}:// is not known; use sqlite:/// or postgresql://")


def mail(address: str | None = None) -> dict[str, object]:
    """Django's settings for a mail server (see DOUGONG_MAIL_URL), by their names."""
    address = address or os.environ.get("DOUGONG_MAIL_URL") or f"file://{VAR / 'letters'}"
    parts = urlsplit(address)
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": "dougong.letters.folder.FolderBackend", "LETTERS_ROOT": Path(unquote(parts.path))}
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SystemExit(f"DOUGONG_MAIL_URL: {parts.scheme}:// is not known; use smtp://, smtps:// or file:///")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        # In the clear only to a mail server on this machine.
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in {"localhost", "127.0.0.1", "::1"},
        "EMAIL_TIMEOUT": 20,
    }


def secret_key() -> str:
    """The signing key: from the environment, else one kept beside the embedded database."""
    given = os.environ.get("DOUGONG_SECRET_KEY")
    if given:
        return given
    place = VAR / "secret-key"
    if not place.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return place.read_text().strip()
