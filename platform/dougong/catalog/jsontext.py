"""Definitions as text: exact numbers, and one text for one content, so that its hash names it."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def canonical(value: Any) -> str:
    """JSON text with sorted keys and every digit of every number."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key))}:{canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def ordered(value: Any) -> str:
    """JSON text with keys in the order given: the order of fields is part of a definition."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key))}:{ordered(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(ordered, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def loads(text: str) -> Any:
    """JSON with decimals kept exact."""
    return json.loads(text, parse_float=Decimal)


def content_hash(documents: Mapping[str, Any]) -> str:
    """The name of a set of documents: SHA-256 of their text, order of fields included, order of files not."""
    listed = "\n".join(f"{path}={ordered(documents[path])}" for path in sorted(documents))
    return hashlib.sha256(listed.encode()).hexdigest()
