"""Many changes in one request: each by itself, in a transaction of its own, each with its own outcome."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext

from dougong.actions import Once, do_once
from dougong.api.bodies import id_of, keys_of, once_of, read_body, whole_of
from dougong.api.calls import Answer, Call, Disagreed, status_of
from dougong.api.conflicting import answer_conflicts
from dougong.api.writing import CREATE, UPDATE, Deed, creating, in_values, removing, updating
from dougong.problem import JsonObject, Problem, Refused
from dougong.storage import Conflict, Taken
from dougong.wire import problem_json

#: Changes of one request at most.
MOST: Final = 200
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "create": ("do", *CREATE),
    "update": ("do", "id", *UPDATE),
    "remove": ("do", "id", "version"),
}


def batch(call: Call, module: str, entity: str) -> Answer:
    """Up to 200 of {do: "create" | "update" | "remove", ...}; the outcomes stand in the same order."""
    name, sent = f"{module}/{entity}", read_body(call.request, "operations")
    listed = sent.get("operations")
    if not isinstance(listed, list):
        raise Refused([Problem("/operations", "type" if "operations" in sent else "required", {"expected": "a list"})])
    if len(listed) > MOST:
        raise Refused([Problem("/operations", "max_items", {"limit": MOST})])
    mark = once_of(call.request)
    results: Any = [_one(call, name, one, mark, place) for place, one in enumerate(listed)]
    return Answer({"results": results})


def _one(call: Call, name: str, sent: Any, mark: Once | None, place: int) -> JsonObject:
    """One outcome: its status, and the record or what is wrong."""
    try:
        deed = _deed(call, name, sent)
        own = None if mark is None else replace(mark, key=f"{mark.key}#{place}")
        said = do_once(call.caller, own, lambda seat: in_values(deed, seat))
    except Conflict as conflict:
        found = answer_conflicts(call, name, conflict)
        return _refused(409, found.problems, conflicts=found.conflicts)
    except Disagreed as disagreed:
        return _refused(409, disagreed.problems, conflicts=disagreed.conflicts)
    except Taken as taken:
        return _refused(409, taken.problems)
    except Refused as refused:
        return _refused(status_of(refused.problems), refused.problems)
    return {"status": said.status, **({"record": said.body} if said.body is not None else {})}


def _deed(call: Call, name: str, sent: Any) -> Deed:
    if not isinstance(sent, dict):
        raise Refused([Problem("", "type", {"expected": "a group of fields"})])
    do = sent.get("do")
    if not isinstance(do, str) or do not in _KEYS:
        raise Refused([Problem("/do", "enum")])
    keys_of(sent, _KEYS[do], at="")
    if do == "create":
        return creating(call, name, sent)
    record_id = id_of(sent, "id", required=True)
    assert record_id is not None, "required"
    if do == "update":
        return updating(call, name, record_id, sent)
    return removing(call, name, record_id, whole_of(sent, "version"))


def _refused(status: int, problems: Any, **more: Any) -> JsonObject:
    told = problem_json(status, problems, gettext, **more)
    return {key: told[key] for key in ("status", "problems", "conflicts") if key in told}
