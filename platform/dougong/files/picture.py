"""Re-encodes one picture; run as a process of its own, so that a hostile file harms nothing but that process.

    python -I picture.py FORMAT SOURCE SHARED THUMB [SQUARE]

FORMAT: the only format SOURCE may have (Pillow's name). Writes the shared copy (upright, sRGB, no metadata,
longest side at most 4096; with SQUARE a PNG of so many pixels each way,
the picture whole in the middle) and a thumbnail; prints {"width", "height", "type"} or {"problem": "broken" |
"pixels" | "unsupported"}. Imports nothing of Dougong.
"""

import contextlib
import importlib
import importlib.util
import io
import json
import os
import resource
import sys
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

MOST_PIXELS = 50_000_000
LONGEST_SIDE, THUMB_SIDE = 4096, 400
MEMORY, SECONDS, WRITTEN = 1536 * 1024 * 1024, 20, 64 * 1024 * 1024


def confine() -> None:
    """Bound memory, processor time and file size of this process; what it writes is its owner's alone."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def upright(picture: Image.Image) -> Image.Image:
    """The picture turned as it was taken, in sRGB colours, without anything but pixels."""
    turned = ImageOps.exif_transpose(picture)
    profile = picture.info.get("icc_profile")
    transparent = turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info
    plain = turned.convert("RGBA" if transparent else "RGB")
    if profile and not transparent:
        # A profile Pillow cannot use leaves the colours a little off, which is no reason to refuse.
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            plain = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB")) or plain
    plain.info = {}
    return plain


def squared(picture: Image.Image, side: int) -> Image.Image:
    """The whole picture in the middle of a see-through square."""
    fitted = ImageOps.contain(picture.convert("RGBA"), (side, side), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", (side, side))
    ground.paste(fitted, ((side - fitted.width) // 2, (side - fitted.height) // 2))
    return ground


def reencode(form: str, source: Path, shared: Path, thumb: Path, square: int = 0) -> dict[str, object]:
    """Write both copies; returns what is printed."""
    with Image.open(source, formats=[form]) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS or width < 1 or height < 1:
            return {"problem": "pixels"}
        # A JPEG far larger than the shared copy is read at a fraction of its size: less memory, less time.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        plain = upright(picture)
    # The sides of the picture as it stands upright, before it is made smaller.
    if (plain.width > plain.height) != (width > height) and width != height:
        width, height = height, width
    if square:
        plain = squared(plain, square)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if form == "PNG" or plain.mode == "RGBA":
        plain.save(shared, "PNG", optimize=bool(square))
        kind = "image/png"
    else:
        plain.save(shared, "JPEG", quality=86, progressive=True)
        kind = "image/jpeg"
    small = plain.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    small.save(thumb, "JPEG", quality=80)
    return {"width": width, "height": height, "type": kind}


def main(arguments: list[str]) -> dict[str, object]:
    """Read the command line, do the work, say how it went."""
    form, source, shared, thumb, *square = arguments
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    if form == "HEIF":
        # The decoder of telephones' HEIC is an extra; without it such pictures are refused by name.
        if importlib.util.find_spec("pi_heif") is None:
            return {"problem": "unsupported"}
        importlib.import_module("pi_heif").register_heif_opener(thumbnails=False)
    confine()
    try:
        return reencode(form, Path(source), Path(shared), Path(thumb), int(square[0]) if square else 0)
    except Image.DecompressionBombError:
        return {"problem": "pixels"}
    except Exception:  # whatever a hostile file provokes, it is a file that cannot be read
        return {"problem": "broken"}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:])))
