"""The lists of a form, adapted without code: columns, order, filter, groups, sums; lists of one's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong.actions import save_overlay_draft
from dougong.admission import entry_for_plan
from dougong.definition import Entity, Module
from dougong.designer import Bench, as_seen, change, newly_wrong, seated
from dougong.designer.conditions import Asked, fields_asked, with_condition, words_said
from dougong.designer.deeds import Deeds
from dougong.designer.tabling import ListBench
from dougong.forms import message
from dougong.listing import columns_offered, group_fields, system_title, title_said
from dougong.pages.company.design import Desk, opened
from dougong.pages.framing import say_next
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused

#: Fields a list is put in order by, at most.
SORTS: Final = 3
_SUMMED: Final = frozenset({"integer", "number", "quantity", "money", "price", "duration"})
_PASSED_ON: Final = frozenset({"forbidden", "not_found"})


@dataclass(frozen=True)
class Sheet:
    """One entity's lists laid open, with what may stand in them."""

    desk: Desk
    module: Module
    entity: Entity
    lists: ListBench
    columns: tuple[tuple[str, str], ...] = field(default=())
    groups: tuple[tuple[str, str], ...] = field(default=())
    asked: tuple[Asked, ...] = field(default=())

    def title(self, key: str) -> str:
        """What a column is called; its key where it is one through a reference of which nothing is known."""
        return dict(self.columns).get(key) or self.desk.names.field(self.entity.key, key)


def laid_open(desk: Desk, entity: str) -> Sheet:
    """The lists of an entity as the draft has them. Raises Refused ("not_found", or why the draft cannot be read)."""
    module = desk.draft.read()
    found = module.entities.get(entity)
    if found is None:
        raise Refused([Problem("", "not_found", {"entity": entity})])
    entry = entry_for_plan(seated(desk.seat, module, desk.seat.actor), found.name)
    named = tuple((one.key, title_said(entry, one)) for one in columns_offered(entry))
    groups = tuple((one.key, one.title) for one in group_fields(entry) if ":" not in one.key)
    asked = fields_asked(Bench(desk.draft, module, found), "*")
    if entry.workflow is not None:
        states = tuple((key, state.title) for key, state in entry.workflow.states.items())
        asked = (Asked("state", system_title(entry, "state"), ("is", "not"), "choice", states), *asked)
    return Sheet(desk, module, found, ListBench(desk.draft, module, found), named, groups, asked)


@page("GET", "HEAD", "POST")
def lists_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """The lists of a form; with `view` one of them open. What is sent is laid into the draft."""
    if visit.request.method != "POST":
        return _drawn(visit, module, entity, visit.request.GET.get("view", ""))
    sent = visit.request.POST
    do, _colon, about = sent.get("_do", "").partition(":")
    key = sent.get("view", "")[:63] if do in _OF_VIEW else about[:63]
    try:
        with opened(visit, module) as desk:
            deeds, key = _deeds(_as_seen(desk, sent), entity, do, key, about, sent)
            wrong = newly_wrong(desk.seat, desk.draft, change(desk.draft, deeds)) if deeds else ()
            if wrong:
                raise Refused(_at_fields(wrong))
            here = desk.url("design-lists", entity)
        if deeds:
            save_overlay_draft(visit.caller, module, deeds, sent.get("seen", ""))
            say_next(visit.request, _("Kept in the draft."))
    except Refused as refused:
        if any(problem.code in _PASSED_ON for problem in refused.problems):
            raise
        return _drawn(visit, module, entity, key if do in _OF_VIEW else "", sent, refused.problems)
    opened_view = key if do in _OF_VIEW or do in ("new", "show") else ""
    return HttpResponseRedirect(f"{here}?view={opened_view}" if opened_view else here)


#: What is done to the list that lies open; the rest concerns the lists as a whole.
_OF_VIEW: Final = frozenset({"keep", "condition", "left", "right", "without", "with", "reset"})


def _as_seen(desk: Desk, sent: QueryDict) -> Desk:
    """The desk with the draft that was looked at, so that a deed means what it meant there."""
    seen = sent.get("seen", "")
    return desk if seen == desk.draft.seen else Desk(desk.visit, desk.seat, desk.module, as_seen(desk.draft, seen))


def _deeds(desk: Desk, entity: str, do: str, key: str, about: str, sent: QueryDict) -> tuple[Deeds, str]:
    """What a button lays into the draft, and the list it leads to. Raises Refused."""
    sheet = laid_open(desk, entity)
    lists = sheet.lists
    whole = {
        "up": lambda: lists.move(key, -1), "down": lambda: lists.move(key, 1), "hide": lambda: lists.hide(key),
        "show": lambda: lists.show(key), "reset": lambda: lists.as_module(key),
    }  # fmt: skip
    if do == "new":
        key, deeds = lists.add(sent.get("title", "")[:200])
        return deeds, key
    if do in whole:
        return whole[do](), key
    if do in _OF_VIEW:
        return lists.keep(key, _values(sheet, do, about, sent)), key
    raise Refused([Problem("", "not_found")])


def _values(sheet: Sheet, do: str, about: str, sent: QueryDict) -> dict[str, Any]:
    """The open list as it was filled in, with what the button says of it."""
    if not sent.get("title", "").strip():
        raise Refused([Problem("/title", "required")])
    values: dict[str, Any] = {"title": sent["title"].strip()[:200]}
    if "plain" in sent:  # a board or a calendar: only its name is changed here
        return values
    known = dict(sheet.columns)
    columns = [key for key in dict.fromkeys(sent.getlist("column")) if key in known or "." in key]
    if do == "with" and (more := sent.get("more", "")) in known and more not in columns:
        columns.append(more)
    elif do == "without":
        columns = [key for key in columns if key != about]
    elif do in ("left", "right") and about in columns:
        at = columns.index(about) + (-1 if do == "left" else 1)
        columns.remove(about)
        columns.insert(max(0, at), about)
    if not columns:
        raise Refused([Problem("/column", "rule", message=_("A list shows at least one column."))])
    where = sent.get("where", "").strip()[:2_000]
    if do == "condition":
        where = with_condition(
            sheet.asked, where, join=sent.get("join", ""), name=sent.get("name", ""), word=sent.get("word", ""),
            value=sent.get("value", "")[:200],
        )  # fmt: skip
    sorts = [(sent.get(f"sort{at}", ""), sent.get(f"down{at}", "")) for at in range(SORTS)]
    sort = [f"-{key}" if down else key for key, down in sorts if key in known]
    group = sent.get("group", "")
    totals = [key for key in sent.getlist("total") if key in sheet.entity.fields]
    return {
        **values, "columns": columns, "where": where, "sort": list(dict.fromkeys(sort)),
        "group": group if group in dict(sheet.groups) else "", "totals": totals,
    }  # fmt: skip


def _at_fields(problems: Iterable[Problem]) -> list[Problem]:
    """Problems of the document as seen from the open list: "tables/slip#/views/mine/where" -> "/where"."""
    found = []
    for one in problems:
        keys = one.pointer.partition("#")[2].split("/")
        word = keys[3] if len(keys) > 3 and keys[1] == "views" else ""
        pointer = {"columns": "/column", "": ""}.get(word, f"/{word}")
        found.append(Problem(pointer, one.code, one.params, one.message))
    return found


def _drawn(
    visit: Visit, module: str, entity: str, key: str, sent: QueryDict | None = None, problems: Iterable[Problem] = ()
) -> HttpResponse:
    found = tuple(problems)
    with opened(visit, module) as desk:
        sheet = laid_open(desk, entity)
        context = desk.context(
            _("Lists"), entity={"key": entity, "title": sheet.entity.title},
            lists=[{"key": one.key, "title": one.title, "kind": one.kind, "mark": one.mark, "own": one.own}
                   for one in sheet.lists.listed],
            open=_open(sheet, key, sent) if key else None, here=desk.url("design-lists", entity),
            title=sent.get("title", "") if sent and not key else "",
            problems={one.pointer.strip("/"): message(one) for one in found},
        )  # fmt: skip
        context["crumbs"].append((sheet.entity.title, f"{desk.url('design')}#e-{entity}"))
    return render(visit.request, "pages/company/design/lists.html", context, status=422 if found else 200)


def _open(sheet: Sheet, key: str, sent: QueryDict | None) -> dict[str, Any]:
    """The open list as its form draws it: as the draft has it, or as it was typed."""
    view = sheet.lists.view(key)
    typed: Mapping[str, Any] = sent if sent is not None else {}
    sorts: list[tuple[str, bool]] = [(one.removeprefix("-"), one.startswith("-")) for one in view.sort]
    columns = list(view.columns)
    totals = list(view.totals)
    if sent is not None:
        sorts = [(sent.get(f"sort{at}", ""), bool(sent.get(f"down{at}"))) for at in range(SORTS)]
        columns, totals = sent.getlist("column"), sent.getlist("total")
    sorts = [*sorts, *[("", False)] * SORTS][:SORTS]
    summed = [(one.key, one.title) for one in sheet.entity.fields.values() if one.kind in _SUMMED and not one.many]
    return {
        "key": key, "title": typed.get("title", view.title), "plain": view.kind != "list",
        "columns": [(one, sheet.title(one)) for one in columns],
        "more": [(one, title) for one, title in sheet.columns if one not in columns],
        "sorts": sorts, "sortable": sheet.columns,
        "group": typed.get("group", view.group or ""), "groups": sheet.groups,
        "where": typed.get("where", view.where.text if view.where else ""),
        "totals": [(one, title, one in totals) for one, title in summed],
        "asked": [{"name": one.name, "title": one.title} for one in sheet.asked],
        "words": words_said(), "typed": {name: typed.get(name, "") for name in ("name", "word", "value", "join")},
        "changed": next((one.mark == "changed" for one in sheet.lists.listed if one.key == key), False),
    }  # fmt: skip
