"""Texts are tested where they are used: at the table of a bargaining and in its sides' rooms."""

from tests.cases.negotiation.conftest import browser, case, hall, opened

__all__ = ["browser", "case", "hall", "opened"]
