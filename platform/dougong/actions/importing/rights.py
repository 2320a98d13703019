"""Who may import what: the verb "import" of the entity, and the fields it opens."""

import hashlib
import json
from collections.abc import Iterable
from uuid import UUID

from dougong import catalog
from dougong.admission import Caller, Entry, Seat, admit, context_for
from dougong.admission.entry import PROJECT_FIELD
from dougong.batches import Batch, ColumnMapping, batch_of
from dougong.definition import Transition
from dougong.definition.pointers import any_covers
from dougong.intake import Target, targets_of
from dougong.listing import system_title
from dougong.problem import Problem, Refused
from dougong.tenancy import Account, current, tenant_by_id
from dougong.workflow import editable

#: The address of a document's number, which a line may be found by and never sets.
NUMBER = "/number"
_LANGUAGES = ("en", "zh_Hans")


def import_targets(seat: Seat, name: str) -> tuple[Target, ...]:
    """What the columns of a sheet may be taken for: the fields this person may write by an import, and the document's
    number, by which a line may be found. Raises Refused.
    """
    entry = admit(seat, name, "import")
    writable = writable_by_import(entry, import_transitions(entry))
    others = [catalog.entity_for(name, language) for language in _LANGUAGES if language != seat.caller.language]
    found = [
        one for one in targets_of(entry.shaped, others) if one.pointer in writable or one.pointer == f"/{PROJECT_FIELD}"
    ]
    if entry.entity.numbering is not None:
        found.insert(0, Target(NUMBER, system_title(entry, "number"), "text"))
    # The record's own fields before those of its detail rows: of two with one name, the first is meant.
    return tuple(sorted(found, key=lambda one: "/*/" in one.pointer))


def import_transitions(entry: Entry) -> tuple[Transition, ...]:
    """The transitions that an import may take a new record through, from the first state."""
    flow = entry.workflow
    if flow is None:
        return ()
    return tuple(one for one in flow.transitions.values() if one.on == "import" and flow.initial in one.sources)


def writable_by_import(entry: Entry, arrows: Iterable[Transition], project: UUID | None = None) -> frozenset[str]:
    """The addresses of the fields this person may write into a new record: his right, narrowed by its first state, and
    what the transitions open. Raises Refused when the right is not his at all.
    """
    context = context_for(entry.seat, entry.entity)
    verdict = entry.verdict(None, None, context)
    if not verdict.allowed:
        raise Refused([Problem("", "forbidden", {"because": verdict.because})])
    fields = verdict.fields.editable
    if entry.workflow is None:
        return fields
    roles = entry.seat.actor.roles_in(project)
    if project is None:
        roles |= frozenset().union(*entry.seat.actor.project_roles.values())
    mask = editable(entry.workflow, entry.entity, entry.workflow.initial, roles).editable
    opened = [pattern for arrow in arrows for pattern in arrow.edit]
    return frozenset(at for at in fields if at in mask or any_covers(opened, at))


def arrow_of(entry: Entry, mapping: ColumnMapping) -> Transition | None:
    """The transition a mapping names. Raises Refused for one that no import may perform."""
    if mapping.transition is None:
        return None
    for arrow in import_transitions(entry):
        if arrow.key == mapping.transition:
            return arrow
    raise Refused([Problem("/transition", "transition", {"transition": mapping.transition})])


def own_batch(seat: Seat, batch_id: UUID, *, held: bool = False) -> Batch:
    """A batch of this person's, whose entity he may import. Raises Refused ("not_found") for any other."""
    found = batch_of(batch_id, seat.actor.id.id, held=held)
    if found is None:
        raise Refused([Problem("", "not_found")])
    admit(seat, found.entity, "import")
    return found


def importer(batch: Batch) -> Caller:
    """The person a batch is worked on for. Raises Refused when he is gone. Call inside the tenant's scope."""
    tenant = tenant_by_id(current().tenant_id)
    account = Account.objects.filter(pk=batch.by, is_active=True).first()
    if tenant is None or account is None:
        raise Refused([Problem("", "not_found")])
    return Caller(tenant, account, batch.language, f"import:{batch.id}")


def law_of(entry: Entry) -> str:
    """What a check is made against: the definition, the tenant's settings and where fields are kept."""
    law = [entry.module.documents, catalog.settings_of(entry.entity.module), repr(entry.layout)]
    text = json.dumps(law, sort_keys=True, default=str)
    return f"{entry.module.version} {hashlib.sha256(text.encode()).hexdigest()}"


def language_of(batch: Batch) -> str:
    """The language of what a worker tells about a batch, as Django names it."""
    return batch.language.replace("_", "-").lower()
