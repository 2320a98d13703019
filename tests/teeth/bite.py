"""One fault's process: `python -m tests.teeth.bite SCENE CLASS`, with the faulty platform first on the path.

Loads the prepared scene, asks the laws that a fault of this class must hurt, and prints what they say.
"""

import difflib
import json
import os
import pickle
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests.walls import laws, twins  # noqa: E402
from tests.walls.asking import chosen, probes  # noqa: E402
from tests.walls.scene import Scene, thawed  # noqa: E402
from tests.walls.walking import ENDS  # noqa: E402

#: Questions of the walk for one fault.
PROBES = 900
SEED = 23


def load(place: Path) -> Scene:
    """The prepared companies in a database of this process."""
    home = Path(tempfile.mkdtemp(prefix="dougong-bite-"))
    shutil.copytree(place / "files", home / "files")
    settings.FILES_ROOT = home / "files"
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = ":memory:"
    connection.ensure_connection()
    with sqlite3.connect(place / "database") as source:
        source.backup(connection.connection)
    setup_test_environment()
    return thawed(pickle.loads((place / "scene").read_bytes()))


#: Which questions of the walk show a fault of a class first; all the others come after.
FIRST = {"picker": ("offered",), "file": ("files", "closed"), "admit": ("shut", "closed"), "cache": ("every",)}


def walk(scene: Scene) -> Iterator[str]:
    """The law of routes, a part of it: what is likeliest to show the fault first, then some of everything."""
    every = [one for one in probes(scene.world, scene.walker.visitors) if one.route not in ENDS]
    heaps = {
        "closed": [one for one in every if one.whose == "closed" and one.method in {"get", "post"}],
        "shut": [one for one in every if one.whose == "own" and one.place == "path" and one.method in {"get", "post"}
                 and one.who in scene.roles and scene.walker.shut(one)],
        "offered": [one for one in every if one.route in {"choices", "palette"} and one.method == "get"],
        "files": [one for one in every if one.address.startswith("/files/") and one.method == "get"],
        "every": every,
    }  # fmt: skip
    for name in dict.fromkeys((*FIRST.get(sys.argv[2], ()), *heaps)):
        some = chosen(heaps[name], PROBES, SEED)
        yield from scene.walker.walk(some, cold=450, until_wrong=True).wrong


def alone(scene: Scene) -> Iterator[str]:
    """With and without a neighbour the same."""
    before: dict[str, str] = json.loads((PLACE / "alone.json").read_text("utf-8"))
    scene.walker.neighbours_visit(forgetting=False)
    for key, said in laws.own_answers(scene).items():
        if said != before[key]:
            lines = difflib.unified_diff(before[key].splitlines(), said.splitlines(), n=0, lineterm="")
            told = " | ".join([line for line in lines if not line.startswith(("---", "+++", "@@"))][:6])
            yield f"{key} is answered otherwise beside a neighbour: {told[:1600]}"


def hidden(scene: Scene) -> Iterator[str]:
    """Twins that differ in what is hidden."""
    from tests.walls.test_walls_hidden import differing  # noqa: PLC0415 - only here

    for kept in pickle.loads((PLACE / "hidden").read_bytes()):
        one = twins.found_again(scene.tenant, scene.accounts["admin"], kept)
        yield from differing(scene.tenant, one, one.login)


LAWS: dict[str, tuple[Callable[[Scene], Iterator[str]], ...]] = {
    "tenant": (laws.stores_keep_to_their_tenant, laws.references_stay_at_home, alone, walk),
    "admit": (laws.deeds_ask_for_rights, walk),
    "picker": (laws.what_is_offered_is_seen, walk),
    "task": (laws.tasks_keep_to_their_tenant,),
    "cache": (laws.stores_keep_to_their_tenant, alone, walk),
    "file": (laws.files_are_attached_by_their_owners, laws.files_follow_their_records, walk),
    "field": (hidden,),
}
PLACE = Path()


def first(scene: Scene, fault: str) -> str:
    """The first thing a law says; "" when none says anything."""
    for law in LAWS[fault]:
        try:
            for said in islice(law(scene), 1):
                return f"{law.__name__}: {said}"
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            return f"{law.__name__}: {type(error).__name__} at {where.name}: {error}"
    return ""


def main() -> None:
    global PLACE  # noqa: PLW0603 - where everything of this process comes from
    PLACE = Path(sys.argv[1])
    scene = load(PLACE)
    with scene.walker.watch.set_up():
        outer = transaction.atomic()
        outer._from_testcase = True
        with outer:
            said: Any = first(scene, sys.argv[2])
            transaction.set_rollback(True)
    print(json.dumps({"said": said}))


if __name__ == "__main__":
    main()
