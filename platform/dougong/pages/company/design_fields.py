"""The fields of a form, adapted without code: the outline with its deeds, the editor of a field, the form beside it."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import catalog
from dougong.actions import save_overlay_draft, undo_overlay_draft
from dougong.admission import Seat
from dougong.designer import Bench, Draft, as_seen, change, first_who, newly_wrong, preview_form, seated
from dougong.designer.asking import Desired, Wish, new_field, simple_deed
from dougong.designer.conditions import fields_asked, with_condition
from dougong.designer.editing import FORMULAS, edit_deeds, editor_instance, editor_schema
from dougong.designer.formulas import judge
from dougong.designer.places import field_at_path
from dougong.designer.view import Shown, editor_problems, targets_of, view_of
from dougong.forms import asked, build_form, message, take
from dougong.pages.company.design import opened
from dougong.pages.framing import say_next
from dougong.pages.visits import Visit, fetched, page
from dougong.problem import Problem, Refused
from dougong.tenancy import actors_named

#: People a form can be looked at as, at most.
PEOPLE = 300


@page("GET", "HEAD", "POST")
def fields_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """The outline; with `at` one field open, with `add` a new one. What is sent is laid into the draft."""
    if visit.request.method == "POST":
        return _Sent(visit, module, entity).answer()
    asked_for = visit.request.GET
    shown = Shown(
        at=asked_for.get("at", "")[:200], section=asked_for.get("section", "")[:63], add=asked_for.get("add", "")[:10],
        above=asked_for.get("above", "")[:200],
    )  # fmt: skip
    try:
        return _drawn(visit, module, entity, shown)
    except Refused as refused:
        if any(one.code in ("forbidden", "not_found") for one in refused.problems):
            raise
        # The draft makes no module: that page says why, and lets it go.
        return HttpResponseRedirect(reverse("design-publish", args=[module]))


@page("POST")
def formula_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """What is said of one formula while it is written: a fragment."""
    sent = visit.request.POST
    word = sent.get("word", "")
    with opened(visit, module) as desk:
        bench = bench_of(desk.draft, entity)
        at = sent.get("at", "")[:200]
        if word not in FORMULAS or field_at_path(bench.entity.fields, at) is None:
            raise Refused([Problem("", "not_found")])
        verdict = judge(desk.seat, bench, at, word, sent.get(f"formula.{word}", "")[:20_000])
    return render(visit.request, "designer/verdict.html", {"verdict": verdict})


def bench_of(draft: Draft, entity: str) -> Bench:
    """An entity of a draft laid open; one whose changes fit no more is shown as it is in force."""
    module = draft.read()
    if entity not in module.entities:
        raise Refused([Problem("", "not_found", {"entity": entity})])
    return Bench(draft, module, module.entities[entity])


def _drawn(
    visit: Visit, module: str, entity: str, shown: Shown, *, notice: str = "", status: int = 200
) -> HttpResponse:
    """The page with what is open in it."""
    with opened(visit, module) as desk:
        bench = bench_of(desk.draft, entity)
        context = {
            **desk.context(bench.entity.title),
            "design": view_of(desk.seat, bench, shown), "pending": desk.draft.pending, "notice": notice,
            "boosted": visit.request.headers.get("HX-Request") == "true",
            "may_undo": catalog.before_last_draft(module) is not None,
            "preview": _preview(visit.request, desk.seat, bench), "here": visit.request.path,
            "as": visit.request.GET.get("as", "")[:36],
        }  # fmt: skip
        context["crumbs"] = [(_("Forms and lists"), reverse("design-home")), *context["crumbs"]]
    known = 200 if context["boosted"] else status
    return render(visit.request, "pages/company/design/fields.html", context, status=known)


def _preview(request: HttpRequest, seat: Seat, bench: Bench) -> dict[str, Any]:
    """The form of a new entry as somebody would see it."""
    people = actors_named()[:PEOPLE]
    chosen = next((one for one in people if str(one[0].id.id) == request.GET.get("as")), None)
    everybody = (seat.actor, *(one for one, _name in people))
    mine = seated(seat, bench.module, seat.actor)
    actor = chosen[0] if chosen else first_who(mine, bench.entity, everybody, "create") or seat.actor
    try:
        found = preview_form(replace(mine, actor=actor), bench.entity.name)
    except Refused as refused:
        return {"people": [], "html": "", "problem": message(refused.problems[0])}
    return {
        "html": found.html, "allowed": found.allowed, "problem": "",
        "people": [(str(one.id.id), name, one.id == actor.id) for one, name in people],
    }  # fmt: skip


class _Sent:
    """What was sent to the outline, and the answer to it."""

    def __init__(self, visit: Visit, module: str, entity: str) -> None:
        self.visit = visit
        self.module = module
        self.entity = entity
        self.posted: QueryDict = visit.request.POST
        self.do = self.posted.get("_do", "")
        self.at = self.posted.get("at", "")[:200]
        self.seen = self.posted.get("seen", "")[:64]

    def answer(self) -> HttpResponse:
        """Do what was asked, or say why not, with everything typed as it was."""
        if self.do == "undo":
            return self.undo()
        own = self.do.partition(":")[2].startswith("/") and asked(self.posted)
        if own or self.do.partition(":")[0] in ("check", "condition"):
            return self.again()
        try:
            wish = self.wish()
        except Refused as refused:
            return self.refused(refused.problems)
        try:
            save_overlay_draft(self.visit.caller, self.module, wish.deeds, self.seen)
        except Refused as refused:
            return self.refused(refused.problems)
        return self.on(wish.said, at=wish.at)

    def wish(self) -> Wish:
        """The deeds, decided on the draft that was seen, sound on the draft as it is. Raises Refused."""
        with opened(self.visit, self.module) as desk:
            seat, now = desk.seat, desk.draft
            bench = bench_of(now, self.entity)
            seen = bench_of(as_seen(now, self.seen), self.entity) if self.seen != now.seen else bench
            wish = self.asked_for(seat, seen)
            try:
                problems = newly_wrong(seat, now, change(now, wish.deeds)) if wish.deeds else ()
            except Refused as refused:
                problems = refused.problems
            if problems:
                raise Refused(self.placed(bench, problems, wish))
        return wish

    def asked_for(self, seat: Seat, bench: Bench) -> Wish:
        """What the button asks for. Raises Refused."""
        if self.do == "add":
            return new_field(bench, self.desired(seat, bench), catalog.layout_for(bench.entity.name))
        if self.do == "keep":
            typed = take(self.form(bench), self.posted)
            if typed.problems:
                raise Refused(typed.problems)
            instance = typed.instance if isinstance(typed.instance, dict) else {}
            return Wish(edit_deeds(bench, self.at, instance, self.formulas), _("Kept in the draft."), at=self.at)
        found = simple_deed(bench, self.do, self.posted.dict())
        if found is None:
            raise Refused([Problem("", "not_found")])
        return found

    def form(self, bench: Bench) -> Any:
        """The editor's own form."""
        bench.place(self.at)
        return build_form(editor_schema(bench, self.at), editor_instance(bench, self.at))

    @property
    def formulas(self) -> dict[str, str]:
        """The formulas as they were typed."""
        return {word: self.posted[f"formula.{word}"][:20_000] for word in FORMULAS if f"formula.{word}" in self.posted}

    def desired(self, seat: Seat, bench: Bench) -> Desired:
        """The new field as it was typed."""
        given = self.posted
        return Desired(
            title=given.get("title", ""), kind=given.get("kind", ""), key=given.get("key", "").strip(),
            above=given.get("above", ""), section=given.get("section", ""), target=given.get("target", ""),
            choices=given.get("choices", "")[:100_000], required=given.get("required") == "on",
            targets=targets_of(seat, bench),
        )  # fmt: skip

    def placed(self, bench: Bench, problems: tuple[Problem, ...], wish: Wish) -> tuple[Problem, ...]:
        """Problems of documents as seen from what is open."""
        if self.do == "keep":
            return editor_problems(bench.entity, bench.place(self.at).address, problems)
        if self.do == "add":
            address = next(iter(wish.deeds))
            return editor_problems(bench.entity, address, problems)
        where = "; ".join(dict.fromkeys(one.message or "" for one in editor_problems(bench.entity, "\0", problems)[:3]))
        return (Problem("", "designer.used", {"where": where}),)

    def again(self) -> HttpResponse:
        """The editor drawn again with what was typed: after a check, one more condition, a row more."""
        formulas = self.formulas
        problems: tuple[Problem, ...] = ()
        word = self.do.partition(":")[2]
        with opened(self.visit, self.module) as desk:
            bench = bench_of(desk.draft, self.entity)
            bench.place(self.at)
            if self.do.startswith("condition:") and word in FORMULAS:
                try:
                    formulas = {**formulas, word: self.with_condition(bench, word)}
                except Refused as refused:
                    problems = tuple(Problem(f"/{word}{one.pointer}", one.code, one.params) for one in refused.problems)
        shown = Shown(at=self.at, typed=self.posted, formulas=formulas, problems=problems, checked=True)
        return _drawn(self.visit, self.module, self.entity, shown, status=422 if problems else 200)

    def with_condition(self, bench: Bench, word: str) -> str:
        """A formula with the condition chosen beside it."""
        chosen = {part: self.posted.get(f"{word}.{part}", "") for part in ("join", "name", "word", "value")}
        return with_condition(fields_asked(bench, self.at), self.formulas.get(word, ""), **chosen)

    def undo(self) -> HttpResponse:
        """The last deed is taken back."""
        try:
            undo_overlay_draft(self.visit.caller, self.module, self.seen)
        except Refused as refused:
            return self.refused(refused.problems)
        return self.on(_("The last change is taken back."), at=self.at)

    def refused(self, problems: tuple[Problem, ...]) -> HttpResponse:
        """The page with what was typed, and why it was not kept; what others did meanwhile is in it."""
        if any(one.code == "forbidden" or (one.code == "not_found" and not self.do) for one in problems):
            raise Refused(problems)
        notice = "; ".join(message(one) for one in problems if not one.pointer)
        if any(one.code == "conflict" for one in problems):
            notice += " " + _("Look at it below as it is now; nothing you typed is lost. To keep yours, send it again.")
        keep, add = self.do == "keep", self.do == "add"
        shown = Shown(
            at=self.at if keep else "", add="field" if add else "", above=self.posted.get("above", "") if add else "",
            section=self.do.partition(":")[2] if self.do.startswith("section-keep") else "",
            typed=self.posted if keep else self.posted.dict() if add else None,
            formulas=self.formulas if keep else {}, problems=problems, checked=keep,
        )  # fmt: skip
        return _drawn(self.visit, self.module, self.entity, shown, notice=notice, status=422)

    def on(self, said: str, *, at: str = "") -> HttpResponse:
        """To the page again, the field open."""
        say_next(self.visit.request, said)
        kept = {"at": at, "as": self.posted.get("as", "")}
        query = urlencode({key: value for key, value in kept.items() if value})
        address = self.visit.request.path + (f"?{query}" if query else "")
        return HttpResponseRedirect(f"{address}#f-{at}" if at and fetched(self.visit.request) else address)
