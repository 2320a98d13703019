"""Each change of a module as a sentence: from two states of its documents, for the plan and for the history."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from dougong.designer import telling_words as words
from dougong.designer.naming import Names, joined
from dougong.overlay import ABSENT, Add, Change, Documents, Order, Remove, diff_documents, find, place_of

Mark = Literal["new", "gone", "changed", "order"]
Path = tuple[str, ...]

#: In which order the documents of an entity are told.
_TURN = ("module", "entities", "forms", "tables", "workflows", "roles")
#: Letters of a value at most.
_LONG = 300


@dataclass(frozen=True, slots=True)
class Said:
    """One change. entity: key of the entity it is about, "" for the module. text: the sentence.

    before, after: what stood there and what will; both "" where the sentence says it all.
    """

    address: str
    entity: str
    mark: Mark
    text: str
    before: str = ""
    after: str = ""


def tell(
    before: Documents, after: Documents, *, roles: Mapping[str, str], system: Mapping[str, str]
) -> tuple[Said, ...]:
    """Every change from `before` to `after`, document by document.

    roles: titles of roles by key, of all modules. system: titles of the platform's own fields.
    """
    teller = _Teller(before, after, Names((after, before), roles, system))
    found = diff_documents(before, after).changes
    return tuple(said for address in sorted(found, key=_turn) for said in teller.told(address, found[address]))


def _turn(address: str) -> tuple[int, str]:
    kind = address.partition("#")[0].partition("/")[0]
    return (_TURN.index(kind) if kind in _TURN else len(_TURN), address)


@dataclass(frozen=True, slots=True)
class _Teller:
    before: Documents
    after: Documents
    names: Names

    def told(self, address: str, change: Change) -> Iterator[Said]:
        document, path = place_of(address)
        kind = document.partition("/")[0]
        entity = self.names.entity_of(document)
        one = _One(self, address, document, path, change, entity)
        tellers = {
            "entities": one.entities, "forms": one.forms, "tables": one.tables, "workflows": one.workflows,
            "roles": one.roles, "module": one.module,
        }  # fmt: skip
        yield from (tellers[kind]() if kind in tellers else one.anything())


@dataclass(frozen=True, slots=True)
class _One:
    """One change being told."""

    teller: _Teller
    address: str
    document: str
    path: Path
    change: Change
    entity: str

    @property
    def names(self) -> Names:
        return self.teller.names

    @property
    def mark(self) -> Mark:
        if isinstance(self.change, Order):
            return "order"
        if isinstance(self.change, Remove):
            return "gone"
        return "new" if isinstance(self.change, Add) or self.was is None else "changed"

    @property
    def was(self) -> Any:
        return _there(self.teller.before, self.document, self.path)

    @property
    def now(self) -> Any:
        return _there(self.teller.after, self.document, self.path)

    def say(self, text: str, before: str = "", after: str = "", mark: Mark | None = None) -> Said:
        return Said(self.address, self.entity, mark or self.mark, text, before, after)

    def part(self, what: str, word: str, *, entity: str = "", key: str = "") -> Said:
        """A keyword of something named: “Weather”: name, before and after."""
        old, new = (self.was, self.now) if key != "columns" else _differing(self.was, self.now)
        was, now = (self.value(value, key or word, entity) for value in (old, new))
        return self.say(_("{what}: {word}").format(what=what, word=word), was, now, mark="changed")

    def came_or_went(self, new: str, gone: str) -> Said:
        return self.say(gone if isinstance(self.change, Remove) else new)

    # -- documents ----------------------------------------------------------------------------------------

    def entities(self) -> Iterator[Said]:
        title = self.names.entity(self.entity)
        if not self.path:
            yield self.came_or_went(
                _("New form “{form}”").format(form=title), _("The form “{form}” goes").format(form=title)
            )
        elif self.path[0] == "properties":
            yield from self._fields((), self.path)
        elif self.path == ("required",):
            yield from self._required(self.was, self.now, ())
        elif self.path[0] == "rules" and len(self.path) > 1:
            yield self.came_or_went(
                _("Rule “{rule}”").format(
                    rule=self.names.node(self.document, *self.path[:2], "message") or self.path[1]
                ),
                _("The rule “{rule}” goes").format(rule=self.path[1]),
            )
        else:
            yield self.part(title, str(words.OF_ENTITY.get(self.path[0], self.path[0])), key=self.path[0])

    def _fields(self, above: Path, path: Path) -> Iterator[Said]:
        """path begins with "properties"; above: the keys of the rows fields it stands in."""
        if len(path) == 1:
            place = self.names.field(self.entity, "/".join(above)) if above else self.names.entity(self.entity)
            keys = ["/".join((*above, key)) for key in (self.now or {})]
            yield self.say(
                _("{what}: order of the fields").format(what=place), "", self.names.fields(self.entity, keys)
            )
            return
        here: Path = (*above, path[1])
        rest = path[2:]
        name = f"“{self.names.field(self.entity, '/'.join(here))}”"
        if not rest:
            yield self.came_or_went(
                _("New field {field}").format(field=name),
                _("The field {field} is hidden; its values stay").format(field=name),
            )
        elif rest[:2] == ("items", "properties"):
            yield from self._fields(here, rest[1:])
        elif rest == ("items", "required"):
            yield from self._required(self.was, self.now, here)
        elif rest[0] == "oneOf" and len(rest) > 1:
            yield self._choice(name, rest)
        elif rest[0] == "oneOf":
            yield self.say(_("{field}: the choices").format(field=name), _choices(self.was), _choices(self.now))
        else:
            yield self.part(name, str(words.OF_FIELD.get(rest[0], rest[0])), key=rest[0], entity=self.entity)

    def _choice(self, name: str, rest: Path) -> Said:
        found = self.now if isinstance(self.now, dict) else self.was if isinstance(self.was, dict) else {}
        choice = found.get("title", rest[1]) if len(rest) == 2 else rest[1]
        if len(rest) == 2:
            return self.came_or_went(
                _("{field}: new choice “{choice}”").format(field=name, choice=choice),
                _("{field}: the choice “{choice}” is no longer offered").format(field=name, choice=choice),
            )
        return self.part(
            _("{field}, choice “{choice}”").format(field=name, choice=choice), str(words.OF_FIELD.get(rest[2], rest[2]))
        )

    def _required(self, was: Any, now: Any, above: Path) -> Iterator[Said]:
        old, new = (value if isinstance(value, list) else [] for value in (was, now))
        for text, keys in (
            (_("Must be filled in from now on: {fields}"), [key for key in new if key not in old]),
            (
                _("Need not be filled in any more: {fields}"),
                [key for key in old if key not in new and self._stays(key, above)],
            ),
        ):
            if keys:
                fields = self.names.fields(self.entity, ("/".join((*above, key)) for key in keys))
                yield self.say(text.format(fields=fields), mark="changed")

    def _stays(self, key: str, above: Path) -> bool:
        """Whether the field is still there: of one that is hidden nothing more need be said."""
        inside = [part for one in above for part in ("properties", one, "items")]
        return _there(self.teller.after, self.document, (*inside, "properties", key)) is not None

    def forms(self) -> Iterator[Said]:
        form = _("Form “{form}”").format(form=self.names.entity(self.entity))
        if self.path[:1] != ("sections",) or len(self.path) < 2:
            yield self.say(_("{what}: layout").format(what=form))
            return
        section = _("{form}, section “{section}”").format(
            form=form, section=self.names.title(self.document, *self.path[:2])
        )
        if len(self.path) == 2:
            yield self.came_or_went(_("New: {what}").format(what=section), _("Gone: {what}").format(what=section))
        elif self.path[2:] == ("fields", "order"):
            yield self.part(section, _("fields"), key="columns", entity=self.entity)
        else:
            yield self.part(section, str(words.OF_SECTION.get(self.path[2], _("layout"))))

    def tables(self) -> Iterator[Said]:
        lists = _("Lists of “{form}”").format(form=self.names.entity(self.entity))
        if not self.path:
            yield self.came_or_went(
                _("{lists}: made to measure").format(lists=lists), _("{lists}: gone").format(lists=lists)
            )
        elif self.path[0] != "views" or len(self.path) < 2:
            keys = self.now if isinstance(self.now, list) else list(self.now or ())
            titles = [self.names.title(self.document, "views", key) for key in keys]
            yield self.say(_("{lists}: order").format(lists=lists), "", joined(titles))
        else:
            yield self._view()

    def _view(self) -> Said:
        name = _("List “{list}”").format(list=self.names.title(self.document, *self.path[:2]))
        rest = self.path[2:]
        if not rest:
            return self.came_or_went(_("New: {what}").format(what=name), _("{what} is hidden").format(what=name))
        if rest[:2] == ("columns", "order"):
            return self.part(name, _("columns"), key="columns", entity=self.entity)
        if rest[0] == "columns":
            return self.part(name, _("looks of the columns"))
        return self.part(name, str(words.OF_VIEW.get(rest[0], rest[0])), key=rest[0], entity=self.entity)

    def workflows(self) -> Iterator[Said]:
        if self.path[:1] == ("states",) and len(self.path) > 1:
            name = _("State “{state}”").format(state=self.names.state(self.document, self.path[1]))
            yield self._node(name, words.OF_STATE)
        elif self.path[:1] == ("transitions",) and len(self.path) > 1:
            yield self._step()
        elif self.path[:1] == ("rights",) and len(self.path) > 2:
            state = self.names.state(self.document, self.path[1])
            role = _("everybody") if self.path[2] == "*" else self.names.role(self.path[2])
            what = _("In the state “{state}”, {role}").format(state=state, role=role)
            word = words.OF_RIGHTS.get(self.path[3], self.path[3]) if len(self.path) > 3 else _("rights on fields")
            yield self.part(what, str(word), key="columns", entity=self.entity)
        else:
            flow = _("Steps of “{form}”").format(form=self.names.entity(self.entity))
            yield self.say(_("{what}: order").format(what=flow) if self.path else flow)

    def _step(self) -> Said:
        name = _("Step “{step}”").format(step=self.names.transition(self.document, self.path[1]))
        if self.path[2:3] != ("approval",):
            return self._node(name, words.OF_STEP)
        if self.path[3:4] == ("steps",) and len(self.path) > 4:
            asked = self.names.title(self.document, *self.path[:5])
            what = _("{step}, approval by “{asked}”").format(step=name, asked=asked)
            if len(self.path) == 5:
                return self.came_or_went(_("New: {what}").format(what=what), _("Gone: {what}").format(what=what))
            return self.part(what, str(words.OF_APPROVER.get(self.path[5], self.path[5])), key=self.path[5])
        return self.part(name, _("approval"))

    def _node(self, name: str, known: words.Words) -> Said:
        if len(self.path) == 2:
            return self.came_or_went(_("New: {what}").format(what=name), _("Gone: {what}").format(what=name))
        word = self.path[2]
        return self.part(name, str(known.get(word, word)), key=word, entity=self.entity)

    def roles(self) -> Iterator[Said]:
        if self.path[:1] == ("rights",) and len(self.path) > 2:
            what = _("{role} with “{form}”").format(
                role=self.names.role(self.path[2]), form=self.names.entity(self.path[1].rpartition("/")[2])
            )
            word = words.OF_VERB.get(self.path[3], self.path[3]) if len(self.path) > 3 else _("rights")
            yield self.part(what, str(word), key="right")
        elif self.path[:1] == ("roles",) and len(self.path) > 1:
            yield self._node(_("Role “{role}”").format(role=self.names.role(self.path[1])), words.OF_STATE)
        else:
            yield self.part(_("Roles"), self.path[0] if self.path else _("rights"))

    def module(self) -> Iterator[Said]:
        word = self.path[0] if self.path else ""
        yield self.part(
            _("The module"), {"title": _("name"), "menu": _("menu"), "settings": _("settings")}.get(word, word)
        )

    def anything(self) -> Iterator[Said]:
        yield self.part(self.document, "/".join(self.path))

    # -- values -------------------------------------------------------------------------------------------

    def value(self, value: Any, key: str, entity: str) -> str:
        """What stands at a keyword, in words."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if key in words.VALUES and isinstance(value, str):
            return str(words.VALUES[key].get(value, value))
        if key in ("by", "roles", "escalate", "empty", "assign"):
            return self._people(value)
        if key in ("from", "to", "via"):
            return joined(self.names.state(self.document, one) for one in _list(value))
        if key in ("columns", "sort", "totals", "group", "filters", "edit", "unique") and entity:
            return self._fields_named(value, entity)
        return _short(value)

    def _people(self, value: Any) -> str:
        if isinstance(value, Mapping):
            value = value.get("role", _short(value))
        return joined(self.names.role(one) for one in _list(value))

    def _fields_named(self, value: Any, entity: str) -> str:
        if not isinstance(value, str | list):
            return _short(value)
        shown = []
        for one in _list(value):
            if not isinstance(one, str):
                return _short(value)
            name = self.names.field(entity, one.removeprefix("-"))
            shown.append(_("{field}, descending").format(field=name) if one.startswith("-") else name)
        return joined(shown)


def _there(documents: Documents, document: str, path: Path) -> Any:
    found = find(documents, document, path)
    return None if found is ABSENT else found


def _differing(was: Any, now: Any) -> tuple[Any, Any]:
    """Of two long lists what went and what came; the lists themselves when only their order differs."""
    if not isinstance(was, list) or not isinstance(now, list) or len(was) + len(now) < 8:
        return was, now
    gone, came = ([one for one in this if one not in that] for this, that in ((was, now), (now, was)))
    return (gone, came) if gone or came else (None, now)


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _choices(value: Any) -> str:
    listed: Iterable[Any] = value if isinstance(value, list) else ()
    return joined(str(one.get("title", one.get("const", ""))) for one in listed if isinstance(one, dict))


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
