"""The designer of a form as its templates name it (templates/jinja/designer/): the same for every door."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dougong import catalog
from dougong.admission import Seat
from dougong.definition import Entity
from dougong.definition.layout import is_tenants, spare_family
from dougong.designer.conditions import fields_asked, words_said
from dougong.designer.deeds import Bench
from dougong.designer.editing import FORMULAS, editor_instance, editor_schema, locked
from dougong.designer.formulas import judge, names_offered, scope
from dougong.designer.offered import kind_title, offered
from dougong.designer.outline import Line, Outline, Part, way_of
from dougong.designer.places import field_at_path
from dougong.forms import build_form, message, render
from dougong.listing import GROUPED
from dougong.overlay import ABSENT, Add
from dougong.problem import Problem


@dataclass(frozen=True, slots=True)
class Shown:
    """What is open, and what was typed. at: path of the field. section: key. add: "field" or "section".

    typed: what was sent and could not be kept. formulas: their texts as typed. problems: of what is open, with the
    editor's own pointers; others stand above everything.
    """

    at: str = ""
    section: str = ""
    add: str = ""
    above: str = ""
    typed: Mapping[str, Any] | None = None
    formulas: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    checked: bool = False


class Quiet(dict[str, Any]):
    """Says nothing of what it does not hold."""

    def __missing__(self, key: str) -> str:
        return ""


def view_of(seat: Seat, bench: Bench, shown: Shown) -> dict[str, Any]:
    """Everything the templates name, but the addresses and the preview."""
    found: dict[str, Any] = {
        "entity": bench.entity.title,
        "parts": [_part(bench, part) for part in bench.outline.parts],
        "hidden": [_line(bench, line) for line in bench.outline.hidden],
        "laid_out": bench.outline.laid_out,
        "open": shown,
        "editor": None,
        "adding": adding_of(seat, bench, shown) if shown.add == "field" else None,
        "problems": [message(one) for one in _elsewhere(shown)],
        "errors": _by_pointer(shown.problems),
        "count": sum(1 for line in bench.outline.lines),
    }
    if shown.at and field_at_path(bench.entity.fields, shown.at) is not None:
        found["editor"] = editor_of(seat, bench, shown)
    return found


def _elsewhere(shown: Shown) -> Iterable[Problem]:
    """Problems that stand at nothing that is open."""
    place = bool(shown.at or shown.add or shown.section)
    return () if place else shown.problems


def _by_pointer(problems: Iterable[Problem]) -> Quiet:
    return Quiet({one.pointer.strip("/"): message(one) for one in reversed(tuple(problems))})


def _part(bench: Bench, part: Part) -> dict[str, Any]:
    return {
        "key": part.key, "title": part.title or _("Fields in no section"), "own": part.own, "changed": part.changed,
        "folded": part.folded, "columns": part.columns, "lines": [_line(bench, line) for line in part.lines],
    }  # fmt: skip


def _line(bench: Bench, line: Line) -> dict[str, Any]:
    return {
        "path": line.path, "key": line.key, "title": line.title, "kind": kind_title(line.kind), "own": line.own,
        "required": line.required, "changed": line.changed, "fresh": line.fresh, "conditional": line.conditional,
        "way": _way(line.way), "placed": line.placed, "columns": [_line(bench, one) for one in line.columns],
        "takes": line.kind == "rows" and line.path.count("/") < 1,
    }  # fmt: skip


def _way(way: str) -> str:
    return {"rollup": _("worked out from others"), "sequence": _("running number"), "computed": _("computed")}.get(
        way, ""
    )


def editor_of(seat: Seat, bench: Bench, shown: Shown) -> dict[str, Any]:
    """The editor of the field that is open."""
    path = shown.at
    found = field_at_path(bench.entity.fields, path)
    assert found is not None, "the field exists"
    place = bench.place(path)
    fixed, part = locked(found), bench.outline.part_of(path)
    form = build_form(
        editor_schema(bench, path), editor_instance(bench, path), typed=shown.typed,
        problems=[one for one in shown.problems if one.pointer.strip("/").partition("/")[0] not in FORMULAS],
    )  # fmt: skip
    own = bench.draft.in_base(place.address) is ABSENT
    names = () if fixed else names_offered(scope(seat, bench, path), bench, path)
    return {
        "path": path, "key": found.key, "kind": kind_title(found.kind), "title": found.title, "html": render(form),
        "locked": fixed, "own": own, "fresh": own and place.address not in bench.draft.in_force.changes,
        "formulas": [] if fixed else _formulas(seat, bench, shown),
        "names": [(one.insert, one.told) for one in names],
        "asked": [] if fixed else fields_asked(bench, path), "words": words_said(),
        "differs": [] if own else differences(bench, path), "column": len(place.keys) > 1,
        "section": part.key if part else "", "sections": sections_of(bench.outline),
        "kept": _kept(own=own, way=way_of(found)), "gathering": gathering_told(bench, path),
    }  # fmt: skip


def _kept(*, own: bool, way: str) -> str:
    """What of the field nobody changes, and why."""
    if own:
        return _("The key and the kind stay for good: entries are kept by them. For another kind add a new field.")
    if way == "computed":
        return _("Key and kind are the module's: other parts of it rely on them. The formula can be changed.")
    return _("Key and kind are the module's: other parts of it rely on them.")


def gathering_told(bench: Bench, path: str) -> str:
    """Why lists do not gather entries by one of the company's own fields; "" where they do, or where nobody asks."""
    found = field_at_path(bench.entity.fields, path)
    if found is None or "/" in path or not is_tenants(found.key) or found.kind not in GROUPED:
        return ""
    if spare_family(found) is None or found.masked:
        return _("Lists do not gather entries by it.")
    if catalog.layout_for(bench.entity.name).column_of(path) is not None:
        return ""
    before = bench.draft.in_force.changes.get(bench.place(path).address)
    if found.schema.get("indexed") is not True:
        return _("Lists do not gather entries by it. To have that, tick “Lists sort and filter by it” and publish.")
    if isinstance(before, Add) and isinstance(before.value, Mapping) and before.value.get("indexed") is True:
        return _("Lists do not gather entries by it: no place is left among the fields lists sort by.")
    return _("Lists can gather entries by it once this is published.")


def sections_of(outline: Outline) -> list[tuple[str, str]]:
    """The sections a field may be moved to."""
    return [(part.key, part.title) for part in outline.parts if part.key]


def _formulas(seat: Seat, bench: Bench, shown: Shown) -> list[dict[str, Any]]:
    """The formulas of a field with what is said of each."""
    found = field_at_path(bench.entity.fields, shown.at)
    assert found is not None, "the field exists"
    titles = {
        "visible_when": (_("Shown only where"), _("Elsewhere the field is not shown and nothing is kept in it.")),
        "required_when": (_("Has to be filled in where"), ""),
        "readonly_when": (_("Cannot be changed where"), ""),
        "default_from": (_("Offered as a first value"), _("From other fields; it may be changed.")),
        "computed": (_("Worked out by"), _("Nobody types the value then.")),
    }  # fmt: skip
    lines = []
    for word, (title, told) in titles.items():
        if (word == "computed" and not _may_compute(found.kind)) or (word == "default_from" and way_of(found)):
            continue
        written = found.schema.get(word)
        text = shown.formulas.get(word, written if isinstance(written, str) else "")
        lines.append(
            {"word": word, "title": title, "help": told, "text": text, "condition": word.endswith("_when"),
             "verdict": judge(seat, bench, shown.at, word, text) if text else None}
        )  # fmt: skip
    return lines


def _may_compute(kind: str) -> bool:
    """Whether a formula can give a value of the kind."""
    return kind not in {"rows", "group", "file", "photo", "signature", "geo_polygon", "geo_point", "json", "values"}


def differences(bench: Bench, path: str) -> list[dict[str, str]]:
    """What of a field is not as the module has it."""
    place = bench.place(path)
    found: list[dict[str, str]] = []
    for address in bench.draft.overlay.changes:
        below = address.removeprefix(f"{place.address}/")
        if below == address or below.startswith(("items/properties/", "properties/")):
            continue
        word = below.partition("/")[0]
        if all(one["word"] != word for one in found):
            before, now = (find(f"{place.address}/{word}") for find in (bench.draft.in_base, bench.draft.at_address))
            found.append({"word": word, "title": word_title(word), "before": told(before), "now": told(now)})
    before, now = (place.key in _list(find(place.required)) for find in (bench.draft.in_base, bench.draft.at_address))
    if before != now:
        said = {True: _("Yes"), False: _("No")}
        found.append(
            {"word": "required", "title": word_title("required"), "before": said[before], "now": said[now]}
        )  # fmt: skip
    return found


def _list(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []


def told(node: Any) -> str:
    """A definition's value in a few words."""
    if node is ABSENT:
        return "—"
    if isinstance(node, bool):
        return _("Yes") if node else _("No")
    if isinstance(node, list):
        return ", ".join(
            str(one.get("title", one.get("const"))) if isinstance(one, Mapping) else str(one) for one in node
        )
    if isinstance(node, Mapping):
        return told(node.get("title", node.get("oneOf", node.get("const", "…"))))
    return str(node)


def word_title(word: str) -> str:
    """What a word of a field is called."""
    return {
        "title": _("Title"), "description": _("Help"), "required": _("Has to be filled in"), "oneOf": _("Choices"),
        "items": _("Choices"), "unit": _("Unit"), "scale": _("Decimal places"), "minimum": _("At least"),
        "maximum": _("At most"), "minLength": _("Characters at least"), "maxLength": _("Characters at most"),
        "minItems": _("Entries at least"), "maxItems": _("Entries at most"), "pattern": _("Form of the text"),
        "many": _("Several may be given"), "default": _("Stands in a new entry"),
        "placeholder": _("Example in the empty field"), "indexed": _("Lists sort and filter by it"),
        "visible_when": _("Shown only where"), "required_when": _("Has to be filled in where"),
        "readonly_when": _("Cannot be changed where"), "default_from": _("Offered as a first value"),
        "computed": _("Worked out by"),
    }.get(word, word)  # fmt: skip


def adding_of(seat: Seat, bench: Bench, shown: Shown) -> dict[str, Any]:
    """The form of a new field."""
    above = field_at_path(bench.entity.fields, shown.above) if shown.above else None
    return {
        "groups": offered(), "above": shown.above, "above_title": above.title if above else "",
        "sections": [] if above else sections_of(bench.outline), "targets": targets_of(seat, bench),
        "typed": Quiet(shown.typed or {}),
    }  # fmt: skip


def targets_of(seat: Seat, bench: Bench) -> dict[str, str]:
    """The entities a reference may lead to, by full name: the module's own, and those of modules it goes with."""
    near = {bench.module.key, *bench.module.requires, *bench.module.works_with}
    modules = {**seat.modules, bench.module.key: bench.module}
    return {
        entity.name: f"{module.title} · {entity.title}"
        for key, module in modules.items()
        if key in near
        for entity in module.entities.values()
    }


def editor_problems(entity: Entity, address: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems of documents as seen from the editor of the field at an address; those elsewhere say where they are."""
    found = []
    for one in problems:
        below = one.pointer.removeprefix(f"{address}/")
        if below != one.pointer:
            pointer = "/" + below.replace("items/oneOf", "choices").replace("oneOf", "choices")
            found.append(Problem(pointer, one.code, one.params, one.message))
        elif one.pointer == address:
            found.append(Problem("", one.code, one.params, one.message))
        else:
            found.append(Problem("", "rule", message=f"{place_told(entity, one.pointer)}: {message(one)}"))
    return tuple(found)


def place_told(entity: Entity, pointer: str) -> str:
    """Where in a module a problem stands, as far as a reader knows it."""
    document, _hash, path = pointer.partition("#")
    keys = [key for key in path.split("/") if key]
    names = [key for at, key in enumerate(keys) if at and keys[at - 1] == "properties"]
    if document == f"entities/{entity.key}" and names:
        found = field_at_path(entity.fields, "/".join(names))
        return f"“{found.title if found else names[-1]}”"
    folder = {
        "workflows": _("Workflow"), "tables": _("Lists"), "forms": _("Form"), "postings": _("Postings"),
        "prints": _("Prints"), "roles": _("Rights"), "entities": _("Rules"), "lookups": _("Look-ups"),
        "reports": _("Reports"), "dashboards": _("Dashboards"), "alerts": _("Alerts"),
    }.get(document.partition("/")[0], document)  # fmt: skip
    return f"{folder} ({'/'.join(keys[:3])})" if keys else folder
