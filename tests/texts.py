"""The product's own words: collect them from code and templates, keep the Chinese catalogue complete, compile it.

`make texts` updates the catalogue in place; `python tests/texts.py --check` only says what is missing or stale.
(Django's makemessages does not see Jinja templates; Babel does.)
"""

import io
import re
import sys
from datetime import UTC, datetime
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "platform/dougong/project/locale/zh_Hans/LC_MESSAGES"
METHODS = {
    "platform": ([("dougong/**.py", "python")], {}),
    "templates/jinja": ([("**.html", "jinja2")], {"**.html": {"trimmed": "true", "silent": "false"}}),
}
_TRANS = re.compile(r'{%\s*trans "([^"]+)"')
#: The catalogue's dates say nothing that history does not; fixed, so that an update without news changes nothing.
STEADY = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {"_": None, "N_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def collected() -> Catalog:
    """Every text of the code and the templates."""
    catalog = Catalog(locale="zh_Hans", project="Dougong", charset="utf-8", fuzzy=False)
    for folder, (methods, options) in METHODS.items():
        base = ROOT / folder
        found = extract_from_dir(base, method_map=methods, options_map=options, keywords=KEYWORDS)
        for name, line, message, comments, context in found:
            catalog.add(message, locations=[(f"{folder}/{name}", line)], auto_comments=comments, context=context)
    # Django's own templates, few and all of the workshop: {% trans "..." %} and nothing else.
    for path in sorted((ROOT / "templates/django").rglob("*.html")):
        for line, text in enumerate(path.read_text("utf-8").splitlines(), 1):
            for message in _TRANS.findall(text):
                catalog.add(message, locations=[(str(path.relative_to(ROOT)), line)])
    return catalog


def current() -> Catalog:
    """The catalogue as it is kept."""
    path = FOLDER / "django.po"
    if not path.exists():
        return Catalog(locale="zh_Hans", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def merged() -> Catalog:
    """The kept catalogue with new texts added and old ones gone. Nothing is guessed."""
    catalog = current()
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = STEADY
    catalog.fuzzy = False
    return catalog


def missing(catalog: Catalog) -> list[str]:
    """The texts without a translation."""
    return [str(m.id) for m in catalog if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]


def compiled(catalog: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def said(compiled_file: bytes) -> dict[object, str]:
    """What a .mo file says, without its header: that names the version of Babel which wrote it."""
    words = dict(vars(GNUTranslations(io.BytesIO(compiled_file)))["_catalog"])
    words.pop("", None)
    return words


def check() -> list[str]:
    """What is wrong with the kept catalogue, as sentences."""
    known = {m.id for m in current() if m.id}
    wrong = [f"not in the catalogue: {m.id!r}" for m in collected() if m.id and m.id not in known]
    wrong += [f"not translated: {text!r}" for text in missing(current())]
    path = FOLDER / "django.mo"
    if not path.exists() or said(path.read_bytes()) != said(compiled(current())):
        wrong.append("django.mo is older than django.po: run `make texts`")
    return wrong


def main() -> int:
    if "--check" in sys.argv:
        wrong = check()
        print("\n".join(wrong) or "texts: complete")
        return 1 if wrong else 0
    catalog = merged()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "django.po").open("wb") as file:
        write_po(file, catalog, width=120, omit_header=False, sort_output=True, include_lineno=False)
    (FOLDER / "django.mo").write_bytes(compiled(current()))
    print(f"texts: {len(catalog)} in all, {len(missing(catalog))} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
