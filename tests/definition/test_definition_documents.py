"""The meta-schemas, and what they say of well and badly written documents."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from definition_material import CASES, ROOT, example, load, meta, packaged, packaged_keys, put, schemas
from dougong.definition import RESERVED, check_documents, document_type, is_reserved, is_slug, with_kinds
from dougong.kinds import KINDS

TYPES = {
    "module", "entity", "workflow", "posting", "form", "table", "ledger", "invariant", "dashboard", "report",
    "print", "alert", "engine", "lookup", "roles", "cases", "locale", "seed", "overlay", "edition",
}  # fmt: skip


def test_every_document_type_has_its_meta_schema() -> None:
    assert meta().types == TYPES
    assert set(schemas()) == TYPES | {"common"}


@pytest.mark.parametrize("name", sorted(TYPES | {"common"}))
def test_a_meta_schema_is_a_schema_and_names_itself(name: str) -> None:
    schema = schemas()[name]
    jsonschema.Draft202012Validator.check_schema(json.loads(json.dumps(schema, default=float)))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:dougong:{name}:1"


def told(schema: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every keyword a document may write, with its schema."""
    if isinstance(schema, dict):
        for key, one in (schema.get("properties") or {}).items():
            if not path.endswith(("/if", "/then", "/anyOf", "/oneOf")):
                yield f"{path}/{key}", one
        for word, one in schema.items():
            yield from told(one, f"{path}/{word}")
    if isinstance(schema, list):
        for one in schema:
            yield from told(one, path)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_word_says_what_it_is_for(name: str) -> None:
    words = dict(told(schemas()[name]))
    assert words or name == "locale"
    silent = [path for path, one in words.items() if isinstance(one, dict) and not {"title", "description"} <= set(one)]
    assert [path for path in silent if not path.startswith("/$defs/property/")] == []
    fields = schemas()["entity"]["$defs"]["property"]["properties"]
    assert [word for word, one in fields.items() if not {"title", "description"} <= set(one)] == []


def test_the_entity_meta_schema_knows_every_kind() -> None:
    entity = schemas()["entity"]
    assert with_kinds(entity) == entity, "run tests/definition/update_schemas.py"
    assert entity["$defs"]["property"]["properties"]["kind"]["enum"] == list(KINDS)


def test_the_example_is_well_written() -> None:
    assert check_documents(meta(), example()) == ()
    assert meta().problems("overlay", load(CASES / "example_overlay.json")) == ()
    assert meta().problems("edition", load(CASES / "example_edition.json")) == ()


@pytest.mark.parametrize("key", packaged_keys())
def test_the_packaged_modules_are_well_written(key: str) -> None:
    assert check_documents(meta(), packaged(key)) == ()


WRONG: list[tuple[str, Any, str, str]] = [
    ("module#/key", "Day", "module#/key", "pattern"),
    ("module#/version", "1", "module#/version", "pattern"),
    ("module#/titel", "x", "module#/titel", "unknown_key"),
    ("module#/title", ..., "module#/title", "required"),
    ("module#/requires/core", "latest", "module#/requires/core", "pattern"),
    ("module#/settings/properties/backdate_days/minimun", 1,
     "module#/settings/properties/backdate_days/minimun", "unknown_key"),
    ("entities/slip#/$schema", "urn:dougong:entity:9", "entities/slip#/$schema", "const"),
    ("entities/slip#/key", "note", "entities/slip#/key", "const"),
    ("entities/slip#/properties/team/titel", "x", "entities/slip#/properties/team/titel", "unknown_key"),
    ("entities/slip#/properties/total/kind", "mony", "entities/slip#/properties/total/kind", "enum"),
    ("entities/slip#/properties/total/minLength", 3, "entities/slip#/properties/total/minLength",
     "unknown_key"),
    ("entities/slip#/properties/total/scale", 9, "entities/slip#/properties/total/scale", "maximum"),
    ("entities/slip#/properties/total/minimum", "much", "entities/slip#/properties/total/minimum", "pattern"),
    ("entities/slip#/properties/Team", {"title": "x"}, "entities/slip#/properties/Team", "name"),
    ("entities/slip#/properties/state", {"title": "x"}, "entities/slip#/properties/state", "name"),
    ("entities/slip#/properties/constructor", {}, "entities/slip#/properties/constructor", "name"),
    ("entities/slip#/properties/spare_n1", {}, "entities/slip#/properties/spare_n1", "name"),
    ("entities/slip#/properties/team/title", "x" * 201, "entities/slip#/properties/team/title", "max_length"),
    ("entities/slip#/properties/team/title", "a\u202eb", "entities/slip#/properties/team/title", "wording"),
    ("entities/slip#/properties/team/title", "e\u0301", "entities/slip#/properties/team/title", "wording"),
    ("entities/slip#/properties/total/computed", "1 + " * 600, "entities/slip#/properties/total/computed",
     "max_length"),
    ("entities/slip#/properties/team/reference", "Core/Team", "entities/slip#/properties/team/reference",
     "pattern"),
    ("entities/slip#/properties/cause/oneOf/0/const", "own work",
     "entities/slip#/properties/cause/oneOf/0/const", "pattern"),
    ("entities/slip#/properties/cause/oneOf/0/title", ..., "entities/slip#/properties/cause/oneOf/0/title",
     "required"),
    ("entities/slip#/properties/rows/items/properties/h_reg/unti", "h",
     "entities/slip#/properties/rows/items/properties/h_reg/unti", "unknown_key"),
    ("entities/slip#/rules/not_future/check", ..., "entities/slip#/rules/not_future/check", "required"),
    ("entities/slip#/numbering/per", ["week"], "entities/slip#/numbering/per/0", "enum"),
    ("workflows/slip#/transitions/submit/too", "x", "workflows/slip#/transitions/submit/too", "unknown_key"),
    ("workflows/slip#/transitions/submit/reason", "yes", "workflows/slip#/transitions/submit/reason", "enum"),
    ("workflows/slip#/transitions/approve/approval/steps/pm/assign", {},
     "workflows/slip#/transitions/approve/approval/steps/pm/assign", "min_properties"),
    ("workflows/slip#/transitions/approve/approval/steps/pm/assign/user", "x",
     "workflows/slip#/transitions/approve/approval/steps/pm/assign", "max_properties"),
    ("workflows/slip#/transitions/approve/approval/steps/pm/deadline", "1 day",
     "workflows/slip#/transitions/approve/approval/steps/pm/deadline", "pattern"),
    ("workflows/slip#/transitions/approve/do", [{"create": "cost/entry"}],
     "workflows/slip#/transitions/approve/do/0/values", "required"),
    ("postings/slip#/rules/cost/ledger", ..., "postings/slip#/rules/cost/ledger", "required"),
    ("tables/slip#/views/all/kind", "pivot", "tables/slip#/views/all/kind", "enum"),
    ("tables/slip#/views/all/sort/0", "work date", "tables/slip#/views/all/sort/0", "pattern"),
    ("roles#/rights/slip/foreman/see/hide/0", "total", "roles#/rights/slip/foreman/see/hide/0", "pattern"),
    ("roles#/rights/slip/foreman/sea", True, "roles#/rights/slip/foreman/sea", "unknown_key"),
    ("cases/slip#/cases/overtime/expect", {}, "cases/slip#/cases/overtime/expect", "min_properties"),
    ("locale/zh_Hans#/title", "x", "locale/zh_Hans#/title", "unknown_key"),
    ("widgets/slip", {}, "widgets/slip#", "unknown_key"),
    ("entities/Slip", {}, "entities/Slip#", "unknown_key"),
    ("entities/note", [], "entities/note#", "type"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "value", "at", "code"), WRONG)
def test_what_is_badly_written_is_told_at_its_place(address: str, value: Any, at: str, code: str) -> None:
    found = check_documents(meta(), put(example(), address, value))
    assert (at, code) in {(problem.pointer, problem.code) for problem in found}
    assert len(found) <= 2


def test_a_module_needs_its_head() -> None:
    documents = example()
    del documents["module"]
    assert [problem.pointer for problem in check_documents(meta(), documents)] == ["module"]


def nested(depth: int) -> Any:
    root: dict[str, Any] = {}
    for _ in range(depth):
        root = {"not": root}
    return root


def test_deep_and_wide_documents_are_refused_before_anything_walks_them() -> None:
    deep = put(example(), "entities/slip#/properties/team/default", nested(5000))
    assert {problem.code for problem in check_documents(meta(), deep)} == {"limit"}
    many = {f"f{i}": {"type": "string"} for i in range(251)}
    rows = {"type": "array", "items": {"type": "object", "properties": {f"c{i}": {} for i in range(250)}}}
    wide = put(example(), "entities/slip#/properties", {**many, "rows": rows})
    found = check_documents(meta(), wide)
    assert ("entities/slip#/properties", "limit") in {(one.pointer, one.code) for one in found}


def test_names() -> None:
    assert is_slug("day_labour")
    assert not any(map(is_slug, ("", "Day", "1st", "a-b", "a" * 64, "ä", "__class__", "a\n")))
    assert all(is_reserved(key) for key in (*RESERVED, "spare_t3"))
    assert not is_reserved("order")
    assert document_type("entities/slip") == "entity"
    assert document_type("locale/zh_Hans") == "locale"
    assert document_type("entities/../x") is None


def test_approvals_are_accepted_as_the_design_says() -> None:
    approval = {
        "order": ["a", "b", "c", "d", "e", "f"],
        "steps": {
            "a": {"assign": {"role": "project_manager"}, "mode": "any", "deadline": "P1D", "empty": "skip"},
            "b": {"assign": {"user": "00000000-0000-7000-8000-000000000001"}, "mode": "all"},
            "c": {"assign": {"field": "team.leader"}, "mode": "count", "need": 2, "when": "total > 5"},
            "d": {"assign": {"manager_of": "created_by"}, "mode": "percent", "need": 50,
                  "on_reject": {"step": "a"}},
            "e": {"assign": {"relation": "responsible_of(wbs_node)"}, "mode": "sequence", "empty": "admin"},
            "f": {"assign": {"expr": "team.leader"}, "on_reject": {"to": "draft"}},
        },
        "on_reject": {"to": "returned"},
    }  # fmt: skip
    documents = put(example(), "workflows/slip#/transitions/approve/approval", approval)
    assert check_documents(meta(), documents) == ()


def test_the_schemas_are_laid_out_as_the_script_does() -> None:
    lines = (ROOT / "schemas" / "entity.schema.json").read_text("utf-8").splitlines()
    assert max(len(line) for line in lines) <= 160
