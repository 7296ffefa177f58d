"""Working days, public holidays and wall-clock time in Germany.

Two different questions meet here, and mixing them up makes wrong dates:

* **Legal working day** (Werktag in the sense of § 64 Abs. 3 SGG, § 26 Abs. 3 SGB X, § 193 BGB):
  not Saturday, not Sunday, no legal holiday. 24 and 31 December and Rosenmontag are ordinary
  days. Only these functions may move the end of a legal period: `is_legal_working_day`,
  `next_legal_working_day`.
* **Working day of an office**: additionally not one of its closing days: `WorkCalendar`.

Wall-clock rules are Europe/Berlin, moments are aware and stored in UTC; naive datetimes raise
`ValueError("naive_datetime")`.

The holidays are a small table of our own because the usual package costs every process 16 MB and
a tenth of a second for sixteen rows that change once in years; the tests compare both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

BERLIN: Final = ZoneInfo("Europe/Berlin")

FIRST_YEAR: Final = 1995
"""First year of the holiday table; before 1995 Buß- und Bettag was a holiday almost everywhere."""

_DAY = timedelta(days=1)
_SATURDAY = 5


class Land(StrEnum):
    """The sixteen Länder by their ISO 3166-2 letters (without `DE-`)."""

    BW = "BW"
    BY = "BY"
    BE = "BE"
    BB = "BB"
    HB = "HB"
    HH = "HH"
    HE = "HE"
    MV = "MV"
    NI = "NI"
    NW = "NW"
    RP = "RP"
    SL = "SL"
    SN = "SN"
    ST = "ST"
    SH = "SH"
    TH = "TH"


class _Fixed(NamedTuple):
    """A holiday on the same day every year, in these Länder, in these years."""

    month: int
    day: int
    lands: str = ""  # empty: nationwide
    first: int = FIRST_YEAR
    last: int = date.max.year


class _Movable(NamedTuple):
    """A holiday counted in days from Easter Sunday."""

    offset: int
    lands: str = ""  # empty: nationwide


_FIXED = (
    _Fixed(1, 1),
    _Fixed(5, 1),
    _Fixed(10, 3),
    _Fixed(12, 25),
    _Fixed(12, 26),
    _Fixed(10, 31, first=2017, last=2017),  # 500 years of the Reformation, once everywhere
    _Fixed(1, 6, "BW BY ST"),
    _Fixed(3, 8, "BE", first=2019),
    _Fixed(3, 8, "MV", first=2023),
    _Fixed(5, 8, "BE", first=2020, last=2020),  # once: 75 years since the end of the war
    _Fixed(5, 8, "BE", first=2025, last=2025),  # once: 80 years
    _Fixed(6, 17, "BE", first=2028, last=2028),  # once: 75 years since 17 June 1953
    _Fixed(8, 15, "SL"),
    _Fixed(9, 20, "TH", first=2019),
    _Fixed(10, 31, "BB MV SN ST TH"),
    _Fixed(10, 31, "HB HH NI SH", first=2018),
    _Fixed(11, 1, "BW BY NW RP SL"),
)
_MOVABLE = (
    _Movable(-2),  # Karfreitag
    _Movable(1),  # Ostermontag
    _Movable(39),  # Christi Himmelfahrt
    _Movable(50),  # Pfingstmontag
    _Movable(0, "BB"),  # Ostersonntag
    _Movable(49, "BB"),  # Pfingstsonntag
    _Movable(60, "BW BY HE NW RP SL"),  # Fronleichnam
)


def easter_sunday(year: int) -> date:
    """Compute Easter Sunday of the Gregorian calendar (the Meeus/Jones/Butcher computation)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _from_the_table(year: int, land: Land | None) -> Iterator[date]:
    """Give the nationwide days of the table and, if a Land is named, its own days."""
    easter = easter_sunday(year)
    for fixed in _FIXED:
        if fixed.first <= year <= fixed.last and (not fixed.lands or land in fixed.lands.split()):
            yield date(year, fixed.month, fixed.day)
    for movable in _MOVABLE:
        if not movable.lands or land in movable.lands.split():
            yield easter + timedelta(days=movable.offset)


def _buss_und_bettag(year: int) -> date:
    """Wednesday before 23 November, a holiday in Saxony alone since 1995."""
    day = date(year, 11, 22)
    return day - timedelta(days=(day.weekday() - 2) % 7)


@lru_cache(maxsize=256)
def nationwide_holidays(year: int) -> frozenset[date]:
    """Give the holidays every Land has: nine, and 31 October in 2017.

    Dates told to claimants count only these, so that no border between Länder can make them late.
    Raises `ValueError("year_before_holiday_table")` before `FIRST_YEAR`.
    """
    if year < FIRST_YEAR:
        raise ValueError("year_before_holiday_table")
    return frozenset(_from_the_table(year, None))


@lru_cache(maxsize=2048)
def public_holidays(land: Land, year: int, *, catholic: bool = False) -> frozenset[date]:
    """Give all legal holidays of a Land in a year.

    In: the nationwide days, the days of the Land from the year its law began, Easter and Whit
    Sunday (Brandenburg), Buß- und Bettag (Saxony), the single Berlin days 8 May 2020, 8 May 2025
    and 17 June 2028. In Bavaria 15 August (Mariä Himmelfahrt) is a holiday only in municipalities
    with a Catholic majority: say `catholic=True` for an office there; elsewhere it changes nothing.

    Not in: holidays of single municipalities (8 August in Augsburg, Fronleichnam in some places of
    Saxony and Thuringia) and days that are no holidays by law (24 and 31 December, Rosenmontag).

    Raises `ValueError("year_before_holiday_table")` before `FIRST_YEAR`.
    """
    days = set(nationwide_holidays(year)).union(_from_the_table(year, land))
    if land is Land.SN:
        days.add(_buss_und_bettag(year))
    if land is Land.BY and catholic:
        days.add(date(year, 8, 15))
    return frozenset(days)


def is_legal_working_day(day: date, land: Land | None, *, catholic: bool = False) -> bool:
    """Whether a legal period may end on this day: not Saturday, Sunday or a legal holiday.

    `land=None` knows the nationwide holidays only. Closing days of an office play no part.
    Raises `TypeError("datetime_instead_of_day")` for a datetime, whose comparison with plain days
    would be silently false.
    """
    if isinstance(day, datetime):
        raise TypeError("datetime_instead_of_day")
    if day.weekday() >= _SATURDAY:
        return False
    if land is None:
        return day not in nationwide_holidays(day.year)
    return day not in public_holidays(land, day.year, catholic=catholic)


def next_legal_working_day(day: date, land: Land | None, *, catholic: bool = False) -> date:
    """Give this day, or the first later one, on which a legal period may end."""
    while not is_legal_working_day(day, land, catholic=catholic):
        day += _DAY
    return day


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """On which days an office works: legal working days of its Land without its closing days.

    For promises and calls. The end of a legal period must not use it: a closed office does not
    prolong an objection period.
    """

    land: Land
    closing_days: frozenset[date] = frozenset()
    catholic: bool = False

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on this day."""
        return (
            is_legal_working_day(day, self.land, catholic=self.catholic)
            and day not in self.closing_days
        )

    def next_working_day(self, day: date) -> date:
        """Give this day if the office works on it, otherwise the first later working day."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Count to the n-th working day after this day (before it, when n is negative).

        The day itself is never counted. With n = 0: the day, or the next working day.
        """
        if n == 0:
            return self.next_working_day(day)
        step = _DAY if n > 0 else -_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days follow `start`, up to and including `end`.

        Undoes `add_working_days` for n >= 1. Raises `ValueError("end_before_start")`.
        """
        if end < start:
            raise ValueError("end_before_start")
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))


def local(moment: datetime) -> datetime:
    """Show the moment as a clock on a Berlin wall does. Naive moments raise `ValueError`."""
    if moment.utcoffset() is None:
        raise ValueError("naive_datetime")
    return moment.astimezone(BERLIN)


def local_day(moment: datetime) -> date:
    """Give the calendar day in Berlin at this moment. Naive moments raise `ValueError`."""
    return local(moment).date()


def at(day: date, wall_clock: time) -> datetime:
    """Give the moment, in UTC, when Berlin clocks show this time on this day.

    The written rule for the two nights when clocks change:

    * a time that does not exist (02:00 to 02:59 on the last Sunday of March) moves forward by the
      missing hour: 02:30 becomes 03:30 summer time;
    * a time that exists twice (02:00 to 02:59 on the last Sunday of October) means the first one,
      still summer time. `wall_clock.fold` is ignored on purpose: one rule for everybody.

    Raises `ValueError("time_with_zone")` when the time brings a zone of its own.
    """
    if wall_clock.tzinfo is not None:
        raise ValueError("time_with_zone")
    # fold=0 takes the offset before the change, which is exactly the rule in both nights.
    return datetime.combine(day, wall_clock.replace(fold=0), tzinfo=BERLIN).astimezone(UTC)
