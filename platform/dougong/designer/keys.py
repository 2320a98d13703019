"""A key for what a person names in words: pinyin of Chinese, letters of anything else, "x_" in front."""

import re
import unicodedata
from collections.abc import Container
from typing import Final

from pypinyin import lazy_pinyin

from dougong.definition import is_reserved
from dougong.overlay import OWN

#: Characters of a key at most; the database holds no more than 63.
LONGEST: Final = 40
_OTHER: Final = re.compile(r"[^a-z0-9]+")


def propose_key(title: str, taken: Container[str], *, otherwise: str = "field") -> str:
    """A key of one's own for a title: "天气" is x_tian_qi. Another number is put behind one that is taken."""
    plain = unicodedata.normalize("NFKD", " ".join(lazy_pinyin(title[:80])))
    letters = _OTHER.sub("_", plain.encode("ascii", "ignore").decode().lower()).strip("_")[:LONGEST].strip("_")
    key = f"{OWN}{letters or otherwise}"
    found, number = key, 1
    while found in taken or is_reserved(found):
        number += 1
        found = f"{key}_{number}"
    return found
