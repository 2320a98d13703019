"""`python -m tests.teeth.prepare FOLDER`: the companies of the laws as files, for every fault's process."""

import json
import os
import pickle
import shutil
import sqlite3
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests import demo_snapshot  # noqa: E402
from tests.walls import laws  # noqa: E402
from tests.walls.scene import frozen, set_scene, set_stage  # noqa: E402
from tests.walls.twins import as_values, hidden_from  # noqa: E402


def main() -> None:
    place = Path(sys.argv[1])
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = ":memory:"
    call_command("migrate", verbosity=0)
    setup_test_environment()
    demo = demo_snapshot.load()
    tenant = demo.tenant()
    scene = set_stage(tenant, demo)
    (place / "alone.json").write_text(json.dumps(laws.own_answers(scene)), "utf-8")
    set_scene(scene)
    hidden, seen = [], set()
    for login in scene.roles:
        for one in hidden_from(tenant, login, most=1):
            key = (one.entry.entity.name, one.pointers)
            if key not in seen and len(hidden) < 6:
                seen.add(key)
                hidden.append(as_values(one))
    (place / "hidden").write_bytes(pickle.dumps(hidden))
    (place / "scene").write_bytes(pickle.dumps(frozen(scene)))
    with sqlite3.connect(place / "database") as target:
        connection.connection.backup(target)
    shutil.copytree(settings.FILES_ROOT, place / "files")


if __name__ == "__main__":
    main()
