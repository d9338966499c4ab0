"""Text from YAML as nested plain values."""

from __future__ import annotations

from coproduction.rich_text import plain


def test_white_space_of_the_yaml_is_one_space() -> None:
    assert plain("- One item\n  that goes on,\n     and **on**   *and* on") == "• One item that goes on, and on and on"


def test_a_list_may_stand_in_an_item_of_a_list() -> None:
    assert plain("- one\n    - two\n        1. three\n- four") == "• one\n• two\n1. three\n• four"
