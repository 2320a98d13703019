"""How a company shows itself: a name, a mark, a colour and a line under the heading of the sign-in page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Brand:
    """Each "" where the product's own holds.

    mark: the id of an upload of the kind "mark". accent: as `read_colour` gives it.
    """

    name: str = ""
    mark: str = ""
    accent: str = ""
    line: str = ""

    @classmethod
    def read(cls, kept: Any) -> "Brand":
        """From what is kept with the tenant; what cannot be read is the product's own."""
        if not isinstance(kept, Mapping):
            return cls()
        return cls(**{key: kept[key] for key in cls.__slots__ if isinstance(kept.get(key), str)})

    def kept(self) -> dict[str, str]:
        """As it is kept: only what is the company's own."""
        return {key: value for key, value in asdict(self).items() if value}
