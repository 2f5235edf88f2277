"""docs/checks.md is what the registry, the pages of the checks and their examples make of it."""

from .checks_page import PAGE, made


def test_the_page_is_up_to_date() -> None:
    """After a change: python -m tests.docs.checks_page"""
    assert PAGE.read_text(encoding="utf-8") == made()
