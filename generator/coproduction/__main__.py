"""Lets `python -m coproduction` be the command `coproduction`."""

from coproduction.cli import main

main(prog_name="coproduction")
