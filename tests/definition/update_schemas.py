"""Writes what follows from the kinds into schemas/entity.schema.json, and lays out every schema alike.

Run it after a kind was added or changed: `python tests/definition/update_schemas.py`.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "platform"))

from dougong.definition import with_kinds  # noqa: E402 - the path above is needed first

SCHEMAS = ROOT / "schemas"
ENTITY = SCHEMAS / "entity.schema.json"
WIDTH = 120


def laid_out(value: Any, indent: int = 0, room: int = 0) -> str:
    """JSON on as few lines as fit the width; what does not fit stands one part a line, scalars filled up."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent + room <= WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        parts = []
        for key, one in value.items():
            head = json.dumps(key, ensure_ascii=False) + ": "
            parts.append(head + laid_out(one, indent + 1, len(head) + 1))
        return "{\n" + ",\n".join(pad + part for part in parts) + "\n" + " " * indent + "}"
    if any(isinstance(one, dict | list) for one in value):
        return "[\n" + ",\n".join(pad + laid_out(one, indent + 1, 1) for one in value) + "\n" + " " * indent + "]"
    return "[\n" + filled(value, pad) + "\n" + " " * indent + "]"


def filled(values: list[Any], pad: str) -> str:
    """Scalars, as many on a line as fit."""
    lines = [pad]
    for position, one in enumerate(values):
        text = json.dumps(one, ensure_ascii=False) + ("," if position < len(values) - 1 else "")
        if len(lines[-1]) + len(text) + 1 > WIDTH and lines[-1].strip():
            lines.append(pad)
        lines[-1] += text if lines[-1] == pad else " " + text
    return "\n".join(lines)


def main() -> None:
    for path in sorted(SCHEMAS.glob("*.schema.json")):
        schema = json.loads(path.read_text("utf-8"))
        if path == ENTITY:
            schema = with_kinds(schema)
        path.write_text(laid_out(schema) + "\n", "utf-8")
        print(f"written: {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
