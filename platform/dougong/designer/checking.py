"""Whether what stands in a draft makes a sound module: the law of documents, then of the module, then of its data."""

from collections.abc import Iterator, Mapping

from dougong.admission import Seat
from dougong.definition import Module, check_module, document_type
from dougong.designer.draft import Draft
from dougong.designer.metas import meta
from dougong.designer.places import every_field, place_of_field
from dougong.engines import SIGNATURES
from dougong.overlay import place_of
from dougong.planning import diff, plan
from dougong.problem import Problem, Refused


def examine(seat: Seat, draft: Draft) -> tuple[Problem, ...]:
    """Every reason why the draft cannot be published. Pointers read "entities/slip#/properties/x_weather"."""
    written = tuple(_badly_written(draft))
    if written:
        return written
    try:
        module = draft.read()
    except Refused as refused:
        return tuple(one for one in refused.problems if one.level == "error")
    return tuple(_never_applied(module)) or _unsound(module, seat.modules)


def newly_wrong(seat: Seat, before: Draft, after: Draft) -> tuple[Problem, ...]:
    """What is wrong with `after` and was not with `before`: what a deed did wrong."""
    found = examine(seat, after)
    if not found:
        return ()
    known = {(one.pointer, one.code) for one in examine(seat, before)}
    return tuple(one for one in found if (one.pointer, one.code) not in known)


def _badly_written(draft: Draft) -> Iterator[Problem]:
    """What the meta-schemas, the limits and the law of words say against the documents that were changed."""
    for document in dict.fromkeys(place_of(address)[0] for address in draft.overlay.changes):
        if document not in draft.documents:
            continue
        type_ = document_type(document)
        if type_ is None:
            yield Problem(f"{document}#", "unknown_key", {"key": document})
        else:
            yield from (one.below(f"{document}#") for one in meta().problems(type_, draft.documents[document]))


def _never_applied(module: Module) -> Iterator[Problem]:
    """Patterns that the engine for them, which never takes long, does not know: they would forbid nothing."""
    for entity in module.entities.values():
        for path, field in every_field(entity.fields):
            place = place_of_field(entity, path)
            if place is not None and "pattern" in field.options.get("unsupported", ()):
                yield Problem(f"{place.address}/pattern", "designer.pattern")


def _unsound(module: Module, around: Mapping[str, Module]) -> tuple[Problem, ...]:
    others = {key: one for key, one in around.items() if key != module.key}
    found = [one for one in check_module(module, others, engines=SIGNATURES) if one.level == "error"]
    # Own words are nobody's to translate, and translations of what was removed may stay.
    problems = [one for one in found if one.code != "untranslated" and not one.pointer.startswith("locale/")]
    return tuple(problems) or tuple(plan(diff(around.get(module.key), module), {}).problems)
