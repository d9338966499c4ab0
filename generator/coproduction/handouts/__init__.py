"""Handouts: anything printed or opened in an office program, made from the same content as the pages."""

from typing import Any

#: What a handout says, as plain values: from `content.py`, to whatever makes the file.
Values = dict[str, Any]
