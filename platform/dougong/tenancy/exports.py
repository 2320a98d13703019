"""Public names of a room that has models.

Django imports a room's package before its models may be loaded, so such a room cannot name them at the top
of its
`__init__.py`. It says there which module holds which name; the module is imported on first use.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def lazily(package: str, places: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """The module-level `__getattr__` (PEP 562) of `package`.

    places: module inside the package -> the public names it holds.
    Raises ValueError when a name is also a module's.
    """
    home = {name: module for module, names in places.items() for name in names}
    if clash := home.keys() & places.keys():
        # Importing the module would put it where the name belongs.
        raise ValueError(f"{package}: a module and a public name are both called {sorted(clash)}")

    def look_up(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{home[name]}"), name)

    return look_up
