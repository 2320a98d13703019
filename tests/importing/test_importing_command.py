"""`manage.py import_file` goes through the same door as the pages."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.importing.stage import HAND, Stage, workbook

pytestmark = [pytest.mark.storage]


def _run(stage: Stage, file: Path, *more: str) -> str:
    out = io.StringIO()
    asked = ["--tenant", stage.tenant.key, "--as", stage.account.login, "--entity", HAND, "--language", "en"]
    call_command("import_file", str(file), *asked, *more, stdout=out)
    return out.getvalue()


def test_a_file_is_imported_and_counted(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "hands.xlsx"
    file.write_bytes(workbook([["Code", "Name"], ["H1", "Wang"], ["H2", "Li"]]))
    assert _run(stage, file).strip() == "insert: 2, update: 0, same: 0, refused: 0, create: 0"
    keyed = tmp_path / "mapping.json"
    keyed.write_text(json.dumps({"mode": "both", "keys": ["/code"]}))
    assert _run(stage, file, "--mapping", str(keyed)).strip() == "insert: 0, update: 0, same: 2, refused: 0, create: 0"


def test_what_is_wrong_is_told_by_line_and_nothing_is_imported(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "hands.xlsx"
    file.write_bytes(workbook([["Code", "Name"], ["H1", "Wang"], ["H2", None]]))
    assert _run(stage, file, "--dry-run").splitlines()[0] == "3: /name Fill this in."
    with pytest.raises(CommandError):
        _run(stage, file)
    assert stage.stored(HAND) == []
    assert "insert: 1" in _run(stage, file, "--without-refused")
    with pytest.raises(CommandError):
        _run(stage, tmp_path / "hands.xlsx", "--as", "nobody")
