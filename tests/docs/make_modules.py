"""Makes docs/modules.md from the packaged modules: entity, field, label in both languages, kind, rule.

`python tests/docs/make_modules.py` writes the file; a test compares it with what is on disk.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from dougong.definition import Entity, Field, Module, Workflow, read_module, translate

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "modules.md"

HEAD = """# The packaged modules

This file is generated from `modules/`. Change the definitions there, then run `make docs`.

Every field of every entity, as people read it in Chinese and in English. "Rule" says what a value must meet, where it
comes from, and when the field is there at all. The [definition language](language.md) explains the words.
"""

#: Words of a property that are a rule, in the order they are told.
SAID = (
    "computed", "default", "default_from", "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength",
    "pattern", "minItems", "maxItems", "visible_when", "required_when", "readonly_when", "pick", "unit", "scale",
)  # fmt: skip


def documents(folder: Path) -> dict[str, Any]:
    return {
        path.relative_to(folder).with_suffix("").as_posix(): json.loads(path.read_text("utf-8"), parse_float=Decimal)
        for path in sorted(folder.rglob("*.json"))
    }


def both(folder: Path) -> tuple[Module, Module]:
    """A module as it is written, and in Chinese."""
    written = documents(folder)
    return read_module(written, hash="en"), read_module(translate(written, written["locale/zh_Hans"]), hash="zh")


def cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def rule_of(field: Field) -> str:
    """What holds for a field, in a line."""
    said = ["required"] if field.required else []
    said += ["unique"] if field.unique else []
    said += ["several"] if field.many else []
    said += [f"→ {field.reference}"] if field.reference else []
    for word in SAID:
        value = field.schema.get(word)
        if value not in (None, "", False):
            text = value if isinstance(value, str) else json.dumps(value, default=str)
            said.append(f"{word.replace('_', ' ')} `{text}`")
    if field.kind in {"choice", "choices"}:
        said.append("one of " + ", ".join(f"`{key}`" for key in field.options.get("choices", {})))
    return cell("; ".join(said))


def fields(written: Mapping[str, Field], chinese: Mapping[str, Field], above: str = "") -> Iterator[str]:
    """One line a field; the columns of rows follow their field."""
    for key, field in written.items():
        other = chinese[key]
        named = f"`{above}{key}`"
        yield f"| {named} | {cell(other.title)} | {cell(field.title)} | `{field.kind}` | {rule_of(field)} |"
        if field.kind == "rows":
            yield from fields(field.fields, other.fields, f"{above}{key}/")


def rules(entity: Entity, chinese: Entity) -> Iterator[str]:
    for rule, other in zip(entity.rules, chinese.rules, strict=True):
        level = " (warning)" if rule.level == "warning" else ""
        yield f"- `{rule.key}`{level}: {rule.message} {other.message} — `{rule.check.text}`"


def life(workflow: Workflow, chinese: Workflow) -> Iterator[str]:
    """The arrows of a workflow as a table."""
    yield "| Transition | 名称 | From | To | By | Guard |"
    yield "|---|---|---|---|---|---|"
    for key, arrow in workflow.transitions.items():
        sources = ", ".join(workflow.states[one].title for one in arrow.sources)
        by = ", ".join(arrow.by) or " → ".join(who(step.assign) for step in arrow.approval)
        guard = f"`{arrow.guard.text}`" if arrow.guard else ""
        target = workflow.states[arrow.target].title
        title = chinese.transitions[key].title
        yield f"| `{key}` {arrow.title} | {title} | {sources} | {target} | {by} | {cell(guard)} |"


def who(assign: Mapping[str, Any]) -> str:
    kind, value = next(iter(assign.items()))
    return value if kind == "role" and isinstance(value, str) else f"{kind}: {value}"


def entity_lines(module: Module, chinese: Module, key: str) -> Iterator[str]:
    entity, other = module.entities[key], chinese.entities[key]
    yield f"### {entity.name}: {other.title} · {entity.title}"
    yield ""
    scope = "Belongs to a project." if entity.scope == "project" else "Belongs to the company."
    numbering = (
        f" Numbered `{entity.numbering.prefix}`, per {', '.join(entity.numbering.per)}." if entity.numbering else ""
    )
    yield f"{entity.help} {scope}{numbering}".strip()
    yield ""
    yield "| Field | 中文 | English | Kind | Rule |"
    yield "|---|---|---|---|---|"
    yield from fields(entity.fields, other.fields)
    yield ""
    told = list(rules(entity, other))
    if told:
        yield from ("Laws of the record:", "", *told, "")
    for name, workflow in module.workflows.items():
        if workflow.entity == key:
            yield from (*life(workflow, chinese.workflows[name]), "")


def made() -> str:
    """The whole file."""
    lines = [HEAD]
    for folder in sorted(path.parent for path in (ROOT / "modules").glob("*/module.json")):
        module, chinese = both(folder)
        lines += [f"## {module.key}: {chinese.title} · {module.title}", "", f"Version {module.version}.", ""]
        order = [*module.menu, *(key for key in module.entities if key not in module.menu)]
        for key in order:
            if key in module.entities:
                lines += entity_lines(module, chinese, key)
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()).strip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(made(), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)} written")
