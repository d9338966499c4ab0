"""A checklist's questions as a table for spreadsheets, with room for answers."""

from __future__ import annotations

import re

from coproduction.handouts import Values
from coproduction.interface import interface

# A field that begins like this could run as a formula, so a ' goes before it: the same rule as in browser/csv.js (OWASP,
# "CSV Injection": https://owasp.org/www-community/attacks/CSV_Injection). Full-width signs count where people type them.
_LIKE_A_FORMULA = re.compile(r"[=+\-@\t\r\n\0＝＋－＠]")


def csv_table(values: Values) -> bytes:
    """A checklist (content.checklist) as CSV: one row for each check, under a row of heads.

    A wording or a choice that a check does not have is an empty field.
    """
    say = interface()
    heads = say.table_columns
    checks = [(section["title"], check) for section in values["sections"] for check in section["checks"]]
    wordings = list(dict.fromkeys(name for _, check in checks for name, _ in check["wordings"]))
    choices = [
        [*(f"{level['label']}: {level['anchor']}" if level["anchor"] else level["label"] for level in check["levels"]), say.dont_know, say.not_for_me]
        for _, check in checks
    ]  # fmt: skip
    most = max(map(len, choices), default=0)
    rows = [
        [
            *(heads[name] for name in ("number", "section", "principle", "check", "question")),
            *wordings,
            *(heads["choice"].format(number=number) for number in range(1, most + 1)),
            heads["answer"],
            heads["note"],
        ]
    ]
    for (section, check), offered in zip(checks, choices, strict=True):
        own = dict(check["wordings"])
        rows.append(
            [
                *(str(check["number"]), section, check["principle"], check["id"], check["question"]),
                *(own.get(name, "") for name in wordings),
                *offered,
                *[""] * (most - len(offered) + 2),
            ]
        )
    return _csv(rows)


def _csv(rows: list[list[str]]) -> bytes:
    """Quoted as in RFC 4180, section 2. It begins with a byte order mark, by which Excel knows UTF-8."""
    text = "".join(",".join(map(_field, row)) + "\r\n" for row in rows)
    return text.encode("utf-8-sig", "replace")


def _field(text: str) -> str:
    safe = f"'{text}" if _LIKE_A_FORMULA.match(text) else text
    return '"' + safe.replace('"', '""') + '"'
