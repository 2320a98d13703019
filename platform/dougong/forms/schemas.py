"""A JSON Schema document as a form needs it: local references resolved, every part with its address."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, TypeVar
from urllib.parse import unquote, urldefrag, urljoin

from dougong.forms.names import keys_of, token

Schema = Mapping[str, Any]
#: A schema that several texts give together: all of them hold. Each is an object of the document, untouched.
Together = tuple[Any, ...]

T = TypeVar("T")

#: Keywords whose value is data, never a schema.
_DATA: Final = frozenset({"enum", "const", "default", "examples"})
#: Keywords whose keys are names, not keywords.
_NAMED: Final = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"}
)
#: Dialects in which words beside `$ref` do not count, and an array under `items` is a tuple.
_LEGACY: Final = ("draft-03", "draft-04", "draft-06", "draft-07")
_REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")
#: Words beside a legacy `$ref` that people still write for the reader.
_SPOKEN: Final = ("title", "description", "default", "examples", "readOnly", "writeOnly")


class Document:
    """One schema document. Nothing is fetched: a reference leads into the document or nowhere."""

    def __init__(self, root: Any) -> None:
        self.root = root
        dialect = root.get("$schema") if isinstance(root, Mapping) else None
        self._read: dict[tuple[tuple[int, ...], frozenset[int]], tuple[Together, Any]] = {}
        self._requiring: dict[int, Schema] = {}
        self._either: dict[tuple[int, ...], tuple[Together, Schema]] = {}
        self.legacy = isinstance(dialect, str) and any(name in dialect for name in _LEGACY)

    def remembered(
        self,
        together: Together,
        taken: frozenset[int],
        read: Callable[["Document", Together, frozenset[int]], T],
    ) -> T:
        """What `read` makes of a schema, worked out once. The schema is kept, so that no other takes its identity."""
        key = (tuple(map(id, together)), taken)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = (together, read(self, together, taken))
        answer: T = found[1]
        return answer

    def requiring(self, keys: list[str]) -> Schema:
        """ "These keys must be there" as a schema, one object for each list of the document."""
        made = self._requiring.get(id(keys))
        if made is None:
            made = self._requiring[id(keys)] = {"required": keys}
        return made

    def either(self, schemas: Together) -> Schema:
        """ "One of these" as a schema, one object for each such tuple."""
        key = tuple(map(id, schemas))
        found = self._either.get(key)
        if found is None:
            found = self._either[key] = (schemas, {"anyOf": list(schemas)})
        return found[1]

    def parts(self, together: Together) -> tuple[tuple[Schema, ...], bool, tuple[str, ...]]:
        """What a schema says, flat: its own text, what `$ref` leads to, what `allOf` adds.

        Returns the parts, whether nothing at all can fit (`false`), and the references that lead nowhere.
        """
        found: list[Schema] = []
        broken: list[str] = []
        seen: set[int] = set()
        never = False
        waiting = list(reversed(together))
        while waiting:
            one = waiting.pop()
            if isinstance(one, Mapping) and id(one) not in seen:
                seen.add(id(one))
                own, more, lost = self._unfolded(one)
                found += own
                broken += lost
                waiting.extend(reversed(more))
            never = never or one is False
        return tuple(found), never, tuple(broken)

    def _unfolded(self, part: Schema) -> tuple[list[Schema], list[Any], list[str]]:
        """The part itself, the schemas it calls in, and the references that lead nowhere."""
        more: list[Any] = []
        lost: list[str] = []
        for word in _REFERENCES:
            ref = part.get(word)
            if not isinstance(ref, str):
                continue
            target = self.resolve(ref, part)
            if target is None:
                lost.append(ref)
            else:
                more.append(target)
        if self.legacy and isinstance(part.get("$ref"), str):
            return [{word: part[word] for word in _SPOKEN if word in part}], more, lost
        listed = part.get("allOf")
        return [part], [*more, *(listed if isinstance(listed, list) else ())], lost

    def resolve(self, ref: str, origin: Schema) -> Any | None:
        """The schema a reference in `origin` leads to; None when it leads out of the document or nowhere."""
        if ref == "#" and not self._scoped:
            return self.root
        if ref.startswith("#/") and not self._scoped:
            return self._at(self.root, unquote(ref[1:]))
        base = self._bases.get(id(origin), "")
        try:
            address, fragment = urldefrag(f"{base}{ref}" if ref.startswith("#") else urljoin(base, ref))
        except ValueError:
            return None
        resource = self._resources.get(address)
        if resource is None or not fragment:
            return resource
        if fragment.startswith("/"):
            return self._at(resource, unquote(fragment))
        return self._anchors.get((address, fragment))

    def pointer_of(self, part: Any) -> str:
        """Where in the document a part stands; "" when it is not of the document."""
        return self._pointers.get(id(part), "")

    @staticmethod
    def _at(start: Any, pointer: str) -> Any | None:
        node = start
        for key in keys_of(pointer):
            if isinstance(node, Mapping) and key in node:
                node = node[key]
            elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
                node = node[int(key)]
            else:
                return None
        return node if isinstance(node, Mapping | bool) else None

    @cached_property
    def _scoped(self) -> bool:
        """Whether some part below the root has an address of its own."""
        return any(address for address in self._resources if self._resources[address] is not self.root)

    @cached_property
    def _pointers(self) -> dict[int, str]:
        return {id(part): pointer for part, pointer, _ in self._walk()}

    @cached_property
    def _bases(self) -> dict[int, str]:
        return {id(part): base for part, _, base in self._walk()}

    @cached_property
    def _resources(self) -> dict[str, Any]:
        found: dict[str, Any] = {"": self.root}
        for part, _, base in self._walk():
            if _address(part) is not None or part is self.root:
                found.setdefault(base, part)
        return found

    @cached_property
    def _anchors(self) -> dict[tuple[str, str], Any]:
        found: dict[tuple[str, str], Any] = {}
        for part, _, base in self._walk():
            for word in ("$anchor", "$dynamicAnchor"):
                if isinstance(part.get(word), str):
                    found.setdefault((base, part[word]), part)
            own = part.get("$id")
            if isinstance(own, str) and own.startswith("#"):
                found.setdefault((base, own[1:]), part)
        return found

    def _walk(self) -> Iterator[tuple[Schema, str, str]]:
        """Every object of the document with its pointer and base address, without recursion."""
        waiting: list[tuple[Any, tuple[str | int, ...], str, bool]] = [(self.root, (), "", False)]
        while waiting:
            node, path, base, named = waiting.pop()
            if isinstance(node, list):
                waiting += [(item, (*path, number), base, False) for number, item in enumerate(node)]
            elif isinstance(node, Mapping):
                own = None if named else _address(node)
                base = base if own is None else _absolute(base, own)
                yield node, "".join(map(token, path)), base
                waiting += [
                    (item, (*path, key), base, not named and key in _NAMED)
                    for key, item in node.items()
                    if named or key not in _DATA
                ]


def _address(part: Schema) -> str | None:
    """The address a part gives itself; an anchor written as `$id` is none."""
    own = part.get("$id")
    return own if isinstance(own, str) and not own.startswith("#") else None


def _absolute(base: str, own: str) -> str:
    try:
        return urldefrag(urljoin(base, own))[0]
    except ValueError:
        return own
