"""The meta-schemas of the documents, read once a process."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from dougong.definition import Meta


@cache
def meta_schemas() -> dict[str, dict[str, Any]]:
    """Every meta-schema by document type ("entity"), with "common" beside them."""
    files = sorted(Path(settings.SCHEMAS_ROOT).glob("*.schema.json"))
    return {
        path.name.removesuffix(".schema.json"): json.loads(path.read_text("utf-8"), parse_float=Decimal)
        for path in files
    }


@cache
def meta() -> Meta:
    """The same, ready to be asked."""
    return Meta(meta_schemas())
