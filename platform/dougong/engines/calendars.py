"""Working days: a week, its exceptions, and the statutory days a calendar keeps; lags that work or merely pass."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

#: Days gone through before a calendar counts as one without work.
LONGEST: Final = 3_660

#: What a list of holidays says of a day: no work; or work, in exchange for another day.
DayKind = Literal["statutory", "rest", "working"]
Lag = Literal["working", "elapsed"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Other hours from one day to another, both included: a winter stop, rain, a rush."""

    first: date
    last: date
    hours: Decimal


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When work is done.

    week: hours of Monday to Sunday. exceptions: count before all else, the last named first.
    holidays: the list the calendar keeps, by day; empty for one that works through. A day that is worked in exchange
        (调休) has the hours of the longest day of the week.
    """

    week: tuple[Decimal, Decimal, Decimal, Decimal, Decimal, Decimal, Decimal]
    exceptions: tuple[Stretch, ...] = ()
    holidays: Mapping[date, DayKind] = field(default_factory=dict)

    def hours(self, day: date) -> Decimal:
        """Hours worked on a day."""
        for one in reversed(self.exceptions):
            if one.first <= day <= one.last:
                return one.hours
        kind = self.holidays.get(day)
        if kind is None:
            return self.week[day.weekday()]
        return max(self.week) if kind == "working" else Decimal(0)

    def works(self, day: date) -> bool:
        """Whether work is done on a day."""
        return self.hours(day) > 0

    def next_working(self, day: date) -> date:
        """The day itself, or the first after it that is worked. Raises ValueError where none comes."""
        for ahead in range(LONGEST):
            if self.works(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        raise ValueError("the calendar has no working day")

    def finish(self, start: date, days: int) -> date:
        """The last day of work that takes so many working days from `start` on; of none, the day it is reached."""
        day = self.next_working(start)
        for _one in range(days - 1):
            day = self.next_working(day + timedelta(days=1))
        return day

    def start(self, finish: date, days: int) -> date:
        """The first day of work that takes so many working days and ends by `finish`."""
        day = self._last_working(finish)
        for _one in range(days - 1):
            day = self._last_working(day - timedelta(days=1))
        return day

    def working_days(self, first: date, last: date) -> int:
        """Working days from one day to another, both included; 0 where the second comes before."""
        return sum(1 for day in _days(first, last) if self.works(day))

    def working_hours(self, first: date, last: date) -> Decimal:
        """Hours worked from one day to another, both included."""
        return sum((self.hours(day) for day in _days(first, last)), Decimal(0))

    def after(self, finish: date, lag: int, how: Lag = "working") -> date:
        """The day work may begin that follows work ending on `finish`, `lag` days apart (below zero: overlapping).

        working: days this calendar works. elapsed: days that pass; a day off is then stepped over only at the end.
        """
        if how == "elapsed":
            return self.next_working(finish + timedelta(days=lag + 1))
        if lag >= 0:
            return self.finish(finish + timedelta(days=1), lag + 1)
        return self.start(finish, -lag)

    def _last_working(self, day: date) -> date:
        for back in range(LONGEST):
            if self.works(day - timedelta(days=back)):
                return day - timedelta(days=back)
        raise ValueError("the calendar has no working day")


def spread(
    whole: Decimal, calendar: WorkCalendar, first: date, last: date, ends: Iterable[date]
) -> tuple[Decimal, ...]:
    """How much of `whole` is planned by each of some days, in even measure of the working days; exact, not rounded.

    All of it on the last day where the calendar works on none of them.
    """
    days = calendar.working_days(first, last)
    gone = (calendar.working_days(first, min(end, last)) if end < last else max(days, 1) for end in ends)
    return tuple(whole * some / max(days, 1) for some in gone)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
