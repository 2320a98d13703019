"""Overlays as JSON, and what is refused when one is read."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from dougong.definition.meta.wording import wording_problems
from dougong.definition.plain.limits import SCHEMA_LIMITS, Limits, too_much
from dougong.definition.pointers import join, split
from dougong.overlay.change import ABSENT, Add, Change, Order, Overlay, Remove, Set
from dougong.overlay.tree import NAMED, is_words, place_of
from dougong.problem import Json, JsonObject, Problem, Refused

LANGUAGE = "urn:dougong:overlay:1"
#: The beginning of every key a tenant makes.
OWN = "x_"
#: More changes than this are a new module, not an overlay.
MAX_CHANGES = 5_000
#: Of all changes together: each value may be as deep as a document, and stands in three levels of its own.
LIMITS: Final = Limits(depth=SCHEMA_LIMITS.depth + 3, items=SCHEMA_LIMITS.items, nodes=200_000, text=SCHEMA_LIMITS.text)
#: Problems told of one overlay; nobody reads more.
MOST_TOLD = 200
#: Characters of an address.
MAX_ADDRESS = 2_000
#: Documents that stand beside an entity and carry its key, so that a new one makes no key of its own.
_BESIDE = ("forms/", "tables/", "prints/", "workflows/", "postings/", "locale/", "dashboards/", "reports/")

_WORDS: Mapping[str, frozenset[str]] = {
    "add": frozenset({"add", "after", "before"}),
    "set": frozenset({"set", "was"}),
    "remove": frozenset({"remove", "was"}),
    "order": frozenset({"order", "was"}),
}


def read_overlay(document: Mapping[str, Json]) -> Overlay:
    """The overlay a document describes.

    Raises Refused with every problem, at the pointer of the change: an address that is none, a change that is
    none of add, set, remove and order, a new key that does not begin with `x_`; characters nobody sees; too much.
    """
    large = too_much(document, LIMITS)
    if large is not None:
        raise Refused([_at_change(large)])
    changes = document.get("changes", {})
    if not isinstance(changes, dict):
        raise Refused([Problem("/changes", "type", {"expected": "object"})])
    if len(changes) > MAX_CHANGES:
        raise Refused([Problem("/changes", "limit", {"what": "changes", "limit": MAX_CHANGES})])
    found = (problem for address, given in changes.items() for problem in _problems(address, given))
    problems = list(islice(found, MOST_TOLD))
    if problems:
        raise Refused(problems)
    return Overlay(
        module=str(document.get("module", "")),
        made_against=str(document.get("made_against", "")),
        changes={address: _change(given) for address, given in changes.items()},
    )


def well_formed(overlay: Overlay) -> Overlay:
    """The overlay as it would come back from its document. Raises Refused as `read_overlay` does."""
    return read_overlay(write_overlay(overlay))


def write_overlay(overlay: Overlay) -> JsonObject:
    """The document `read_overlay` reads back."""
    return {
        "$schema": LANGUAGE,
        "module": overlay.module,
        "made_against": overlay.made_against,
        "changes": {address: write_change(change) for address, change in overlay.changes.items()},
    }


def write_change(change: Change) -> JsonObject:
    """One change as JSON."""
    match change:
        case Add(value, after, before):
            beside: JsonObject = {"after": after, "before": before}
            return {"add": value, **{word: key for word, key in beside.items() if key is not None}}
        case Set(value, was):
            return {"set": value} if was is ABSENT else {"set": value, "was": was}
        case Remove(was):
            return {"remove": True} if was is ABSENT else {"remove": True, "was": was}
        case Order(keys, was_order):
            return {"order": list(keys), "was": list(was_order)}


def _change(given: Any) -> Change:
    if "add" in given:
        return Add(given["add"], given.get("after"), given.get("before"))
    if "set" in given:
        return Set(given["set"], given.get("was", ABSENT))
    if "remove" in given:
        return Remove(given.get("was", ABSENT))
    return Order(tuple(given["order"]), tuple(given.get("was", ())))


def _problems(address: str, given: Any) -> Iterator[Problem]:
    document, _, pointer = address.partition("#")
    if not document or "#" not in address or (pointer and not pointer.startswith("/")):
        yield Problem(address[:MAX_ADDRESS], "overlay.address")
        return
    if len(address) > MAX_ADDRESS:
        yield Problem(address[:MAX_ADDRESS], "limit", {"what": "address", "limit": MAX_ADDRESS})
        return
    yield from _unseen(address, given)
    words = [word for word in _WORDS if isinstance(given, dict) and word in given]
    if len(words) != 1 or not given.keys() <= _WORDS[words[0]] or not _well_formed(given):
        yield Problem(address, "overlay.change")
    elif _makes_a_key(address, given) and not _is_own(address):
        yield Problem(address, "overlay.own_key")


def _at_change(problem: Problem) -> Problem:
    """A problem of the document, with its pointer as the address of what is meant."""
    _changes, address, *inside = (*split(problem.pointer), "", "")
    return replace(problem, pointer=address + join(inside[1:-2])) if address else problem


def _unseen(address: str, given: Any) -> Iterator[Problem]:
    """Characters nobody sees in what the tenant writes, each at its address; what he wrote over is not his."""
    words = ("add", "set", "after", "before", "order")
    written = {word: given[word] for word in words if word in given} if isinstance(given, dict) else {}
    for problem in wording_problems({address: ""}):
        yield Problem(address, problem.code, problem.params)
    for problem in wording_problems(written):
        inside = "".join(f"/{token}" for token in problem.pointer.split("/")[2:])
        yield Problem(address + inside, problem.code, problem.params)


def _well_formed(given: Mapping[str, Any]) -> bool:
    if "order" in given:
        return is_words(given["order"]) and is_words(given.get("was", []))
    if "remove" in given:
        return given["remove"] is True
    return all(isinstance(given.get(word, ""), str) for word in ("after", "before"))


def _makes_a_key(address: str, given: Mapping[str, Any]) -> bool:
    """Whether the change makes a name that the vendor might one day use for something else."""
    document, path = place_of(address)
    if "add" not in given and ("set" not in given or "was" in given):
        return False
    if not path:
        return not document.startswith(_BESIDE)
    return len(path) > 1 and path[-2] in NAMED


def _is_own(address: str) -> bool:
    document, path = place_of(address)
    return any(part.startswith(OWN) for part in (document.rpartition("/")[2], *path))
