"""The product's settings as the tests run them: in the clear, with folders of their own."""

import os
import tempfile

os.environ.setdefault("DOUGONG_HTTPS", "0")
os.environ.setdefault("DOUGONG_SECRET_KEY", "tests-only-" + "k" * 50)
os.environ.setdefault("DOUGONG_ONE_ROLE", "1")  # a test's role does everything, save in tests of the walls themselves
os.environ.setdefault("DOUGONG_STAFF_SECOND_FACTOR", "0")  # but where a test turns it on
os.environ["DOUGONG_VAR"] = tempfile.mkdtemp(prefix="dougong-tests-")
os.mkdir(os.path.join(os.environ["DOUGONG_VAR"], "static"))

# Each process of a parallel run has a server of its own where the suite gives it one: whether an event may be
# sealed depends on every transaction open in the same server, also in another process's database.
own = os.environ.get(f"DOUGONG_DATABASE_{os.environ.get('PYTEST_XDIST_WORKER', '').upper()}")
if own:
    os.environ["DOUGONG_DATABASE"] = own

from dougong.project.settings import *  # noqa: E402, F403 - the environment is read when the settings are loaded

# Argon2 takes its time on purpose; here hundreds of accounts are made that nobody attacks.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405 - from above
# Wagtail's hundred migrations take longer than many a file of tests.
MIGRATION_MODULES = {label: f"tests.schema.{label}" for label in ("wagtailcore", "wagtailadmin", "wagtailusers")}
# Tests ask more in a minute than any program; what limits do is tested by itself.
API_PER_TOKEN = API_PER_TENANT = 10_000_000
