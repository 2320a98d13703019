"""Every case by the browser's evaluator, in Chromium under the strict content policy (else under node)."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.expression import to_json, type_to_json
from expression_harness import ALL, Case
from playwright.sync_api import Route, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
HARNESS = Path(__file__).parent / "expression_browser.js"
MODULES = {
    "decimal.js": next(STATIC.glob("vendor/decimal.js/*/decimal.mjs")),
    "dougong/expression": STATIC / "js/expression.js",
    "dougong/expression-values": STATIC / "js/expression-values.js",
}
POLICY = "default-src 'self'; script-src 'self' 'nonce-n'; object-src 'none'; base-uri 'none'"
READABLE = [case for case in ALL if not case.given.get("parse")]
FILES = sorted({case.where.partition(":")[0] for case in READABLE})


def plain(given: Any) -> Any:
    """Numbers as decimal text: as the wire has them."""
    if isinstance(given, Decimal):
        return str(given)
    if isinstance(given, Mapping):
        return {key: plain(value) for key, value in given.items()}
    return [plain(entry) for entry in given] if isinstance(given, list) else given


def question(case: Case) -> dict[str, Any]:
    asked = {
        "tree": to_json(case.parsed),
        "types": {name: type_to_json(t) for name, t in case.types.items()},
        "values": case.values,
        "entities": {e: {k: type_to_json(t) for k, t in fields.items()} for e, fields in case.entities.items()},
        "today": case.today.isoformat() if case.today else None,
        "budget": case.given.get("budget", 10_000),
    }
    if "records" in case.given:
        asked["records"] = case.given["records"]
    return {key: plain(value) for key, value in asked.items()}


def understood(answer: Any) -> Any:
    """An answer's numbers as `Case.expected` has them."""
    if isinstance(answer, dict) and set(answer) == {"number"}:
        return Decimal(answer["number"]).normalize() + 0
    if isinstance(answer, dict):
        return {key: understood(value) for key, value in answer.items()}
    return [understood(entry) for entry in answer] if isinstance(answer, list) else answer


def in_chromium(path: str, questions: str) -> list[Any]:
    imports = {name: "/" + str(file.relative_to(ROOT)) for name, file in MODULES.items()}
    page_html = (
        f'<!doctype html><script nonce="n" type="importmap">{json.dumps({"imports": imports})}</script>'
        '<script type="module" src="/harness.js"></script><main></main>'
    )

    def serve(route: Route) -> None:
        asked = route.request.url.removeprefix("http://expression.test/")
        if asked == "cases.json":
            route.fulfill(body=questions, content_type="application/json")
        elif asked.endswith("js"):
            file = HARNESS if asked == "harness.js" else ROOT / asked
            route.fulfill(body=file.read_text("utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body=page_html, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", serve)
        page.goto("http://expression.test/")
        page.locator("main[data-done]").wait_for(state="attached", timeout=60_000)
        answers = json.loads(page.locator("main").text_content() or "")
        assert (complaints, page.title()) == ([], "")
        browser.close()
    return list(answers)


def in_node(path: str, questions: str, folder: Path) -> list[Any]:
    for name, file in MODULES.items():
        package, _, entry = name.partition("/")
        home = folder / "node_modules" / package
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, home / f"{entry or 'main'}.mjs")
        (home / "package.json").write_text('{"exports": {".": "./main.mjs", "./*": "./*.mjs"}}')
    (folder / "cases.json").write_text(questions)
    shutil.copy(HARNESS, folder / "harness.mjs")
    command = [path, str(folder / "harness.mjs"), str(folder / "cases.json")]
    return list(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Place of the case -> what the browser answers."""
    questions = json.dumps([question(case) for case in READABLE])
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    node = shutil.which("node")
    if chromium:
        found = in_chromium(chromium, questions)
    elif node:
        found = in_node(node, questions, tmp_path_factory.mktemp("node"))
    else:
        pytest.skip("NEITHER CHROMIUM NOR NODE FOUND: the browser's evaluator was NOT tested.")
    return {case.where: answer for case, answer in zip(READABLE, found, strict=True)}


@pytest.mark.browser
@pytest.mark.parametrize("file", FILES)
def test_browser_evaluator(file: str, answers: dict[str, Any]) -> None:
    wrong = []
    for case in READABLE:
        if case.where.startswith(file + ":"):
            kind, expected = case.expected
            answer = understood(answers[case.where])
            if answer != {kind: expected}:
                wrong.append(f"{case.where}: {case.expr}: {str(answer)[:200]}, expected {str(expected)[:200]}")
    assert wrong == []


@pytest.mark.parametrize("name", ["dougong/expression", "dougong/expression-values"])
def test_the_browser_evaluator_makes_no_code_from_text(name: str) -> None:
    assert not re.search(r"\beval\s*\(|\bFunction\s*\(|innerHTML|import\s*\(", MODULES[name].read_text("utf-8"))
