"""JSON pointers (RFC 6901), and patterns of them in which `*` stands for any row."""

from collections.abc import Iterable


def escape(key: str) -> str:
    """One reference token: `~` and `/` of a key written so that a pointer can carry them."""
    return key.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The key a reference token stands for."""
    return token.replace("~1", "/").replace("~0", "~")


def join(parts: Iterable[str | int]) -> str:
    """The pointer of these keys and positions: `("rows", 0, "h_reg")` is `/rows/0/h_reg`."""
    return "".join(f"/{escape(str(part))}" for part in parts)


def split(pointer: str) -> tuple[str, ...]:
    """The keys of a pointer: `/rows/0` is `("rows", "0")`; "" is the whole document."""
    return tuple(unescape(token) for token in pointer.split("/")[1:])


def covers(pattern: str, pointer: str) -> bool:
    """Whether `pattern` (`/rows/*/rate`, with `*` for any one token) is `pointer` or stands above it."""
    wanted, given = split(pattern), split(pointer)
    if len(wanted) > len(given):
        return False
    return all(want in ("*", have) for want, have in zip(wanted, given, strict=False))


def any_covers(patterns: Iterable[str], pointer: str) -> bool:
    """Whether one of the patterns is `pointer` or stands above it."""
    return any(covers(pattern, pointer) for pattern in patterns)
