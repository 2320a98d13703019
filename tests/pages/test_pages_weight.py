"""What a page weighs on its way: the form people open most, with all that it fetches, compressed as it travels."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.core.files.storage import FileSystemStorage
from dougong.pages.preloading import SOME, form_preloads, preloads
from dougong.project.static_storage import CollectedOrPlain, lean

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

STATIC = Path(__file__).resolve().parents[2] / "static"
FORMS = (STATIC / "js/forms.js").read_text("utf-8")


def weight(address: str) -> int:
    """A static file as browsers get it."""
    text = (STATIC / address.removeprefix("/static/")).read_bytes()
    if address.endswith((".js", ".mjs")):
        text = lean(text.decode()).encode()
    return len(brotli.compress(text))


@pytest.mark.storage
@pytest.mark.django_db
def test_a_new_slip_weighs_less_than_140_kb(site: Site) -> None:
    visitor = site.visitor("foreman")
    answer = visitor.client.get("/m/day_labour/slip/new/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    html = gzip.decompress(answer.content).decode()
    parts = set(re.findall(r'<(?:link|script)[^>]*(?:href|src)="(/static/[^"]+)"', html))
    assert "/static/js/conditions.js" in parts
    assert "/static/js/signature.js" in parts
    assert "/static/vendor/decimal.js/10.6.0/decimal.mjs" in parts
    assert "/static/js/tabs.js" not in parts
    parts.update(one.partition("#")[0] for one in re.findall(r'href="(/static/[^"]+\.svg)', html))
    total = len(answer.content) + sum(map(weight, parts))
    assert total < 140_000, f"{total} bytes in {len(parts) + 1} files"


def test_what_forms_fetch_where_it_is_named_is_told_beforehand() -> None:
    assert sorted(re.findall(r"^  (\w+): \(\) => import", FORMS, re.MULTILINE)) == sorted(SOME)
    told = form_preloads('<div data-controller="grid">')
    assert {"/static/js/grid.js", "/static/js/grid-cells.js", "/static/js/expression-values.js"} <= set(told)
    assert "/static/js/signature.js" not in told
    assert len(told) == len(set(told))
    assert "/static/vendor/stimulus/3.2.2/stimulus.js" in preloads("start")


def test_scripts_are_whole_under_both_of_their_names(tmp_path: Path) -> None:
    storage = CollectedOrPlain(location=tmp_path / "collected", base_url="/static/")
    source = FileSystemStorage(location=STATIC)
    names = ["js/forms.js", "js/texts.js", "vendor/decimal.js/10.6.0/decimal.mjs", "css/grid.css"]
    for name in names:
        with source.open(name) as content:
            storage.save(name, content)
    made = storage.post_process({name: (source, name) for name in names})
    found = {name: hashed for name, hashed, _done in made if not hashed.endswith((".gz", ".br"))}
    for name in names[:3]:
        kept = [(tmp_path / "collected" / one).read_text("utf-8") for one in (name, found[name])]
        assert kept[0] == kept[1] == lean((STATIC / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("script", "left"),
    [
        ("// a\nlet b = 1; // c\n", "let b = 1; // c\n"),
        ("/*! licence */\n/* two\n lines */\n  a();\n\n\n  b();\n", "/*! licence */\na();\nb();\n"),
        ("/* a */ b(); /* c */\nd(); /* e */\n", "/* a */ b(); /* c */\nd(); /* e */\n"),
        ("let a = `\n// kept\n`;\n", "let a = `\n// kept\n`;\n"),
        ("// a\r\n  b();\r\n", "b();\n"),
        ("// a `word`\n  b();\n", "b();\n"),
        ('let a = "x\\\n  // kept";\n', 'let a = "x\\\n  // kept";\n'),
    ],
)
def test_scripts_are_kept_without_remarks_and_margins(script: str, left: str) -> None:
    assert lean(script) == left
