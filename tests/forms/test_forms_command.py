"""`manage.py try_schema`: one JSON object, an exit code, never a traceback, no database."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
KEYS = ["form", "fields", "json_fields", "unsupported", "valid", "errors", "roundtrip"]
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a"]}


def run(*args: Any) -> tuple[dict[str, Any], int]:
    out = StringIO()
    code = 0
    try:
        call_command("try_schema", *map(str, args), stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return json.loads(out.getvalue()), code


def written(folder: Path, name: str, text: Any) -> Path:
    path = folder / name
    path.write_text(text if isinstance(text, str) else json.dumps(text), "utf-8")
    return path


def test_good_data(tmp_path: Path) -> None:
    schema, data = written(tmp_path, "s.json", SCHEMA), written(tmp_path, "d.json", '{"a": 5, "b": [1.50]}')
    report, code = run(schema, "--data", data, "--html", tmp_path / "form.html")
    assert list(report) == KEYS
    assert report == {
        "form": True, "fields": 1, "json_fields": 1, "unsupported": [], "valid": True, "errors": [], "roundtrip": True,
    }  # fmt: skip
    assert code == 0
    assert 'name="/a"' in (tmp_path / "form.html").read_text("utf-8")


def test_bad_data_are_told_with_pointer_code_and_words(tmp_path: Path) -> None:
    schema, data = written(tmp_path, "s.json", SCHEMA), written(tmp_path, "d.json", {"a": "x"})
    report, code = run(schema, "--data", data)
    assert (report["valid"], report["roundtrip"], code) == (False, True, 0)
    assert [(one["pointer"], one["code"]) for one in report["errors"]] == [("/a", "type")]
    assert report["errors"][0]["message"]


def test_an_empty_form(tmp_path: Path) -> None:
    report, code = run(written(tmp_path, "s.json", SCHEMA))
    assert (report["form"], report["roundtrip"], report["valid"], code) == (True, True, False, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", 2), ("", 2), ("NaN", 2), ("[" * 100_000, 2), ('{"a": ' + "1" * 5000 + "}", 2),
        ("[]", 1), ("5", 1), ('"x"', 1), ('{"type": "strin"}', 1), ('{"$ref": "#"}', 1), ('{"properties": []}', 1),
        ('{"$schema": "http://json-schema.org/draft-07/schema#", "type": 5}', 1), ("true", 0), ("false", 0), ("{}", 0),
        ('{"title": "\\ud800", "properties": {"\\ud800": {"type": "string"}}}', 0),
    ],
)  # fmt: skip
def test_any_file_gets_an_answer(tmp_path: Path, text: str, code: int) -> None:
    report, found = run(written(tmp_path, "s.json", text))
    assert list(report) == KEYS
    assert found == code
    assert report["form"] == (code == 0)
    assert code == 0 or report["errors"]


def test_no_file(tmp_path: Path) -> None:
    report, code = run(tmp_path / "none.json")
    assert (code, report["errors"][0]["code"]) == (2, "not_found")
    assert run(written(tmp_path, "s.json", SCHEMA), "--data", tmp_path / "none.json")[1] == 2
    assert run(tmp_path)[1] == 2


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_bytes(b"\xff\xfe\x00")
    assert run(tmp_path / "s.json")[1] == 2


def test_the_older_dialect_somebody_forgot_to_name_still_has_a_form(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"pair": {"type": "array", "items": [{"type": "string"}]}}}
    report, code = run(written(tmp_path, "s.json", schema), "--data", written(tmp_path, "d.json", {"pair": ["x"]}))
    assert (report["form"], report["roundtrip"], report["valid"], code) == (True, True, False, 0)
    assert report["errors"]


def test_the_dialect_is_the_schemas_own(tmp_path: Path) -> None:
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "string"}]}
    assert run(written(tmp_path, "s.json", schema), "--data", written(tmp_path, "d.json", ["x"]))[0]["valid"]
    assert not run(written(tmp_path, "s.json", schema), "--data", written(tmp_path, "d.json", [1]))[0]["valid"]


def test_from_the_command_line_without_a_database(tmp_path: Path) -> None:
    path = written(tmp_path, "s.json", '{"type": "string", "title": "\\ud800"}')
    command = [sys.executable, str(ROOT / "manage.py"), "try_schema", str(path)]
    environment = {
        "PATH": "/usr/bin:/bin",
        "DOUGONG_VAR": str(tmp_path / "var"),
        "DOUGONG_DATABASE": "postgresql://u:p@127.0.0.1:1/none",
    }
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["form"] is True
    assert done.stderr == ""


def test_a_document_of_a_module_is_read_in_its_own_words(tmp_path: Path) -> None:
    document = {
        "$schema": "urn:dougong:entity:1",
        "key": "note",
        "type": "object",
        "properties": {
            "team": {"reference": "core/team"},
            "sum": {"kind": "money", "minimum": "0"},
            "twice": {"kind": "money", "computed": "sum * 2"},
        },
        "required": ["team"],
    }
    schema, data = written(tmp_path, "s.json", document), written(tmp_path, "d.json", {"sum": "-1.50", "twice": "9"})
    report, code = run(schema, "--data", data)
    assert (report["form"], report["fields"], report["json_fields"], report["roundtrip"], code) == (True, 3, 0, True, 0)
    assert {(one["pointer"], one["code"]) for one in report["errors"]} == {("/team", "required"), ("/sum", "minimum")}
    assert run(written(tmp_path, "s.json", {**document, "properties": {"a": {"computed": "1 +"}}}))[1] == 1


def test_our_own_words_in_a_plain_schema(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"sum": {"kind": "money"}, "team": {"reference": "core/team"}}}
    report, code = run(written(tmp_path, "s.json", schema), "--data", written(tmp_path, "d.json", {"sum": "1.50"}))
    assert (report["fields"], report["json_fields"], report["roundtrip"], code) == (2, 0, True, 0)
