"""The choices of a field: relabelled, ordered, added, no longer offered; one that records use is never taken away."""

from collections.abc import Mapping
from typing import Any

from dougong.definition import Field, is_slug
from dougong.definition.pointers import escape
from dougong.designer.deeds import Bench, Deeds
from dougong.designer.keys import propose_key
from dougong.designer.places import Place
from dougong.overlay import ABSENT, GONE, OWN, Add, Deed, Order, find, place_of
from dougong.problem import Json, Problem, Refused


def choices_listed(field: Field) -> list[Mapping[str, Any]] | None:
    """The choices of a field as it writes them; None where it has none that can be told apart by a key."""
    holder: Any = field.schema.get("items") if field.kind == "choices" else field.schema
    listed = holder.get("oneOf") if isinstance(holder, Mapping) else None
    if field.kind not in ("choice", "choices") or not isinstance(listed, list):
        return None
    known = all(isinstance(one, Mapping) and isinstance(one.get("const"), str) for one in listed)
    return [*listed] if known else None


def choice_deeds(bench: Bench, place: Place, field: Field, typed: list[Json]) -> Deeds:
    """The list as it was typed, as deeds. Raises Refused at "/choices/..." for what cannot be."""
    at = f"{place.address}/items/oneOf" if field.kind == "choices" else f"{place.address}/oneOf"
    before = {str(one["const"]): one for one in choices_listed(field) or ()}
    rows = _named(typed, before, own=f"/{OWN}" in place.address)
    deeds: dict[str, Deed] = {}
    missing = [key for key in before if key not in rows]
    for key in missing:
        if not _unused(bench, at, key):
            title = str(before[key].get("title", key))
            raise Refused([Problem("/choices", "designer.choice_used", {"title": title})])
        deeds[f"{at}/{escape(key)}"] = GONE
    for key, row in rows.items():
        node = f"{at}/{escape(key)}"
        if key not in before:
            deeds[node] = Add({"const": key, **_words(row)})
            continue
        old = before[key]
        if row.get("title") != old.get("title", key):
            deeds[f"{node}/title"] = row["title"]
        if (row.get("deprecated") is True) != (old.get("deprecated") is True):
            deeds[f"{node}/deprecated"] = True if row.get("deprecated") is True else GONE
    stayed = [key for key in before if key in rows]
    if list(rows) != [*stayed, *(key for key in rows if key not in before)]:
        deeds[at] = Order(tuple(rows))
    return deeds


def _unused(bench: Bench, at: str, key: str) -> bool:
    """Whether a choice was never published, so that no record can have it."""
    address = f"{at}/{escape(key)}"
    if bench.draft.in_base(address) is not ABSENT:
        return False
    return find(bench.draft.published, *place_of(address)) is ABSENT


def _named(typed: list[Json], before: Mapping[str, Any], *, own: bool) -> dict[str, dict[str, Any]]:
    """The rows by their keys; new ones get a key from their words."""
    rows: dict[str, dict[str, Any]] = {}
    taken = set(before) | {str(one["const"]) for one in typed if isinstance(one, dict) and one.get("const")}
    problems: list[Problem] = []
    for position, one in enumerate(typed):
        row = one if isinstance(one, dict) else {}
        title, key = row.get("title"), row.get("const")
        here = f"/choices/{position}"
        if not isinstance(title, str) or not title.strip():
            problems.append(Problem(f"{here}/title", "required"))
            continue
        if not isinstance(key, str) or not key:
            key = propose_key(title, taken | set(rows), otherwise="choice")
            taken.add(key)
        elif key not in before and not own and not key.startswith(OWN):
            problems.append(Problem(f"{here}/const", "overlay.own_key"))
        elif not is_slug(f"c{key}"):
            problems.append(Problem(f"{here}/const", "name", {"key": key}))
        if key in rows:
            problems.append(Problem(f"{here}/const", "unique", {"value": key}))
        rows[key] = {**row, "title": title.strip()}
    if problems:
        raise Refused(problems)
    return rows


def _words(row: Mapping[str, Any]) -> dict[str, Json]:
    return {"title": row["title"], **({"deprecated": True} if row.get("deprecated") is True else {})}
