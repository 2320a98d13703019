"""Static files under names that carry their hash, once they have been collected; before that as they lie."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: Comments on lines of their own, but not the licence (`/*!`).
_REMARKS: Final = re.compile(r"^[ \t]*(?:/\*(?!!)(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)$\n?", re.MULTILINE | re.DOTALL)
#: Folders of scripts and sheets written here; others' come as their makers packed them.
_OURS: Final = ("js/", "css/", "vendor/")
#: Folders of Wagtail's and the JSON editor's own files.
_WORKSHOPS: Final = ("wagtail", "django_jsonform/")
_MARGIN: Final = re.compile(r"^[ \t]+|[ \t]+$|\n(?=\n)", re.MULTILINE)


class CollectedOrPlain(CompressedManifestStaticFilesStorage):
    """Serves development and tests without a collectstatic, production with long-lived names."""

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's own signature
        """The address of a file."""
        if not self.hashed_files:
            return f"{self.base_url}{name}"
        address: str = super().url(name, force)
        return address

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """A file's name with its hash. Wagtail's sheets name pictures of parts of it that are not installed."""
        try:
            hashed: str = super().hashed_name(name, content, filename)
        except ValueError:
            if not name.startswith(_WORKSHOPS):
                raise
            return name
        return hashed

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compressed copies. What only the workshop shows is compressed quickly: few people fetch it, once."""
        names = list(paths)
        workshops = [name for name in names if name.startswith(_WORKSHOPS)]
        yield from super().compress_files([name for name in names if name not in workshops])
        quick = self.create_compressor(use_brotli=False, quiet=True)
        for name in workshops:
            if quick.should_compress(name):
                yield from ((name, self.path(made)) for made in quick.compress(self.path(name)))

    def _save(self, name: str, content: Any) -> str:
        """Scripts and sheets are kept without what only their readers need."""
        if name.startswith(_OURS) and name.endswith((".js", ".mjs", ".css")):
            content.seek(0)  # it was read to the end to make its name
            content = ContentFile(lean(content.read().decode()).encode())
        saved: str = super()._save(name, content)
        return saved


def lean(script: str) -> str:
    """A script or sheet without remarks and margins; as it is where a text of several lines could be taken for them."""
    script = script.replace("\r\n", "\n")
    told = _REMARKS.sub("", script)
    return script if "`" in told or "\\\n" in script else _MARGIN.sub("", told)
