"""The law of the documents, asked whenever a tenant's changes make new ones: nothing is read that was not judged."""

from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from dougong.catalog.jsontext import loads
from dougong.definition import Meta, check_documents
from dougong.problem import Refused

ENDING = ".schema.json"
#: Maps of documents whose entries are judged each for itself; `MOST` of them are judged together all the same.
MAPS = frozenset({"properties", "rules", "states", "transitions", "views", "sections", "rights", "roles"})
MOST = 400


@cache
def meta_schemas() -> Meta:
    """The meta-schemas of every document type, read once for each process."""
    folder = Path(settings.SCHEMAS_ROOT)
    return Meta({path.name.removesuffix(ENDING): loads(path.read_text("utf-8")) for path in folder.glob(f"*{ENDING}")})


def require_well_written(documents: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    """Raise Refused with everything that is wrong with the documents that are not those of `base`.

    What is the same object in both, a document or an entry of one of its maps, was judged when the module was
    installed.
    """
    changed = {path: _changed(one, base.get(path)) for path, one in documents.items() if one is not base.get(path)}
    head = {"module": documents["module"]} if "module" in documents else {}
    problems = check_documents(meta_schemas(), {**head, **changed})
    if problems:
        raise Refused(problems)


def checked(documents: Mapping[str, Any]) -> Mapping[str, Any]:
    """The documents of a whole module, once they are well written. Raises Refused with everything that is wrong."""
    require_well_written(documents, {})
    return documents


def _changed(document: Any, before: Any) -> Any:
    """A document without the entries of its maps that are as they were; one stays, so that no map is empty."""
    if not isinstance(document, dict) or not isinstance(before, dict):
        return document
    return {key: _thinned(value, before.get(key)) if key in MAPS else value for key, value in document.items()}


def _thinned(entries: Any, before: Any) -> Any:
    if not isinstance(entries, dict) or not isinstance(before, dict) or len(entries) > MOST:
        return entries
    kept = {key: value for key, value in entries.items() if key not in before or value is not before[key]}
    return kept or dict(islice(entries.items(), 1))
