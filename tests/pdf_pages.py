"""What stands on the pages of a PDF, and where: for tests that measure."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage


@cache
def pages_of(pdf: bytes) -> list[Any]:
    """The pages, with letters and lines in the order in which they are drawn."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources)
    interpreter = PDFPageInterpreter(resources, device)
    pages = []
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        interpreter.process_page(page)
        pages.append(device.get_result())
    return pages


def all_of(item: Any, kind: type) -> list[Any]:
    """Everything of one kind in a page or in a part of it, however deep."""
    if isinstance(item, kind):
        return [item]
    return [found for part in item for found in all_of(part, kind)] if hasattr(item, "__iter__") else []
