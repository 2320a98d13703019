"""A tenant's settings of a module: what he set, else the default the module gives."""

from collections.abc import Mapping
from typing import Any

from dougong.definition import Module
from dougong.kinds import KINDS, Unreadable
from dougong.problem import Value, Values


def read_settings(module: Module, stored: Mapping[str, Any]) -> Values:
    """The settings' values by key; None where nothing was set and there is no default.

    What can no longer be read (a setting whose kind changed with an upgrade) counts as not set.
    """
    entity = module.settings_entity
    if entity is None:
        return {}
    found: dict[str, Value] = {}
    for key, field in entity.fields.items():
        json = stored.get(key)
        if json is None and field.has_default and field.default_expr is None:
            json = field.default
        try:
            found[key] = None if json is None else KINDS[field.kind].read(json, field.options)
        except Unreadable:
            found[key] = None
    return found
