"""Makes forms: from an entity or a schema, from what a browser sent, after one of the form's own buttons."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dougong.access import FieldAccess
from dougong.definition import Context, Entity, check_values, record_scope
from dougong.definition import Form as Layout
from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.building.dispatch import build
from dougong.forms.conform import Conform
from dougong.forms.doing import Deed, carried_out, deed_of
from dougong.forms.form import Form, Reading, Settings
from dougong.forms.maker import Here, Maker, Offers, Problems, Tells
from dougong.forms.names import ROOT, id_of
from dougong.forms.nodes import Group
from dougong.forms.place import Place
from dougong.forms.posted import MultiDict, Posted
from dougong.forms.schemas import Document
from dougong.forms.slots import Slot
from dougong.forms.tidy import tidy
from dougong.problem import Json, Problem

#: What a browser sent: Django's `request.POST`, or names with lists of texts.
Sent = MultiDict | Mapping[str, Any]
#: What a form is made from.
Source = Entity | Mapping[str, Any] | bool


def build_form(
    source: Source,
    instance: Maybe = ABSENT,
    *,
    typed: Sent | None = None,
    problems: Iterable[Problem] = (),
    prefix: str = "",
    layout: Layout | None = None,
    rights: FieldAccess | None = None,
    context: Context | None = None,
    offers: Offers | None = None,
    tells: Tells | None = None,
) -> Form:
    """The form of an entity, or of any JSON Schema.

    instance: the record as JSON; ABSENT begins a new one. typed: what was sent and is to be shown again as it was
    typed; the instance is then only shown where nobody types. problems: shown at their fields and in the summary.
    prefix: begins every name, where several forms share a page. layout: the module's sections.
    rights: fields that may be read and written (None: all). context: what conditions and formulas may know;
    without it nothing is evaluated and everything is visible. offers: choices of references, people and files.
    tells: how computed fields are worked out, in words.
    """
    blank = Form(source, _NOTHING, _document(source), Settings(prefix, layout, rights, context, offers, tells))
    return _built(blank, instance, None if typed is None else Posted(typed), tuple(problems))


def read(form: Form, posted: Sent) -> Maybe:
    """The instance a browser sent: no law, only reading. ABSENT where even the record itself is not there."""
    return take(form, posted).instance


def take(form: Form, posted: Sent) -> Reading:
    """The instance a browser sent, with what could not be read."""
    plain = replace(form, settings=replace(form.settings, context=None, offers=None, tells=None))
    found = replace(_built(plain, ABSENT, Posted(posted), ()), settings=form.settings)
    return Reading(found.instance, found.unread, found)


def asked(posted: Sent) -> bool:
    """Whether a button of the form itself was pressed (add a row, open a group): then nothing is saved yet."""
    return deed_of(Posted(posted)) is not None


def act(form: Form, posted: Sent, instance: Maybe = ABSENT) -> Form:
    """The form after one of its own buttons: everything typed stays.

    instance: shown where nobody types, as in `build_form`. What rules warn of stands at its fields: before anything
    is saved.
    """
    sent = Posted(posted)
    return _built(form, instance, carried_out(sent, deed_of(sent) or Deed("refresh", ROOT)), (), warned=True)


_NOTHING = Group(pointer="", name=ROOT, id=id_of(ROOT), root=True)


def _document(source: Source) -> Document:
    """The schema to build from: a module's own as it is, it has been checked; any other without what makes no sense."""
    if isinstance(source, Entity):
        return Document(source.schema if source.closed else tidy(source.schema))
    return Document(tidy(source))


def _built(
    form: Form, instance: Maybe, posted: Posted | None, problems: tuple[Problem, ...], *, warned: bool = False
) -> Form:
    """The form built anew. warned: what rules warn of stands at its fields."""
    settings, source = form.settings, form.source
    entity = source if isinstance(source, Entity) else None
    maker = Maker(
        document=form.document,
        conform=Conform(form.document),
        build=build,
        problems=Problems(problems),
        closed=entity is not None and entity.closed,
        layout=settings.layout,
        rights=settings.rights,
        offers=settings.offers,
        tells=settings.tells,
        context=settings.context,
    )
    root = settings.prefix or ROOT
    slot = Slot(instance, posted, root, fresh=instance is ABSENT)
    fields = entity.fields if entity is not None else {}
    here = Here(maker, slot, Place(name=root, scope=root, required=True, firm=True, fields=fields))
    node = (here if entity is None else _knowing(here, entity, warned=warned)).node((form.document.root,))
    return replace(
        form,
        root=node if node is not None else replace(_NOTHING, name=root, id=id_of(root)),
        problems=problems,
        unread=tuple(maker.unread),
        unsupported=tuple(maker.unsupported),
    )


def _knowing(here: Here, entity: Entity, *, warned: bool) -> Here:
    """The record with what formulas see of it: typed texts are read once for that."""
    maker, slot, known = here.maker, here.slot, here.slot.value
    if maker.context is None:
        return here
    if slot.posted is not None:
        blind = replace(maker, problems=Problems(()), context=None, offers=None, tells=None, unread=[])
        first = replace(here, maker=blind).node((maker.document.root,))
        known = {**_object(known), **_object(first.value if first is not None else ABSENT)}
    context = replace(maker.context, complete=False)
    checked = check_values(entity, _object(known), context)
    if warned:
        maker.problems = Problems(one for one in checked.problems if one.level == "warning")
    return here.at(values=checked.values, names=record_scope(checked.values, context))


def _object(value: Maybe) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
