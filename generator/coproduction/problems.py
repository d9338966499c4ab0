"""Something wrong in the content: where it is, what it is, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches

_WIDEST_EXCERPT = 100


@dataclass(frozen=True, order=True)
class Problem:
    """One thing for the author to mend.

    `path` is written as the author would write it, `line` and `column` count from 1, and
    `excerpt` is that line of the file (empty where there is no such line).
    """

    path: str
    line: int
    column: int
    message: str
    remedy: str
    excerpt: str = ""

    def __str__(self) -> str:
        report = [f"{self.path}:{self.line}:{self.column}: {self.message}"]
        if self.excerpt.strip():
            # A long line is cut so that the caret stays in sight.
            start = max(0, self.column - 1 - _WIDEST_EXCERPT * 2 // 3)
            shown = self.excerpt[start : start + _WIDEST_EXCERPT].replace("\t", " ")
            report += [f"    {shown}", "    " + " " * (self.column - 1 - start) + "^"]
        return "\n".join([*report, f"  {self.remedy}"])

    def as_dict(self) -> dict[str, str | int]:
        """The same as plain values, for editors and continuous integration."""
        return asdict(self)


class ContentError(Exception):
    """The content cannot be used. `problems` lists everything that is wrong, in order of file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        total = "1 problem in the content." if count == 1 else f"{count} problems in the content."
        return "\n\n".join([*map(str, self.problems), f"{total} Nothing was written."])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or all of them where they are few."""
    known = sorted(known)
    if near := get_close_matches(word, known, n=1, cutoff=0.6):
        return f"Did you mean `{near[0]}`?"
    if not known:
        return "There is none to choose from."
    if len(known) <= 12:
        return "Choose one of: " + ", ".join(f"`{one}`" for one in known) + "."
    return f"Choose one of the {len(known)} that there are, for example `{known[0]}`."
