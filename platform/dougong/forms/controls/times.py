"""Controls of days, times and durations. The browser's own pickers, where the value is one they can hold."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.controls.control import Control, Texts, Unread, attributes_of, first
from dougong.forms.controls.numbers import figures
from dougong.forms.controls.texts import show
from dougong.forms.exact import write
from dougong.kinds import Options
from dougong.problem import Json, Problem

_LOCAL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)
_CLOCK: Final = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)


def read(texts: Texts, options: Options) -> Maybe:
    """ISO text as it is; spaces around it do not count."""
    return first(texts).strip() or ABSENT


def show_moment(value: Json, options: Options) -> Texts:
    """A moment as the clock on the tenant's wall shows it; anything else as it is."""
    if not isinstance(value, str):
        return show(value, options)
    try:
        moment = datetime.fromisoformat(value)
        wall = moment if moment.tzinfo is None else timezone.localtime(moment).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return (value,)
    text = wall.isoformat()
    return (text.removesuffix(":00") if text.count(":") == 2 else text,)


def read_moment(texts: Texts, options: Options) -> Maybe:
    """The wall clock's text as a moment with its offset; anything else as it is."""
    typed = first(texts).strip()
    if not _LOCAL.fullmatch(typed):
        return typed or ABSENT
    try:
        wall = datetime.fromisoformat(typed).replace(tzinfo=timezone.get_current_timezone())
        return str(wall.isoformat())
    except (ValueError, OverflowError):
        return typed


def read_clock(texts: Texts, options: Options) -> Maybe:
    """A time of day. A plain schema's "time" carries seconds and an offset: what is missing is added."""
    typed = first(texts).strip()
    if not options.get("plain") or not _CLOCK.fullmatch(typed):
        return typed or ABSENT
    seconds = typed if typed.count(":") == 2 else f"{typed}:00"
    offset = timezone.localtime().isoformat()[-6:]
    return f"{seconds}{offset}"


def show_duration(value: Json, options: Options) -> Texts:
    """Working minutes as hours and minutes."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        hours, minutes = divmod(value, 60)
        return (str(hours) if hours else "", str(minutes) if minutes or not hours else "")
    return ("", value if isinstance(value, str) else write(value))


def read_duration(texts: Texts, options: Options) -> Maybe:
    """Hours and minutes as working minutes."""
    hours, minutes = (*texts, "", "")[:2]
    if not hours.strip() and not minutes.strip():
        return ABSENT
    counted = [figures(text) if text.strip() else "0" for text in (hours, minutes)]
    if any(text is None or not text.isdigit() for text in counted):
        raise Unread(Problem("", "type", {"expected": "a duration"}))
    return int(counted[0] or 0) * 60 + int(counted[1] or 0)


def _control(template: str, *, type: str) -> Control:  # noqa: A002 - the attribute's own name
    def attributes(options: Options) -> Mapping[str, str]:
        limits = {"min": _text(options.get("minimum")), "max": _text(options.get("maximum"))}
        return attributes_of(type=type, autocomplete="off", **limits)

    return Control(template=template, show=show, read=read, attributes=attributes)


def _text(limit: object) -> str | None:
    if limit is None or isinstance(limit, str):
        return limit
    return limit.isoformat() if hasattr(limit, "isoformat") else str(limit)


def _moment_attributes(options: Options) -> Mapping[str, str]:
    return attributes_of(type="datetime-local", autocomplete="off")


def _clock_attributes(options: Options) -> Mapping[str, str]:
    return attributes_of(type="time", autocomplete="off")


def _duration_attributes(options: Options) -> Mapping[str, str]:
    return attributes_of(type="text", inputmode="numeric", autocomplete="off")


DATE = _control("date", type="date")
MONTH = _control("month", type="month")
TIME = Control(template="time", show=show, read=read_clock, attributes=_clock_attributes)
DATETIME = Control(template="datetime", show=show_moment, read=read_moment, attributes=_moment_attributes)
DURATION = Control(
    template="duration",
    show=show_duration,
    read=read_duration,
    attributes=_duration_attributes,
    parts=("h", "m"),
    number=True,
)
