"""Attachments:

recognised by content, re-encoded when pictures, kept once, seen by whoever may see the owner.
"""

from typing import TYPE_CHECKING

from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.files.content import ACCEPTS
    from dougong.files.keeping import Prepared, keep, made, prepare, put
    from dougong.files.opening import Opened, opened
    from dougong.files.stored import (
        StoredFile,
        attach,
        files_of,
        stored_file,
        stored_files,
        with_content,
    )
    from dougong.files.sweeping import Swept, check_files, sweep_files
else:
    # Hidden from the type checker, which would otherwise accept any misspelt name.
    __getattr__ = lazily(
        __name__,
        {
            "content": ("ACCEPTS",),
            "keeping": ("Prepared", "keep", "made", "prepare", "put"),
            "opening": ("Opened", "opened"),
            "stored": ("StoredFile", "attach", "files_of", "stored_file", "stored_files", "with_content"),
            "sweeping": ("Swept", "check_files", "sweep_files"),
        },
    )

__all__ = [
    "ACCEPTS",
    "Opened",
    "Prepared",
    "StoredFile",
    "Swept",
    "attach",
    "check_files",
    "files_of",
    "keep",
    "made",
    "opened",
    "prepare",
    "put",
    "stored_file",
    "stored_files",
    "sweep_files",
    "with_content",
]
