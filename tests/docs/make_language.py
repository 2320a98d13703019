"""Makes docs/language.md from the meta-schemas, the kinds and the packaged modules.

`python tests/docs/make_language.py` writes the file; a test compares it with what is on disk.
"""

import importlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dougong.definition import document_type
from dougong.expression import limits
from dougong.expression.signatures import SIGNATURES
from dougong.kinds import BY_NAME, KINDS

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "language.md"
EXAMPLES = Path(__file__).parent / "examples"
WIDEST = 72

#: Document types in the order they are best read, each with the place it is written at.
PLACES = {
    "module": "modules/<module>/module.json",
    "entity": "modules/<module>/entities/<entity>.json",
    "form": "modules/<module>/forms/<entity>.json",
    "table": "modules/<module>/tables/<entity>.json",
    "workflow": "modules/<module>/workflows/<key>.json",
    "roles": "modules/<module>/roles.json",
    "lookup": "modules/<module>/lookups/<key>.json",
    "posting": "modules/<module>/postings/<entity>.json",
    "ledger": "modules/<module>/ledgers/<key>.json",
    "invariant": "modules/<module>/invariants/<key>.json",
    "cases": "modules/<module>/cases/<entity>.json",
    "locale": "modules/<module>/locale/<language>.json",
    "seed": "modules/<module>/seeds/<key>.json",
    "dashboard": "modules/<module>/dashboards/<key>.json",
    "report": "modules/<module>/reports/<key>.json",
    "print": "modules/<module>/prints/<key>.json",
    "alert": "modules/<module>/alerts/<key>.json",
    "engine": "modules/<module>/engines/<key>.json",
    "overlay": "kept in the database by tenant; a file only inside an edition",
    "edition": "one file per edition",
}

HEAD = """# The definition language

This file is generated from `schemas/*.schema.json`, from the field kinds and from the packaged modules.
Change those, then run `make docs`.

A module is a folder of JSON files. Each file is one document. Its type follows from the folder it lies in, and its
`$schema` names the version of the language. `manage.py check_modules` checks every document; an editor that knows
JSON Schema completes the keywords while you type.

How to read the tables: **bold** keywords must be given. `key` stands for a name you choose yourself: small letters,
digits and underscores. "formula" is text of the [formula language](#formulas). Examples are taken from `modules/`.

Keys are identities. They never change and are never used again for something else. To rename something, change its
`title`. A tenant's own keys begin with `x_`.
"""


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


SCHEMAS: dict[str, Any] = {
    path.name.removesuffix(".schema.json"): load(path) for path in sorted((ROOT / "schemas").glob("*.json"))
}
BY_ID = {schema["$id"]: schema for schema in SCHEMAS.values()}
#: What a reference to a common part is called in the tables.
NAMED = {
    "slug": "key", "name": "key, or module/key", "title": "text, 1–200", "text": "text, 1–2000", "formula": "formula",
    "order": "list of keys", "field": "field", "pointer": "pointer", "sort": "field, or -field",
    "version": "version 1.2.3", "range": "version range", "time_limit": "duration P1D", "icon": "icon",
    "where": "true, or a formula, or a case",
}  # fmt: skip


def follow(schema: Any, home: Any) -> tuple[Any, Any]:
    """The schema a `$ref` means, with the document it stands in; words beside the reference win."""
    while isinstance(schema, Mapping) and "$ref" in schema:
        address, _hash, pointer = schema["$ref"].partition("#")
        home = BY_ID[address] if address else home
        found = home
        for part in pointer.strip("/").split("/"):
            found = found[part]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**found, **beside}
    return schema, home


@cache
def documents() -> tuple[tuple[str, str, Any], ...]:
    """Every document of the packaged modules: type, file, content."""
    return tuple(_documents())


def _documents() -> Iterator[tuple[str, str, Any]]:
    for path in sorted((ROOT / "modules").rglob("*.json")):
        inner = path.relative_to(ROOT / "modules").as_posix().partition("/")[2].removesuffix(".json")
        kind = document_type(inner)
        if kind is not None:
            yield kind, path.relative_to(ROOT).as_posix(), load(path)


class Examples:
    """The first fitting use of every keyword, found by walking documents along their schemas."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], str] = {}
        for type_, _file, document in documents():
            self.walk(SCHEMAS[type_], SCHEMAS[type_], document)
        for path in sorted(EXAMPLES.glob("*.json")):
            self.walk(SCHEMAS[path.stem], SCHEMAS[path.stem], load(path))

    def walk(self, schema: Any, home: Any, value: Any) -> None:
        if not isinstance(schema, Mapping):
            return
        schema, home = follow(schema, home)
        if isinstance(value, list):
            for item in value:
                self.walk(schema.get("items", {}), home, item)
        if "if" in schema and "type" in schema["if"]:
            fits = matches(schema["if"]["type"], value)
            self.walk(schema.get("then" if fits else "else", {}), home, value)
        if not isinstance(value, Mapping):
            return
        known = schema.get("properties", {})
        for key, inner in value.items():
            if key in known:
                self.keep(signature(known), key, inner)
                self.walk(known[key], home, inner)
            else:
                self.walk(schema.get("additionalProperties", {}), home, inner)

    def keep(self, table: str, key: str, value: Any) -> None:
        text = short(value)
        kept = self.found.get((table, key))
        if kept is None or (kept.endswith("…") and not text.endswith("…")):
            self.found[table, key] = text

    def of(self, known: Mapping[str, Any], key: str) -> str:
        return self.found.get((signature(known), key), "")


def matches(type_: str, value: Any) -> bool:
    return isinstance(value, {"array": list, "object": dict, "boolean": bool, "string": str}[type_])


def signature(known: Mapping[str, Any]) -> str:
    """What tells one table of keywords from another: the keywords and their descriptions."""
    return json.dumps(
        {key: one.get("description") for key, one in known.items() if isinstance(one, Mapping)}, sort_keys=True
    )


def short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;") or " "


def code(text: str) -> str:
    """Text as code in a table; a bar would end the cell."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text.replace('|', chr(92) + '|')}{fence}" if text else " "


def type_of(schema: Any, home: Any) -> str:
    """What a keyword takes, in a few words."""
    if not isinstance(schema, Mapping):
        return "anything"
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if schema["$ref"].startswith("urn:dougong:common") and name in NAMED:
            return NAMED[name]
        schema, home = follow(schema, home)
    if "const" in schema:
        return f"`{json.dumps(schema['const'], ensure_ascii=False)}`"
    if schema.get("enum") == list(KINDS):
        return "a [field kind](#field-kinds)"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    for word in ("anyOf", "oneOf"):
        if word in schema and "type" not in schema and "properties" not in schema:
            parts = [name for one in schema[word] for name in type_of(one, home).split(" or ")]
            return " or ".join(dict.fromkeys(parts))
    if "if" in schema and "type" not in schema and "then" in schema:
        return f"{condition(schema, home)}"
    if isinstance(schema.get("type"), list):
        return " or ".join(schema["type"])
    return plain_type(schema, home)


def condition(schema: Any, home: Any) -> str:
    """`if` this JSON type `then` so, `else` so."""
    kind = schema["if"].get("type", "object")
    first = "true or false" if kind == "boolean" else type_of({"type": kind, **schema["then"]}, home)
    return f"{type_of(schema['else'], home)}, or {first}" if "else" in schema else first


def plain_type(schema: Any, home: Any) -> str:
    kind = schema.get("type")
    if kind == "array":
        return f"list of {type_of(schema['items'], home)}" if "items" in schema else "list"
    if kind == "string" and schema.get("pattern") == SCHEMAS["common"]["$defs"]["slug"]["pattern"]:
        return "key"
    if kind == "string":
        most = schema.get("maxLength")
        return f"text, at most {most}" if most else {"uuid": "identifier"}.get(schema.get("format", ""), "text")
    if kind in {"integer", "number"}:
        low, high = schema.get("minimum"), schema.get("maximum")
        named = "whole number" if kind == "integer" else "number"
        return f"{named}, {low}–{high}" if high is not None and low is not None else named
    if kind == "boolean":
        return "true or false"
    if kind == "object" or "properties" in schema:
        inner = schema.get("additionalProperties")
        if isinstance(inner, Mapping) and not schema.get("properties"):
            return f"key → {type_of(inner, home)}"
        if home is SCHEMAS["entity"] and schema.get("title") == "Field":
            return "a [field](#entity)"
        return "object" if not schema.get("title") else f"object “{schema['title']}”"
    return "anything"


class Writer:
    """Writes the tables of one document type: its own, then those of the objects inside."""

    def __init__(self, examples: Examples) -> None:
        self.examples = examples
        self.lines: list[str] = []

    def document(self, type_: str) -> None:
        schema = SCHEMAS[type_]
        self.lines += [f"## {type_}", "", f"{schema['description']} Written in `{PLACES[type_]}`.", ""]
        seen: set[str] = set()
        waiting: list[tuple[str, Any, Any]] = [("", schema, schema)]
        while waiting:
            path, part, home = waiting.pop(0)
            known = part.get("properties", {})
            if not known or signature(known) in seen:
                continue
            seen.add(signature(known))
            if path:
                self.lines += [f"### {type_}: `{path}`", "", f"{part.get('description', '')}", ""]
            self.table(known, part.get("required", ()), home)
            for key, one in known.items():
                inner = objects(one, home)
                if inner is not None and inner[2] in (schema, SCHEMAS["common"]):
                    waiting.append((f"{path}.{key}{inner[0]}".lstrip("."), inner[1], inner[2]))
        for pattern, inner in schema.get("patternProperties", {}).items():
            self.lines += [f"Every other keyword is an address (`{pattern}`): {inner['description']}", ""]
        self.example(type_)

    def table(self, known: Mapping[str, Any], required: Any, home: Any) -> None:
        self.lines += ["| Keyword | Takes | Meaning | Example |", "|---|---|---|---|"]
        for key, one in known.items():
            name = f"**`{key}`**" if key in required else f"`{key}`"
            told = (
                one.get("description") or follow(one, home)[0].get("description", "")
                if isinstance(one, Mapping)
                else ""
            )
            example = "" if key in {"$schema", "$comment"} else self.examples.of(known, key)
            self.lines.append(f"| {name} | {cell(type_of(one, home))} | {cell(told)} | {code(example)} |")
        self.lines.append("")

    def example(self, type_: str) -> None:
        """The shortest document of this type, whole."""
        packaged = [(file, document) for kind, file, document in documents() if kind == type_]
        sample = EXAMPLES / f"{type_}.json"
        if packaged:
            file, _document = min(packaged, key=lambda one: (len((ROOT / one[0]).read_text("utf-8")), one[0]))
            text = (ROOT / file).read_text("utf-8").strip()
            told = f"`{file}`:"
        elif sample.exists():
            text, told = sample.read_text("utf-8").strip(), "No packaged module has one yet. It looks like this:"
        else:
            return
        rows = text.splitlines()
        if len(rows) > 40:
            rows = [*rows[:40], "…"]
        self.lines += [told, "", "```json", *rows, "```", ""]


def objects(schema: Any, home: Any) -> tuple[str, Any, Any] | None:
    """The object with keywords that lies directly inside a keyword's schema, and how it is reached."""
    path = ""
    for _ in range(6):
        if not isinstance(schema, Mapping):
            return None
        schema, home = follow(schema, home)
        if schema.get("properties"):
            return path, schema, home
        either = [schema[word] for word in ("else", "then") if word in schema] or schema.get("anyOf", [])
        if either and "type" not in schema:
            found = [inner for one in either if (inner := objects(one, home)) is not None]
            return (f"{path}{found[0][0]}", *found[0][1:]) if found else None
        if isinstance(schema.get("items"), Mapping):
            path, schema = f"{path}[]", schema["items"]
        elif isinstance(schema.get("additionalProperties"), Mapping):
            path, schema = f"{path}.*", schema["additionalProperties"]
        else:
            return None
    return None


def kinds() -> list[str]:
    """The table of field kinds."""
    used = uses()
    lines = [
        "## Field kinds", "",
        "A field's kind says what it holds. `\"kind\": \"<name>\"` names it outright. Without it the other words "
        "decide: a reference, a unit, a format, a list of choices, the JSON type. Decimals travel as text, never as "
        "floating point.",
        "",
        "| Kind | What it holds | Its own keywords | Places kept | Example |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for name, kind in KINDS.items():
        words = ", ".join(f"`{word}`" for word in kind.keywords)
        places = "" if kind.scale is None else str(kind.scale)
        lines.append(f"| `{name}` | {cell(told_of(name))} | {cell(words)} | {places} | {code(used.get(name, ''))} |")
    return [*lines, "", f"A kind named outright outranks everything (rank {BY_NAME}).", ""]


def told_of(name: str) -> str:
    """The sentence a kind's file begins with."""
    module = importlib.import_module(f"dougong.kinds.{'json_value' if name == 'json' else name}")
    text = " ".join((module.__doc__ or "").split("\n\n")[0].split())
    return text.partition(": ")[2]


def uses() -> dict[str, str]:
    """For each kind, a field of a packaged module that has it."""
    found: dict[str, str] = {}

    def look(properties: Mapping[str, Any]) -> None:
        for key, schema in properties.items():
            kind = kind_name(schema)
            text = short({key: schema})
            if kind not in found or len(text) < len(found[kind]):
                found[kind] = text
            inner = schema.get("items", {})
            if isinstance(inner, Mapping):
                look(inner.get("properties", {}))

    for type_, _file, document in documents():
        if type_ == "entity":
            look(document.get("properties", {}))
    return found


def kind_name(schema: Mapping[str, Any]) -> str:
    return max(KINDS.values(), key=lambda kind: kind.rank(schema)).name


FORMULAS = f"""## Formulas

A formula is one line of text: at most {limits.TEXT_OF_FORMULA:,} characters, {limits.NODES} parts,
{limits.DEPTH} levels deep. It is worked out in at most {limits.STEPS:,} steps.
Numbers are exact decimals of {limits.PRECISION} digits. The same formula gives the same answer on the server, in the
browser and in the database: the cases in `tests/expression/` are run by all three.

| Written | Meaning |
|---|---|
| `+ - * / %` | arithmetic; a quotient has {limits.QUOTIENT_PLACES} places; dividing by zero gives null |
| `== != < <= > >=` | comparison; everything but `== null` and `!= null` is false beside null |
| `&& \\|\\| !` | and, or, not; null counts as false |
| `a ? b : c` | one of two values |
| `x in [1, 2]`, `state in ['draft', 'returned']` | is among |
| `team.leader` | a field of the record referred to |
| `rows.amount` | the column of all rows, as a list |
| `rows.sum(r, r.amount)` | the sum over rows; also `count`, `min`, `max`, `avg`, `all`, `exists`, `map`, `filter` |
| `rows.count()` | how many rows |
| `'text'`, `"text"`, `1234.50`, `true`, `null` | values as they are |

Names: the record's own fields; `project`, `number`, `state`, `version`, `created_by`, `created_at`, `updated_by` and
`updated_at` of the record; `record` (the same, from inside rows); `row` inside rows; `me` and `my_projects`;
`settings` of the module. Every look-up of the module is a function: `rate_card(row.worker, record.work_date)`.

Functions: {{functions}}.
"""


@cache
def made() -> str:
    """The whole file."""
    examples = Examples()
    lines = [HEAD, "## Document types", "", "| Type | Written in | What it is |", "|---|---|---|"]
    lines += [
        f"| [{name}](#{name}) | `{place}` | {cell(SCHEMAS[name]['description'])} |" for name, place in PLACES.items()
    ]
    lines += ["", "Also: [field kinds](#field-kinds), [formulas](#formulas), [common parts](#common-parts).", ""]
    for type_ in PLACES:
        writer = Writer(examples)
        writer.document(type_)
        lines += writer.lines
    lines += kinds()
    lines += [FORMULAS.replace("{functions}", ", ".join(f"`{name}`" for name in SIGNATURES))]
    lines += [
        "## Common parts",
        "",
        "Values that several document types use.",
        "",
        "| Part | Meaning | Pattern |",
        "|---|---|---|",
    ]
    lines += [
        f"| {cell(part['title'])} | {cell(part['description'])} | {code(part.get('pattern', ''))} |"
        for part in SCHEMAS["common"]["$defs"].values()
    ]
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()) + "\n"


if __name__ == "__main__":
    TARGET.write_text(made(), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)} written")
