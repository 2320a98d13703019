"""What is sent: JSON in UTF-8, bounded before it is parsed, and read key by key."""

import hashlib
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NoReturn
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from dougong.actions import KEY_MAX, Once
from dougong.api.calls import Malformed
from dougong.problem import JsonObject, Problem, Refused

#: How deep JSON may be nested.
DEPTH_MAX: Final = 32
REASON_MAX: Final = 4_000
VERSION_MAX: Final = 2**31 - 1
_TEXTS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.S)


def read_body(request: HttpRequest, *known: str) -> JsonObject:
    """The object sent. known: its keys. Raises Malformed; Refused at each key that is not known."""
    if request.content_type != "application/json":
        raise Malformed([Problem("", "format", {"expected": "application/json"})], status=415)
    found = _parsed(_bytes(request))
    if not isinstance(found, dict):
        raise Malformed([Problem("", "json")])
    wrong = [Problem(f"/{_escaped(key)}", "unknown_key", {"key": key[:80]}) for key in found if key not in known]
    if wrong:
        raise Refused(wrong)
    return found


def _bytes(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        raise Malformed(status=413) from None
    except UnreadablePostError:
        raise Malformed([Problem("", "json")]) from None


def _parsed(content: bytes) -> Any:
    """The JSON. Raises Malformed: no UTF-8, no JSON, nested too deep, half characters, NaN."""
    try:
        text = content.decode()
        if _depth(content) > DEPTH_MAX:
            raise Malformed([Problem("", "limit", {"what": "the nesting", "limit": DEPTH_MAX})])
        found = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_object)
        json.dumps(found, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError, ArithmeticError):
        raise Malformed([Problem("", "json")]) from None
    return found


def _depth(content: bytes) -> int:
    """How deep it is nested, seen on the bytes, so that nothing is parsed that is too deep."""
    depth = deepest = 0
    for byte in _TEXTS.sub(b"", content):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def once_of(request: HttpRequest) -> Once | None:
    """The request's Idempotency-Key, with a digest of all it asks; None without one."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not (0 < len(key) <= KEY_MAX and key.isascii() and key.isprintable()):
        raise Malformed([Problem("", "max_length", {"limit": KEY_MAX})])
    asked = hashlib.sha256()
    for part in (request.method or "", request.get_full_path()):
        asked.update(part.encode() + b"\n")
    asked.update(_bytes(request))
    return Once(key, asked.hexdigest())


# -- the keys of an object --------------------------------------------------------------------------------


def whole_of(sent: Mapping[str, Any], key: str, *, at: str = "") -> int:
    """A whole number that must be there. Raises Refused."""
    value = sent.get(key)
    if value is None:
        raise Refused([Problem(f"{at}/{key}", "required")])
    if (
        isinstance(value, Decimal)
        and value.is_finite()
        and value.adjusted() < 18
        and value == value.to_integral_value()
    ):
        value = int(value)  # JSON knows no integers: 3.0 is one
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused([Problem(f"{at}/{key}", "type", {"expected": "a whole number"})])
    if value < 1:
        raise Refused([Problem(f"{at}/{key}", "minimum", {"limit": 1})])
    if value > VERSION_MAX:
        raise Refused([Problem(f"{at}/{key}", "maximum", {"limit": VERSION_MAX})])
    return value


def object_of(sent: Mapping[str, Any], key: str, *, at: str = "", required: bool = False) -> JsonObject:
    """An object; empty where none is sent. Raises Refused."""
    value = sent.get(key)
    if value is None and not required and key not in sent:
        return {}
    if value is None and key not in sent:
        raise Refused([Problem(f"{at}/{key}", "required")])
    if not isinstance(value, dict):
        raise Refused([Problem(f"{at}/{key}", "type", {"expected": "a group of fields"})])
    return value


def text_of(sent: Mapping[str, Any], key: str, *, at: str = "", most: int = REASON_MAX) -> str:
    """A text; "" where none is sent. Raises Refused."""
    if key not in sent:
        return ""
    value = sent[key]
    if not isinstance(value, str):
        raise Refused([Problem(f"{at}/{key}", "type", {"expected": "a text"})])
    if len(value) > most:
        raise Refused([Problem(f"{at}/{key}", "max_length", {"limit": most})])
    if "\0" in value:
        raise Refused([Problem(f"{at}/{key}", "format", {"expected": "text"})])
    return value


def id_of(sent: Mapping[str, Any], key: str, *, at: str = "", required: bool = False) -> UUID | None:
    """A UUID. Raises Refused."""
    if key not in sent:
        if required:
            raise Refused([Problem(f"{at}/{key}", "required")])
        return None
    value = sent[key]
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise Refused([Problem(f"{at}/{key}", "format", {"expected": "uuid"})])
    return UUID(value)


_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _escaped(key: str) -> str:
    return key[:80].replace("~", "~0").replace("/", "~1")


def keys_of(sent: Mapping[str, Any], known: tuple[str, ...], *, at: str) -> None:
    """Refuse whatever an object holds beside `known`. Raises Refused."""
    wrong = [Problem(f"{at}/{_escaped(key)}", "unknown_key", {"key": key[:80]}) for key in sent if key not in known]
    if wrong:
        raise Refused(wrong)
