"""The contact sheet: every picture beside its sisters, faults on top."""

from collections import defaultdict
from html import escape
from pathlib import Path

from tests.shots.camera import Fault

STYLE = """body{font:13px/20px system-ui,sans-serif;margin:16px;background:#f4f5f5;color:#222}
h2{font-size:16px;margin:24px 0 8px}ul{margin:0 0 8px;padding-left:20px}.bad{color:#a11}
.row{display:flex;gap:12px;overflow-x:auto;align-items:flex-start}figure{margin:0;flex:none}
img{display:block;max-height:420px;border:1px solid #ccc;background:#fff}figcaption{font-size:12px;color:#555}
nav{columns:4;margin-bottom:16px}"""


def write_sheet(folder: Path, taken: list[str], faults: list[Fault]) -> None:
    """index.html beside the pictures."""
    pages: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in taken:
        page, language, width, theme = name.removesuffix(".jpg").rsplit("-", 3)
        pages[page].append((name, f"{language} {width} {theme}"))
    wrong: defaultdict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        wrong[fault.page].append(fault)
    parts = [f'<!doctype html><meta charset="utf-8"><title>Shots</title><style>{STYLE}</style><h1>Shots</h1><nav>']
    for page in pages:
        count = len(wrong[page])
        parts.append(f'<a href="#{page}"{" class=bad" if count else ""}>{page}{f" ({count})" if count else ""}</a><br>')
    parts.append("</nav>")
    for page, pictures in pages.items():
        parts.append(f'<h2 id="{page}">{page}</h2><ul>')
        parts += (f"<li class=bad>{one.look} {one.kind}: {escape(one.text)}</li>" for one in wrong[page])
        parts.append("</ul><div class=row>")
        parts += (
            f'<figure><a href="{name}"><img src="{name}" loading="lazy" alt="{look}"></a>'
            f"<figcaption>{look}</figcaption></figure>" for name, look in sorted(pictures, key=lambda one: one[1])
        )  # fmt: skip
        parts.append("</div>")
    (folder / "index.html").write_text("\n".join(parts), "utf-8")
