"""What a person asked for at the outline of a form: the button pressed and what was typed, as deeds. One protocol for
every door: `_do` names the deed and the field or section it is about, "up:rows/note".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from dougong.definition import Entity
from dougong.definition.layout import SPARE_COLUMNS, Layout, is_tenants, spare_family
from dougong.designer.deeds import Bench, Deeds
from dougong.designer.keys import propose_key
from dougong.designer.offered import FOUND, NAMES, beginning
from dougong.designer.outline import Line
from dougong.designer.places import field_at_path
from dougong.overlay import OWN
from dougong.problem import Problem, Refused

#: Choices typed at once, one a line.
MANY_CHOICES: Final = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """Deeds, what was done in words, and which field or section is open afterwards."""

    deeds: Deeds
    said: str
    at: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Desired:
    """A new field as it was typed. above: the rows it is a column of; targets: entities a reference may lead to."""

    title: str
    kind: str
    key: str = ""
    above: str = ""
    section: str = ""
    target: str = ""
    choices: str = ""
    required: bool = False
    targets: Mapping[str, str] = field(default_factory=dict)


def new_field(bench: Bench, asked: Desired, layout: Layout) -> Wish:
    """A new field. Raises Refused at "/title", "/kind", "/key", "/target" or "/choices"."""
    title, listed = asked.title.strip(), _listed(asked.choices)
    problems = list(_wrong(asked, title, listed))
    if problems:
        raise Refused(problems)
    holder = field_at_path(bench.entity.fields, asked.above) if asked.above else None
    taken = set(holder.fields if holder else bench.entity.fields)
    taken |= {line.key for line in bench.outline.hidden}
    key = asked.key or propose_key(title, taken)
    if key in taken:
        raise Refused([Problem("/key", "unique", {"value": key})])
    schema = beginning(asked.kind, title, target=asked.target, choices=listed)
    if "indexed" in schema and not _column_left(bench.entity, asked, layout):
        del schema["indexed"]
    deeds = bench.add(asked.above, key, schema, section=asked.section, required=asked.required)
    path = f"{asked.above}/{key}" if asked.above else key
    return Wish(deeds, _("“{title}” is in the draft.").format(title=title), at=path)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in text.splitlines() if one.strip()))


def _wrong(asked: Desired, title: str, listed: tuple[str, ...]) -> list[Problem]:
    found = []
    if not title:
        found.append(Problem("/title", "required"))
    elif len(title) > 200:
        found.append(Problem("/title", "max_length", {"limit": 200}))
    if asked.kind not in NAMES:
        found.append(Problem("/kind", "required"))
    if asked.key and not asked.key.startswith(OWN):
        found.append(Problem("/key", "overlay.own_key"))
    if asked.kind == "reference" and asked.target not in asked.targets:
        found.append(Problem("/target", "required"))
    if asked.kind in ("choice", "choices") and not listed:
        found.append(Problem("/choices", "required"))
    if len(listed) > MANY_CHOICES:
        found.append(Problem("/choices", "max_items", {"limit": MANY_CHOICES}))
    return found


def _column_left(entity: Entity, asked: Desired, layout: Layout) -> bool:
    """Whether a column is left for what lists sort by: taken are those given and those the draft asks for."""
    family = "integer" if asked.kind in FOUND - _TEXTUAL else "text"
    holder = field_at_path(entity.fields, asked.above) if asked.above else None
    fields = holder.fields if holder else entity.fields
    before = f"{asked.above}/" if asked.above else ""
    wanting = {
        before + key
        for key, one in fields.items()
        if is_tenants(key) and (one.indexed or one.unique) and spare_family(one) == family
    }
    columns = SPARE_COLUMNS["integer" if family == "integer" else "text"]
    given = {path for path, column in layout.columns if column in columns and path.rpartition("/")[0] == asked.above}
    marks = {one.rpartition(":")[2] for one in layout.taken if one.rpartition(":")[0] == asked.above}
    return len(wanting | given) + len(marks & set(columns)) < len(columns)


#: Kinds whose column holds a text.
_TEXTUAL: Final = frozenset(
    {"text", "date", "time", "datetime", "month", "choice", "reference", "user", "credit_code", "qr_code"}
)


def simple_deed(bench: Bench, do: str, posted: Mapping[str, Any]) -> Wish | None:
    """The deed of a button: move, hide, show, a section ...; None for any other. Raises Refused."""
    word, _colon, about = do.partition(":")
    made = _DEEDS.get(word)
    return made(bench, about, posted) if made else None


def _step(by: int) -> Callable[[Bench, str, Mapping[str, Any]], Wish]:
    def deed(bench: Bench, path: str, _posted: Mapping[str, Any]) -> Wish:
        return Wish(bench.step(path, by), _("“{title}” is moved.").format(title=_title(bench, path)), at="")

    return deed


def _move(bench: Bench, path: str, posted: Mapping[str, Any]) -> Wish:
    section = posted.get("section")
    known = {part.key for part in bench.outline.parts}
    if isinstance(section, str) and section not in known:
        raise Refused([Problem("", "not_found", {"section": section})])
    deeds = bench.move(path, before=str(posted.get("before", "")), section=section if section else None)
    return Wish(deeds, _("“{title}” is moved.").format(title=_title(bench, path)), at=str(posted.get("at", "")))


def _hide(bench: Bench, path: str, _posted: Mapping[str, Any]) -> Wish:
    said = _("“{title}” is hidden; what entries hold in it stays.").format(title=_title(bench, path))
    return Wish(bench.hide(path), said)


def _show(bench: Bench, path: str, _posted: Mapping[str, Any]) -> Wish:
    return Wish(bench.show(path), _("The field is shown again."), at=path)


def _as_module(bench: Bench, about: str, _posted: Mapping[str, Any]) -> Wish:
    path, _colon, word = about.partition(":")
    return Wish(bench.as_module(path, word), _("It is as the module has it."), at=path)


def _add_section(bench: Bench, _about: str, posted: Mapping[str, Any]) -> Wish:
    title = str(posted.get("title", "")).strip()
    if not title:
        raise Refused([Problem("/title", "required")])
    return Wish(bench.add_section(title), _("The section “{title}” is in the draft.").format(title=title))


def _keep_section(bench: Bench, key: str, posted: Mapping[str, Any]) -> Wish:
    title = str(posted.get("title", "")).strip()
    if not title:
        raise Refused([Problem("/title", "required")])
    folded, columns = posted.get("folded") == "on", posted.get("columns")
    part = next((one for one in bench.outline.parts if one.key == key), None)
    words: dict[str, Any] = {"title": title}
    if part is not None and folded != part.folded:
        words["folded"] = folded or None
    if columns in ("1", "2") and part is not None and int(columns) != part.columns:
        words["columns"] = int(columns)
    return Wish(bench.change_section(key, words), _("The section is changed."))


def _move_section(by: int) -> Callable[[Bench, str, Mapping[str, Any]], Wish]:
    def deed(bench: Bench, key: str, _posted: Mapping[str, Any]) -> Wish:
        return Wish(bench.move_section(key, by), _("The section is moved."))

    return deed


def _drop_section(bench: Bench, key: str, _posted: Mapping[str, Any]) -> Wish:
    return Wish(bench.drop_section(key), _("The section is gone; its fields stand in the one beside it."))


_DEEDS: Final[Mapping[str, Callable[[Bench, str, Mapping[str, Any]], Wish]]] = {
    "up": _step(-1), "down": _step(1), "move": _move, "hide": _hide, "show": _show, "module": _as_module,
    "section-add": _add_section, "section-keep": _keep_section, "section-up": _move_section(-1),
    "section-down": _move_section(1), "section-drop": _drop_section,
}  # fmt: skip


def _title(bench: Bench, path: str) -> str:
    found: Line | None = next((line for line in bench.outline.lines if line.path == path), None)
    return found.title if found else path
