"""The builder of one condition of a list: which field, what of it, which value; works with links and forms alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong.actions.checking import surroundings
from dougong.admission import Entry, admit, seat_of
from dougong.definition import Field
from dougong.listing import (
    FilterField,
    Leaf,
    Wanted,
    filter_field,
    filter_fields,
    filter_sentence,
    labels_of,
    search_choices,
)
from dougong.listing.conditions import term_of
from dougong.listing.periods import PERIODS, numbered
from dougong.listing.sentences import period_said, refs_of_leaf, title_said, word_said
from dougong.pages.asked import Address, added, id_of, part_at, place_of, wanted_of, with_
from dougong.pages.framing import frame_for
from dougong.pages.visits import Visit, page
from dougong.problem import Json, Problem, Refused, say
from dougong.tenancy import reading

#: Which values a word needs: "none", "one", "two", "many", "period".
FAMILIES: Final = {
    "empty": "none", "filled": "none", "me": "none", "one_of": "many", "none_of": "many", "under": "many",
    "between": "two", "within": "period",
}  # fmt: skip
#: How a value of a kind is typed, as the type of an input; anything else is text.
INPUTS: Final = {
    "date": "date", "datetime": "date", "month": "month", "time": "time", "integer": "number", "email": "email",
}  # fmt: skip
#: Choices of a reference shown at once; others are found by typing.
SHOWN: Final = 50
_NUMBERS: Final = frozenset({"integer", "number", "quantity", "money", "price", "percent", "duration"})


@page("GET", "HEAD")
def filter_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """Choose a field (`add`), then say what of it; with `go` it leads to the list that meets it as well."""
    asked = visit.request.GET
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        entry = admit(seat, f"{module}/{entity}")
        wanted, _problems = wanted_of(visit.request)
        address = Address(entry, wanted, saved=id_of(asked.get("saved", "")))
        place = place_of(asked.get("at", ""))
        there = part_at(wanted.filter, place) if place else None
        now = there if isinstance(there, Leaf) else None
        about = filter_field(entry, asked.get("add") or (now.field if now else ""))
        problems: tuple[Problem, ...] = ()
        if about is not None and asked.get("go"):
            leaf = leaf_of(visit.request, about)
            try:
                term_of(entry, replace_at(Wanted(), (), leaf).filter)
            except Refused as refused:
                problems, now = refused.problems, leaf
            else:
                beside = place_of(asked.get("or", ""))
                return _on(visit, address.to(replace_at(wanted, place if there else (), leaf, beside)))
        context = {"builder": _builder(visit.request, entry, address, about, now, problems)}
        frame = {} if visit.fragment else {"frame": frame_for(visit.request, seat, entry.entity.name)}
    template = "pages/list/filter.html" if visit.fragment else "pages/list/filter_page.html"
    return render(visit.request, template, {**context, **frame}, status=422 if problems else 200)


def replace_at(wanted: Wanted, place: tuple[int, ...], leaf: Leaf, beside: tuple[int, ...] = ()) -> Wanted:
    """What is wanted with a condition in the place of another, or one more."""
    branch = with_(wanted.filter, place, leaf) if place else added(wanted.filter, leaf, beside)
    return replace(wanted, filter=branch)


def _on(visit: Visit, href: str) -> HttpResponse:
    if not visit.fragment:
        return HttpResponseRedirect(href)
    answer = HttpResponse(status=204)
    answer.headers["X-List"] = href
    return answer


def leaf_of(request: HttpRequest, about: FilterField) -> Leaf:
    """The condition a builder's form says."""
    asked = request.GET
    word = asked.get("is", "")
    word = word if word in about.words else about.words[0]
    family = family_of(word)
    to: Json = None
    if family == "many":
        typed = [one.strip() for text in asked.getlist("listed") for one in text.replace("，", ",").split(",")]
        to = [_value(about, one) for one in dict.fromkeys([*asked.getlist("many"), *typed]) if one]
    elif family == "two":
        to = [_value(about, asked.get("from", "")), _value(about, asked.get("until", ""))]
    elif family == "period":
        period, days = asked.get("period", ""), asked.get("days", "")
        to = f"{period}:{days}" if period in {"last_days", "next_days"} else period
    elif family == "one":
        to = _value(about, asked.get("one", "").strip())
    return Leaf(about.key, word, to)


def family_of(word: str) -> str:
    """Which values a word needs."""
    return FAMILIES.get(word, "one")


def _value(about: FilterField, text: str) -> Json:
    if about.kind == "boolean":
        return text == "true"
    if about.kind == "integer" and text.lstrip("-").isdecimal() and len(text) < 19:
        return int(text)
    return text.replace(",", "").replace("，", "") if about.kind in _NUMBERS else text


def _builder(
    request: HttpRequest, entry: Entry, address: Address, about: FilterField | None, now: Leaf | None,
    problems: Sequence[Problem],
) -> dict[str, Any]:  # fmt: skip
    asked = request.GET
    at, either = asked.get("at", ""), asked.get("or", "")
    extra = {key: value for key, value in (("at", at), ("or", either)) if value}
    found: dict[str, Any] = {
        "title": entry.entity.title,
        "action": address("list-filter").partition("?")[0],
        "hidden": {**address.asked, **extra},
        "back": address(),
        "about": None,
        "problems": [say(problem, _) for problem in problems],
        "fields": [],
    }
    if about is None:
        found["fields"] = [
            {"title": title_said(entry, one), "href": address("list-filter", add=one.key, **extra)}
            for one in filter_fields(entry)
        ]
        return found
    word = asked.get("is", "")
    word = word if word in about.words else now.word if now and now.word in about.words else about.words[0]
    found["about"] = _about(request, entry, about, now, word)
    found["others"] = address("list-filter", **extra)
    found["alternatives"] = [] if at else _alternatives(entry, address.wanted, either)
    return found


def _about(request: HttpRequest, entry: Entry, about: FilterField, now: Leaf | None, word: str) -> dict[str, Any]:
    to = now.to if now is not None and family_of(now.word) == family_of(word) else None
    listed = [str(one) for one in to] if isinstance(to, list) else []
    picked = request.GET.getlist("many") or (listed if family_of(word) == "many" else [])
    parts = numbered(str(to)) if family_of(word) == "period" else None
    return {
        "key": about.key,
        "title": title_said(entry, about),
        "kind": about.kind,
        "input": INPUTS.get(about.kind, "text"),
        "numeric": about.kind in _NUMBERS,
        "word": word,
        "words": [{"key": one, "title": word_said(one), "family": family_of(one)} for one in about.words],
        "families": list(dict.fromkeys(family_of(one) for one in about.words)),
        "one": "" if to is None or isinstance(to, list) else str(to).lower() if isinstance(to, bool) else str(to),
        "two": listed[:2] if family_of(word) == "two" and len(listed) == 2 else ["", ""],
        "choices": _choices(request, entry, about, picked),
        "open": not about.choices and not about.target and about.kind != "boolean",
        "listed": "" if about.choices or about.target else ", ".join(picked),
        "search": bool(about.target),
        "q": request.GET.get("find", "")[:100],
        "periods": [{"key": one, "title": period_said(one), "chosen": one == to} for one in PERIODS],
        "numbered": parts or ("", 7),
    }  # fmt: skip


def _choices(request: HttpRequest, entry: Entry, about: FilterField, picked: Sequence[str]) -> list[dict[str, Any]]:
    """What may be ticked: the choices of the kind, or records found by what was typed, those ticked first."""
    if about.choices:
        return [{"value": key, "title": title, "chosen": key in picked} for key, title in about.choices]
    if about.kind == "boolean":
        return [
            {"value": "true", "title": _("Yes"), "chosen": False},
            {"value": "false", "title": _("No"), "chosen": False},
        ]
    if not about.target:
        return []
    kind = "user" if about.target == "user" else "reference"
    asked = Field(key=about.key, kind=kind, title="", schema={}, options={"reference": about.target})
    context = surroundings(entry, complete=False)
    offered = search_choices(entry, asked, request.GET.get("find", ""), values={}, context=context, limit=SHOWN)
    chosen = labels_of(entry.seat, refs_of_leaf(entry, Leaf(about.key, "one_of", list(picked)))) if picked else {}
    known = {str(ref.id) for ref in chosen}
    first = [{"value": str(ref.id), "title": label, "chosen": True} for ref, label in chosen.items()]
    rest = [{"value": str(one.ref.id), "title": one.label, "chosen": False} for one in offered.choices]
    return [*first, *(one for one in rest if one["value"] not in known)]


def _alternatives(entry: Entry, wanted: Wanted, either: str) -> list[dict[str, Any]]:
    """The conditions there are, to which a new one may be an alternative."""
    parts = wanted.filter.parts if wanted.filter and wanted.filter.how == "all" else ()
    found = []
    for at, part in enumerate(parts):
        leaves = part.parts if hasattr(part, "parts") else (part,)
        refs = [ref for one in leaves if isinstance(one, Leaf) for ref in refs_of_leaf(entry, one)]
        labels = labels_of(entry.seat, refs)
        said = _(" or ").join(filter_sentence(entry, one, labels) for one in leaves if isinstance(one, Leaf))
        found.append({"value": str(at), "title": said, "chosen": str(at) == either})
    return found
