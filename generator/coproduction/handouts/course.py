"""A case study as a course package for Moodle and its like: SCORM 1.2 (ADL, 2001)."""

from __future__ import annotations

import io
from typing import Any

from coproduction.handouts import Values
from coproduction.handouts.archive import write_zip
from coproduction.handouts.one_file import whole_page
from coproduction.markup import environment


def course_package(values: Values, frame: dict[str, Any]) -> bytes:
    """The ZIP: a manifest and one page. The same input gives the same bytes."""
    manifest = environment().get_template("bare/imsmanifest.xml.j2").render(id=values["id"], title=values["title"])
    page = whole_page(values, frame, ["course.js"], course=True)
    target = io.BytesIO()
    # Learning systems look for the manifest first, at the top of the package.
    write_zip(target, [("imsmanifest.xml", manifest.encode()), ("index.html", page.encode())])
    return target.getvalue()
