"""What was typed into fields that are gone since the form was opened: it is told once, never dropped in silence."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import QueryDict

from dougong.admission import Entry
from dougong.problem import Problem

#: Characters of what was typed that the sentence repeats.
SHOWN: Final = 200


def left_over(entry: Entry, posted: QueryDict, base: Mapping[str, Any] | None) -> Iterator[Problem]:
    """One problem for each field that the definition no longer has and somebody has filled in.

    The form drawn again is without it, so that sending it again goes on. base: what the form began with.
    """
    told: dict[str, list[str]] = {}
    for name, texts in posted.lists():
        key = name[1:].partition("/")[0] if name.startswith("/") else ""
        typed = [text for text in texts if text.strip()]
        if key and key not in entry.shaped.fields and typed and not _untouched(name, key, typed, base or {}):
            told.setdefault(key, []).extend(typed)
    for typed in told.values():
        yield Problem("", "field_gone", {"value": ", ".join(typed)[:SHOWN]})


def told_of_gone(
    entry: Entry, posted: QueryDict | None, base: Mapping[str, Any] | None, problems: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    """The problems of a refusal, where a field went while the form was on its way told with what was typed in it."""
    gone = {one.pointer for one in problems if one.code == "unknown_key"}
    if posted is None or not gone or any(one[1:] in entry.shaped.fields for one in gone):
        return problems
    found = tuple(left_over(entry, posted, base))
    return (*found, *(one for one in problems if one.pointer not in gone)) if found else problems


def _untouched(name: str, key: str, typed: list[str], base: Mapping[str, Any]) -> bool:
    return name == f"/{key}" and key in base and typed == [str(base[key])]
