"""Times our own two steps in one process, without MkDocs: `python -m bench.inside FOLDER` prints them as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from coproduction import pages
from coproduction.site import read_site


def time_inside(folder: Path) -> dict[str, float]:
    """Seconds to load and to render a site, the number of pages, and the mean size of their Markdown in kB."""
    site = read_site(folder / "mkdocs.yml")
    start = time.perf_counter()
    library = site.load()
    loaded = time.perf_counter()
    rendered = list(pages.render(library))
    done = time.perf_counter()
    size = sum(len(page.markdown.encode()) for page in rendered) / len(rendered)
    return {"load": loaded - start, "render": done - loaded, "pages": len(rendered), "markdown_kb": size / 1000}


if __name__ == "__main__":
    print(json.dumps(time_inside(Path(sys.argv[1]))))
