"""What the interface says: read once from `interface.yml`, with numbers and dates put into words."""

from __future__ import annotations

from functools import cache
from importlib import resources
from types import SimpleNamespace
from typing import Any

import yaml

from coproduction.dates import PartialDate


class Interface(SimpleNamespace):
    """The interface's texts as attributes; a text that does not exist raises AttributeError."""

    def count(self, name: str, count: int) -> str:
        """The text `name` for a number of things: “1 minute”, “15 minutes”."""
        forms = getattr(self, name)
        return forms["one" if count == 1 else "other"].format(count=count)

    def date(self, date: PartialDate) -> str:
        """A date as people read it, no more precise than its source: “summer 2006”, “26 October 2011”."""
        if date.season:
            return self.date_season.format(season=self.seasons[date.season], year=date.year)
        if date.month is None:
            return str(date.year)
        month = self.months[date.month - 1]
        if date.day is None:
            return self.date_month.format(month=month, year=date.year)
        return self.date_day.format(day=date.day, month=month, year=date.year)


@cache
def texts() -> dict[str, Any]:
    """The interface's texts as they stand in the file."""
    text = resources.files("coproduction").joinpath("interface.yml").read_text("utf-8")
    # The loader written in C is there wherever PyYAML was installed as a wheel, and ten times as fast.
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


@cache
def interface() -> Interface:
    """The interface in English."""
    return Interface(**texts())
