"""Which scripts a page will need: told in its head, so that the browser fetches them at once and not one by one."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from django.contrib.staticfiles import finders
from django.templatetags.static import static

from dougong.pages.framing import MODULES

_IMPORT: Final = re.compile(r'^(?:import|\} from)\b[^"\n]*"([^"]+)";', re.MULTILINE)

#: Controllers that static/js/forms.js fetches where they are named; the others it always has.
SOME: Final = ("chips", "entries", "files", "grid", "place", "scan", "signature", "tabs", "union")


def preloads(*names: str) -> tuple[str, ...]:
    """The addresses of our modules with these names, and of all that they import."""
    return tuple(static(MODULES[one]) for one in _closure(tuple(f"dougong/{name}" for name in names)))


def form_preloads(html: str) -> tuple[str, ...]:
    """The addresses of what a form needs: of everything that some forms have, what this one names."""
    named = [name for name in SOME if f'data-controller="{name}"' in html]
    return preloads("start", "forms", *named)


@cache
def _closure(names: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name in MODULES and name not in found:
            found[name] = None
            waiting.extend(_imports(name))
    return tuple(found)


@cache
def _imports(name: str) -> Iterable[str]:
    path = finders.find(MODULES[name])
    if not isinstance(path, str):
        return ()
    with open(path, encoding="utf-8") as script:
        return tuple(_IMPORT.findall(script.read()))
