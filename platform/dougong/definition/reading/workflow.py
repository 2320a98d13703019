"""A workflow, read: states, arrows, the approval chain as data on its arrow."""

from collections.abc import Mapping
from typing import Any

from dougong.definition.model import Effect, State, Step, Transition, Workflow
from dougong.definition.pointers import escape
from dougong.definition.reading.notes import Notes
from dougong.definition.reading.parts import entries, formulas, mapping, ordered, text, title_of, words

VERBS = ("create", "transition", "set", "gather")


def workflow_of(key: str, document: Mapping[str, Any], notes: Notes) -> Workflow:
    """Read a workflow; what is wrong with a formula is noted."""
    transitions = {
        name: _transition(name, arrow, notes, f"/transitions/{escape(name)}")
        for name, arrow in entries(document, "transitions")
    }
    return Workflow(
        key=key,
        entity=text(document, "entity") or key,
        initial=text(document, "initial"),
        states={name: _state(name, state) for name, state in entries(document, "states")},
        transitions={name: transitions[name] for name in ordered(document, transitions)},
        field_rights=mapping(document, "rights"),
    )


def _state(key: str, given: Mapping[str, Any]) -> State:
    return State(
        key=key,
        title=title_of(given, key),
        locked=given.get("locked") is True,
        tone=text(given, "tone"),
        final=given.get("final") is True,
    )


def _transition(key: str, given: Mapping[str, Any], notes: Notes, pointer: str) -> Transition:
    approval = mapping(given, "approval")
    after = text(given, "after") or None
    reason = text(given, "reason")
    return Transition(
        key=key,
        title=title_of(given, key),
        sources=words(given, "from"),
        target=text(given, "to"),
        by=words(given, "by"),
        guard=notes.formula(given, "guard", pointer),
        guard_message=text(given, "guard_message"),
        edit=words(given, "edit"),
        via=text(given, "via") or None,
        approval=_steps(approval, notes, f"{pointer}/approval"),
        on_reject=text(mapping(approval, "on_reject"), "to") or None,
        reason="required" if reason == "required" else "optional" if reason == "optional" else "none",
        signature=given.get("signature") is True,
        danger=given.get("danger") is True,
        on="after" if after else "import" if text(given, "on") == "import" else "user",
        after=after,
        do=_effects(given, notes, pointer),
    )


def _steps(approval: Mapping[str, Any], notes: Notes, pointer: str) -> tuple[Step, ...]:
    steps = {
        key: _step(key, given, notes, f"{pointer}/steps/{escape(key)}") for key, given in entries(approval, "steps")
    }
    return tuple(steps[key] for key in ordered(approval, steps))


def _step(key: str, given: Mapping[str, Any], notes: Notes, pointer: str) -> Step:
    return Step(
        key=key,
        title=title_of(given, key),
        assign=mapping(given, "assign"),
        mode=given.get("mode", "any"),
        need=given.get("need"),
        when=notes.formula(given, "when", pointer),
        on_reject=mapping(given, "on_reject") or None,
        empty=text(given, "empty") or "admin",
        deadline=text(given, "deadline") or None,
    )


def _effects(given: Mapping[str, Any], notes: Notes, pointer: str) -> tuple[Effect, ...]:
    listed = given.get("do")
    effects = []
    for position, one in enumerate(listed if isinstance(listed, list) else ()):
        here = f"{pointer}/do/{position}"
        for verb in VERBS:
            if isinstance(one, Mapping) and isinstance(one.get(verb), str):
                effects.append(_effect(verb, one, notes, here))
                break
    return tuple(effects)


def _effect(verb: Any, one: Mapping[str, Any], notes: Notes, pointer: str) -> Effect:
    """`{"set": "contract/line", "where": ..., "values": ...}`; of a transition the verb names the arrow."""
    return Effect(
        verb=verb,
        target=text(one, "target") if verb == "transition" else text(one, verb),
        where=notes.formula(one, "where", pointer),
        values=formulas(one, "values", notes, pointer),
        transition=one["transition"] if verb == "transition" else None,
        into=text(one, "into"),
        foreach=text(one, "foreach"),
        sort=words(one, "sort"),
    )
