"""What a page must know of the other checklists: to say where a code or a copy of answers belongs."""

from __future__ import annotations

from typing import Any

from coproduction.addresses import built, checklist_page
from coproduction.library import Library


def shapes(library: Library, directory_urls: bool) -> list[dict[str, Any]]:
    """Each checklist as `hand-in-code.js` wants it, with its title, and its page from the site’s root."""
    return [
        {
            "checklist": checklist.id,
            "version": checklist.version,
            "title": checklist.title,
            "page": built(checklist_page(checklist.id), directory_urls),
            "standpoints": list(checklist.standpoints),
            "checks": [
                {"id": check_id, "levels": [level.id for level in library.checks[check_id].scale.levels]}
                for section in checklist.sections
                for check_id in section.checks
            ],
        }
        for checklist in library.checklists
    ]
