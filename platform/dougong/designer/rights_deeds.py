"""From what an administrator wants of a right to deeds laid into the draft: address -> what shall be there. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from dougong.access import Verb
from dougong.definition.pointers import any_covers, covers, join
from dougong.designer.rights_sheet import cases_of, rights_at, state_rights
from dougong.overlay import ABSENT, AS_BASE, GONE, OWN, Add, Deed, Documents, find, place_of
from dougong.problem import Json

#: What may be wanted of a field for a role: in general, and in one state ("" is as the role has it anywhere).
Wanted = Literal["write", "read", "hidden"]
InState = Literal["", "edit", "readonly", "hide"]
#: A role's key and title at most so long.
KEY_LIMIT: Final = 40


def cell_deeds(
    documents: Documents, module: str, entity: str, role: str, verb: Verb, *, where: str | None
) -> dict[str, Deed]:
    """A verb shall hold where a formula does; "" is everywhere, None nowhere. Hidden and read-only fields stay."""
    at = rights_at(documents, module, entity)
    if where is None:
        return _at_verb(documents, at, role, verb, GONE)
    before = cases_of(find(documents, *place_of(at + join((role, verb)))))
    hide = tuple(one for one in (before[0].hide if before else ()) if all(one in case.hide for case in before))
    readonly = tuple(dict.fromkeys(one for case in before for one in case.readonly))
    return _at_verb(documents, at, role, verb, _case(where, hide, readonly))


def as_module(documents: Documents, module: str, entity: str, role: str, verb: Verb) -> dict[str, Deed]:
    """A verb shall be as the module has it."""
    return {rights_at(documents, module, entity) + join((role, verb)): AS_BASE}


def step_deeds(documents: Documents, workflow: str, step: str, role: str, *, may: bool) -> dict[str, Deed]:
    """A role shall be able to take a step of a workflow's document, or not."""
    address = f"{workflow}#" + join(("transitions", step, "by"))
    given = find(documents, *place_of(address))
    now: list[Json] = list(given) if isinstance(given, list) else []
    if may == (role in now):
        return {}
    return {address: [*now, role] if may else [one for one in now if one != role]}


def field_deeds(
    documents: Documents, module: str, entity: str, role: str, wanted: Mapping[str, Wanted], pointers: Iterable[str]
) -> dict[str, Deed]:
    """Fields (by pointer) shall be written, read or hidden by a role wherever it sees them at all.

    pointers: every field of the entity, so that one column can be taken out of a pattern that covers more.
    """
    at, every = rights_at(documents, module, entity), tuple(pointers)
    see, edit = (find(documents, *place_of(at + join((role, verb)))) for verb in ("see", "edit"))
    hidden = {one for one, want in wanted.items() if want == "hidden"}
    locked = {one for one, want in wanted.items() if want == "read"}
    found: dict[str, Deed] = {}
    shown = _with_patterns(see, "hide", hidden, wanted.keys(), every)
    if shown != see:
        found |= _at_verb(documents, at, role, "see", shown)
    written = _with_patterns(edit, "readonly", locked, wanted.keys() - hidden, every)
    if edit is not ABSENT and written != edit:
        found |= _at_verb(documents, at, role, "edit", written)
    return found


def state_deeds(
    documents: Documents, workflow: str, state: str, role: str, wanted: Mapping[str, InState], pointers: Iterable[str]
) -> dict[str, Deed]:
    """Fields shall be written, read or hidden by a role while a record is in a state."""
    before, every = state_rights(documents, workflow, state, role), tuple(pointers)
    entry: dict[str, Json] = {}
    for word in ("edit", "readonly", "hide"):
        chosen = {one for one, want in wanted.items() if want == word}
        patterns = patterns_with(before[word], chosen, wanted.keys(), every)
        if patterns:
            entry[word] = list(patterns)
    at = f"{workflow}#" + join(("rights", state, role))
    if entry == {word: list(patterns) for word, patterns in before.items() if patterns}:
        return {}
    if not entry:
        above = find(documents, workflow, ("rights", state))
        alone = isinstance(above, dict) and set(above) == {role}
        return {f"{workflow}#" + join(("rights", state)) if alone else at: GONE}
    return _grown(documents, at, entry)


def patterns_with(
    patterns: Iterable[str], chosen: Iterable[str], asked: Iterable[str], every: tuple[str, ...]
) -> tuple[str, ...]:
    """Patterns that cover, of the pointers `asked` about, the `chosen` ones alone; the rest as before."""
    wanted, said = set(chosen), set(asked)
    kept = list(patterns)
    for pointer in every:
        if pointer in said and pointer not in wanted and any_covers(kept, pointer):
            kept = [part for one in kept for part in _around(one, pointer, every)]
    for pointer in every:
        if pointer in wanted and not any_covers(kept, pointer):
            kept.append(pointer)
    return tuple(dict.fromkeys(kept))


def role_deeds(documents: Documents, key: str, title: str, *, administers: bool) -> dict[str, Deed]:
    """A new role of the company's own."""
    role: dict[str, Json] = {"title": title}
    if administers:
        role["administers"] = True
    if find(documents, "roles", ("roles",)) is ABSENT:
        return {"roles#/roles": {key: role}}
    return {"roles#" + join(("roles", key)): Add(role)}


def new_role_key(title: str, taken: Iterable[str]) -> str:
    """A key for a company's own role: from the Latin letters of its title, else counted."""
    plain = "_".join("".join(sign if sign.isascii() and sign.isalnum() else " " for sign in title.lower()).split())
    known = set(taken)
    stem = f"{OWN}{plain or 'role'}"[: KEY_LIMIT - 4].rstrip("_")
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, 1000))) if key not in known)


def _case(where: str, hide: Iterable[str], readonly: Iterable[str]) -> Json:
    case: dict[str, Json] = {"where": where} if where else {}
    for word, patterns in (("hide", list(hide)), ("readonly", list(readonly))):
        if patterns:
            case[word] = list[Json](patterns)
    return case or True


def _at_verb(documents: Documents, at: str, role: str, verb: Verb, value: Any) -> dict[str, Deed]:
    """A value at a verb, with what must stand above it."""
    if value is GONE:
        return {} if find(documents, *place_of(at + join((role, verb)))) is ABSENT else {at + join((role, verb)): GONE}
    return _grown(documents, at + join((role, verb)), value)


def _grown(documents: Documents, address: str, value: Json) -> dict[str, Deed]:
    """A value at an address whose parents may not be there yet: laid at the highest that is missing."""
    document, path = place_of(address)
    for length in range(1, len(path)):
        if find(documents, document, path[:length]) is ABSENT:
            for key in reversed(path[length:]):
                value = {key: value}
            return {f"{document}#" + join(path[:length]): value}
    return {address: value}


def _with_patterns(value: Any, word: str, chosen: set[str], asked: Iterable[str], every: tuple[str, ...]) -> Any:
    """A verb's value with other patterns under `word`, in each of its cases."""
    if isinstance(value, list):
        return [_with_patterns(one, word, chosen, asked, every) for one in value]
    if value is not True and not isinstance(value, Mapping):
        return value
    (case,) = cases_of(value)
    patterns = patterns_with(getattr(case, word), chosen, asked, every)
    return _case(
        case.where, patterns if word == "hide" else case.hide, patterns if word == "readonly" else case.readonly
    )


def _around(pattern: str, pointer: str, every: tuple[str, ...]) -> tuple[str, ...]:
    """A pattern without one pointer it covers: the others below it one by one."""
    if not covers(pattern, pointer):
        return (pattern,)
    return tuple(one for one in every if covers(pattern, one) and not covers(one, pointer) and one != pointer)
