"""Every door that takes a definition, and what it said: a process of its own with limits of its own.

Reads nothing, writes one line of JSON: how many were taken, how many refused, and what went wrong.
"""

import io
import json
import os
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ["DOUGONG_VAR"] = tempfile.mkdtemp(prefix="dougong-poison-")
os.environ["DOUGONG_HTTPS"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dougong.project.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from dougong import catalog  # noqa: E402
from dougong.catalog.jsontext import ordered  # noqa: E402
from dougong.commands.module_files import in_order, module_folders, read_documents  # noqa: E402
from dougong.forms.exact import read  # noqa: E402
from dougong.overlay import Change, Overlay, Set, read_overlay  # noqa: E402
from dougong.overlay.tree import address_of  # noqa: E402
from dougong.problem import MESSAGES, Problem, Ref, Refused, say  # noqa: E402
from dougong.tenancy import Tenant, new_id, platform_writing, writing  # noqa: E402

from tests.poison.poisons import Brewer, Poison  # noqa: E402

MEMORY = 256 * 1024 * 1024
SECONDS = 1.0


class Doors:
    """A company with the packaged modules, and the doors."""

    def __init__(self) -> None:
        call_command("migrate", verbosity=0)
        self.modules: dict[str, dict[str, Any]] = {one.name: dict(read_documents(one)) for one in module_folders()}
        with platform_writing():
            for key in in_order(self.modules):
                catalog.install(self.modules[key])
            self.tenant = Tenant.objects.create(key="poisoned", name="Poisoned")
        with writing(self.tenant):
            for key in in_order(self.modules):
                catalog.switch_on(key)
        self.me = Ref("user", new_id())
        self.folder = Path(os.environ["DOUGONG_VAR"]) / "modules"

    def all(self) -> Mapping[str, Callable[[str, Poison], Iterator[str]]]:
        """By name; each hands a poison in and yields the sentences it was refused with, nothing when it was taken."""
        return {
            "read_overlay": self.overlay, "save_draft": self.draft, "publish_overlay": self.publish,
            "install_module": self.install, "check_modules": self.check, "try_schema": self.schema,
        }  # fmt: skip

    def overlay(self, key: str, poison: Poison) -> Iterator[str]:
        """An overlay as a document; of a text, what it is read as."""
        raw = next(iter(poison.texts.values()), None)
        document = {"module": key, "changes": {"entities/slip#": {"set": None}}}
        if raw is not None:
            try:
                document["changes"] = read(raw.decode("utf-8"))
            except ValueError as error:
                yield str(error)
                return
        else:
            document["changes"] = {address: {"set": one.value} for address, one in self._changes(poison).items()}
        yield from _said(lambda: read_overlay(document))

    def draft(self, key: str, poison: Poison) -> Iterator[str]:
        """A draft."""
        with writing(self.tenant):
            yield from _said(lambda: catalog.save_draft(Overlay(key, "", self._changes(poison)), self.me))

    def publish(self, key: str, poison: Poison) -> Iterator[str]:
        """A publication; what is taken is taken back."""

        def both() -> None:
            with writing(self.tenant):
                catalog.publish_overlay(Overlay(key, "", self._changes(poison)), self.me)
            with writing(self.tenant):
                for language in ("en", "zh_Hans"):
                    catalog.modules_for(language)
                catalog.publish_overlay(Overlay(key), self.me)

        yield from _said(both)

    def install(self, key: str, poison: Poison) -> Iterator[str]:
        """A packaged module, without its tables."""
        if not poison.texts:
            yield from _said(lambda: catalog.read_version(catalog.checked(poison.documents)))

    def check(self, key: str, poison: Poison) -> Iterator[str]:
        """The command over a folder of modules."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for path, document in poison.documents.items():
            file = self.folder / key / f"{path}.json"
            if len(str(file.name)) > 200 or "\x00" in path:
                return
            file.parent.mkdir(parents=True, exist_ok=True)
            if path in poison.texts or path in (poison.path, "module"):
                file.write_bytes(poison.texts[path] if path in poison.texts else written(document))
        there, settings.MODULES_ROOT = settings.MODULES_ROOT, self.folder
        try:
            yield from _printed("check_modules")
        finally:
            settings.MODULES_ROOT = there

    def schema(self, key: str, poison: Poison) -> Iterator[str]:
        """One document as any JSON Schema, and as an entity."""
        file = Path(os.environ["DOUGONG_VAR"]) / "schema.json"
        document = poison.documents[poison.path]
        if isinstance(document, dict) and len(repr(poison.where)) % 2:
            document = {word: value for word, value in document.items() if word != "$schema"}
        raw = next(iter(poison.texts.values()), None)
        file.write_bytes(written(document) if raw is None else raw)
        yield from _printed("try_schema", str(file))

    def _changes(self, poison: Poison) -> dict[str, Change]:
        """The poisoned place as a change; of what an address cannot name, the nearest that it can."""
        where, value = poison.where, poison.documents[poison.path]
        named: list[str] = []
        for part in where:
            if not isinstance(value, dict) or not isinstance(part, str):
                break
            value, named = value[part], [*named, part]
        own = Set(value) if named[-1:] != ["x_p"] else Set(value, None)
        return {address_of(poison.path, tuple(named)): own}


def written(document: Any) -> bytes:
    """A document as a file; what is nested beyond writing, as brackets."""
    try:
        return ordered(document).encode("utf-8", "surrogatepass")
    except RecursionError:
        return b'{"properties": ' * 900 + b"1" + b"}" * 900


def _said(door: Callable[[], object]) -> Iterator[str]:
    try:
        door()
    except Refused as refused:
        yield from map(_sentence, refused.problems)


def _sentence(problem: Problem) -> str:
    assert problem.message or problem.code in MESSAGES, problem
    return say(problem)


def _printed(command: str, *arguments: str) -> Iterator[str]:
    out = io.StringIO()
    try:
        with redirect_stdout(out):
            call_command(command, *arguments, stdout=out)
    except CommandError as error:
        yield str(error)
    except SystemExit:
        assert out.getvalue().strip()
        yield out.getvalue()[:500]


def main() -> None:
    """Hand in the poisons from one seed to another; each door in turn."""
    first, last = (int(one) for one in sys.argv[1:3])
    doors = Doors()
    by_name = doors.all()
    for key in doors.modules:  # what is read once for each process is not the poison's doing
        for door in by_name.values():
            list(door(key, Poison("none", doors.modules[key], "module")))
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    slowest = (0.0, "")
    names = sorted(by_name)
    for seed in range(first, last):
        brewer = Brewer(seed, doors.modules)
        poison, name = brewer.brew(), names[seed % len(names)]
        about = f"{seed} {name} {poison.name} {brewer.key}/{poison.path} {poison.where!r:.200}"
        began = time.process_time()
        try:
            said = list(by_name[name](brewer.key, poison))
            tally[f"{name} refused" if said else f"{name} taken"] += 1
            if said and not all(one.strip() for one in said):
                wrong.append(f"{about}: refused without a word")
        except BaseException:
            wrong.append(f"{about}: {traceback.format_exc()[-700:]}")
        spent = time.process_time() - began
        slowest = max(slowest, (spent, about))
        if spent > SECONDS:
            wrong.append(f"{about}: {spent:.2f} s")
    print(json.dumps({"tally": tally, "wrong": wrong, "slowest": slowest}, default=lambda one: str(Decimal(one))))
    shutil.rmtree(os.environ["DOUGONG_VAR"], ignore_errors=True)


if __name__ == "__main__":
    main()
