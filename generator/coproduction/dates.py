"""Dates as sources give them: a year, a season, a month or a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

# Northern meteorological seasons, as first month and number of months. Winter runs into the next year.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}

_SEASON = re.compile(r"(spring|summer|autumn|winter) (\d{4})")
_NUMBERS = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True)
class PartialDate:
    """A date of the precision its source gives.

    `season`, `month` and `day` are None where the source does not say.
    `earliest` and `latest` are the first and the last day that it can mean.
    """

    year: int
    season: str | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, written: object) -> PartialDate:
        """Read `2006`, `summer 2006`, `2011-02` or `2011-10-26`.

        Raises ValueError, with a message for the author, for anything else and for days that no calendar has.
        """
        text = str(written).strip().lower()
        if season := _SEASON.fullmatch(text):
            return cls(year=_year(season[2], written), season=season[1])
        numbers = _NUMBERS.fullmatch(text)
        if not numbers:
            raise ValueError(
                f"“{written}” is not a date we can read. Write 2006, summer 2006, 2011-02 or 2011-10-26"
            )
        year, month, day = (int(part) if part else None for part in numbers.groups())
        _year(numbers[1], written)
        if month is not None and not 1 <= month <= 12:
            raise ValueError(f"“{written}” has no month {month}. Months run from 01 to 12")
        if day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
            raise ValueError(f"There is no day {day} in {calendar.month_name[month]} {year}. Check the date")
        return cls(year, None, month, day)

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or SEASONS.get(self.season or "", 1), self.day or 1)

    @property
    def latest(self) -> date:
        if self.season:
            last = SEASONS[self.season] + 2
            year, month = (self.year + 1, last - 12) if last > 12 else (self.year, last)
        else:
            year, month = self.year, self.month or 12
        return date(year, month, self.day or calendar.monthrange(year, month)[1])

    def __str__(self) -> str:
        """The form that `parse` reads, also used in `datetime` attributes."""
        if self.season:
            return f"{self.season} {self.year:04}"
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])


def _year(digits: str, written: object) -> int:
    year = int(digits)
    # One year is kept free at the end: the winter of 9999 would run into a year that no calendar holds.
    if not 1 <= year <= 9998:
        raise ValueError(f"“{written}” has no year we can use. Years run from 0001 to 9998")
    return year
