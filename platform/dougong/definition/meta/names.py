"""Which names may be given: slugs, and the words the platform keeps for itself."""

import re
from typing import Final

#: A key of ours: small ASCII letters, digits, underscores; at most 63 (an SQL identifier holds no more).
SLUG_PATTERN: Final = "^[a-z][a-z0-9_]{0,62}$"
#: A choice may begin with a digit.
CHOICE_PATTERN: Final = "^[a-z0-9][a-z0-9_]{0,62}$"
#: An entity, ledger or engine in full, or a neighbour in the same module.
NAME_PATTERN: Final = "^[a-z][a-z0-9_]{0,62}(/[a-z][a-z0-9_]{0,62})?$"

#: Keys no field may have: columns every record has, names every formula sees, words of the formula language,
#: and what means something to every object of a browser.
RESERVED: Final = frozenset(
    {
        "id", "tenant", "tenant_id", "project", "project_id", "number", "state", "version",
        "definition_version", "created_at", "created_by", "updated_at", "updated_by", "deleted", "deleted_at",
        "custom", "parent_id", "record_id", "position", "entity",
        "record", "row", "settings", "me", "my_projects",
        "true", "false", "null", "in",
        "constructor", "prototype",
    }
)  # fmt: skip
#: Beginnings the database keeps for itself.
RESERVED_PREFIXES: Final = ("spare_",)

_SLUG: Final = re.compile(SLUG_PATTERN[1:-1])


def is_slug(text: str) -> bool:
    """Whether a text can be a key."""
    return _SLUG.fullmatch(text) is not None


def is_reserved(key: str) -> bool:
    """Whether the platform keeps this key for itself."""
    return key in RESERVED or key.startswith(RESERVED_PREFIXES)
