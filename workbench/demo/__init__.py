"""The demo world: two bargainings and a year of evaluation played through the one door, nothing put in by the back."""

from workbench.demo.fill import DEMO_PASSWORD, accounts_file, fill

__all__ = ["DEMO_PASSWORD", "accounts_file", "fill"]
