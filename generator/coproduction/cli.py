"""The command `coproduction`: the only module that prints or exits."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import click

from coproduction import __version__, new, schema
from coproduction.finish import finish_page
from coproduction.handouts.catalogue import handouts
from coproduction.handouts.imprint import Paper, today
from coproduction.handouts.make import HandoutFailed, make, put_into
from coproduction.models import FILE_MODELS
from coproduction.problems import ContentError
from coproduction.site import read_site
from coproduction.write import CannotWriteThere
from coproduction.write import write as write_site

config_file_option = click.option(
    "-f", "--config-file", type=click.Path(path_type=Path), default=Path("mkdocs.yml"), show_default=True,
    help="The site's settings. Its folder is where the YAML is looked for.",
)  # fmt: skip


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Check, write and start guidance on co-production."""


@main.command()
@config_file_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(config_file: Path, form: str) -> None:
    """Say what is wrong in the YAML, where, and how to mend it. Exits 1 if anything is."""
    try:
        library = read_site(config_file).load()
    except ContentError as error:
        if form == "json":
            click.echo(json.dumps([problem.as_dict() for problem in error.problems], ensure_ascii=False, indent=2))
        else:
            click.echo(str(error), err=True)
        sys.exit(1)
    if form == "json":
        click.echo("[]")
    else:
        counts = (
            _count(len(library.principles), "principle"),
            _count(len(library.checks), "check"),
            _count(len(library.checklists), "checklist"),
            _count(len(library.case_studies), "case study", "case studies"),
        )
        click.echo(f"All is well: {', '.join(counts)}.")


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


@main.command()
@config_file_option
@click.argument("out", type=click.Path(path_type=Path))
def write(config_file: Path, out: Path) -> None:
    """Write the pages to OUT as Markdown, with a mkdocs.yml, for any engine that reads one."""
    try:
        site = read_site(config_file)
        count = write_site(site, site.load(), config_file, out, today(), processes=os.cpu_count() or 1)
    except (ContentError, HandoutFailed) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except CannotWriteThere as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{out} could not be written: {error.strerror}. What was there before is unchanged.") from None
    click.echo(f"{_count(count, 'page')} written to {out}. Build them with an engine that reads mkdocs.yml, then run: coproduction finish {out / 'site'}")


@main.command("handouts")
@config_file_option
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--only", multiple=True, metavar="WORDS", help="Only those with these words in their name, such as `cards` or `clarity` or `docx`. Can be given more than once.")
@click.option("--paper", type=click.Choice(get_args(Paper)), help="In place of the paper in mkdocs.yml.")
def make_handouts(config_file: Path, out: Path, only: tuple[str, ...], paper: Paper | None) -> None:
    """Write what people print, and open in office programs, to OUT: without a site."""
    try:
        site = read_site(config_file)
        if paper:
            site = replace(site, paper=paper)
        library = site.load()
        wanted = [one for one in handouts(library) if not only or any(words in one.path for words in only)]
        if not wanted:
            raise click.ClickException(f"No handout has “{' or '.join(only)}” in its name. Leave --only out to see them all.")
        making = make(
            wanted, site.imprint(today()), site.store,
            fonts=site.fonts, directory_urls=site.directory_urls, processes=os.cpu_count() or 1,
        )  # fmt: skip
        with click.progressbar(making, length=len(wanted), label="Handouts") as bar:
            made = list(bar)
        # All are ready before the first is put where it belongs.
        put_into(out, made)
    except (ContentError, HandoutFailed) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except OSError as error:
        raise click.ClickException(f"{error.filename or out} could not be written: {error.strerror}.") from None
    click.echo(f"{_count(len(made), 'handout')} written to {out}.")


@main.command()
@click.argument("site", type=click.Path(path_type=Path, exists=True, file_okay=False))
def finish(site: Path) -> None:
    """Finish a site that another engine built from written pages. SITE is the folder with its HTML."""
    finished = 0
    for path in sorted(site.rglob("*.html")):
        # Another engine made these: line ends and bytes that are not UTF-8 pass through as they are.
        before = path.read_bytes().decode("utf-8", "surrogateescape")
        after = finish_page(before)
        if after != before:
            path.write_bytes(after.encode("utf-8", "surrogateescape"))
            finished += 1
    click.echo(f"{_count(finished, 'page')} finished in {site}.")


@main.command("schema")
@click.argument("kind", type=click.Choice(list(FILE_MODELS)), required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write all schemas into this folder instead.")
def print_schema(kind: str | None, out: Path | None) -> None:
    """Print the JSON Schema of a KIND of file, or of all kinds."""
    if out:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in schema.schema_files():
            (out / name).write_text(text, "utf-8")
        click.echo(f"{len(FILE_MODELS)} schemas written to {out}.")
    elif kind:
        click.echo(schema.schema_text(kind), nl=False)
    else:
        click.echo(json.dumps({kind: json.loads(schema.schema_text(kind)) for kind in FILE_MODELS}, indent=2, ensure_ascii=False))


@main.command("new")
@config_file_option
@click.argument("kind", type=click.Choice(list(new.KINDS)))
@click.argument("id")
def start(config_file: Path, kind: str, id: str) -> None:  # noqa: A002 - the word authors know
    """Write a starter file of a KIND with this ID: comments say what goes where, and it passes `check`."""
    try:
        written = new.start(read_site(config_file), kind, id)
    except ContentError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except new.CannotStart as error:
        raise click.ClickException(str(error)) from None
    for path in written:
        click.echo(f"Wrote {os.path.relpath(path)}")
