"""A small sheet of our own, worked by hand in several tests: two blocks, a rate, a table of steps, a deduction, a veto, two tiers."""

from __future__ import annotations

from evaluation.rules.scheme_reading import read_scheme

SHEET = """
key = "small"
version = "1"
title = "Small sheet"
mark = "ours"
source = "made up for tests"
full = 20
[[block]]
id = "rules"
title = "Rules"
minimum = 6
[[block]]
id = "growth"
title = "Growth"
[[item]]
id = "contracts"
title = "Contracts"
block = "rules"
points = 8
rule = { kind = "rate", full_at = 100, each = "0.5" }
[[item]]
id = "rest"
title = "Rest"
block = "rules"
points = 2
[[item]]
id = "training"
title = "Training"
block = "growth"
points = 6
rule = { kind = "bands", bands = [{ to = 20, points = 0 }, { from = 20, to = 40, points = 3 }, { from = 40, points = 6 }] }
[[item]]
id = "library"
title = "Library"
block = "growth"
points = 4
rule = "yes_no"
[[item]]
id = "complaints"
title = "Complaints"
role = "deduction"
points = 4
rule = { kind = "listed", values = [0, -2, -4] }
[[item]]
id = "accident"
title = "Accident"
role = "veto"
rule = "veto"
[[tier]]
key = "A"
title = "A"
cutoff = 12
[[tier]]
key = "AA"
title = "AA"
cutoff = 16
from_tier = "A"
min_months = 12
"""
SMALL = read_scheme(SHEET)
FULL = {"contracts": "100", "rest": "2", "training": "45", "library": "yes", "complaints": "0", "accident": "no"}
POOR = FULL | {"contracts": "96", "rest": "1", "training": "10", "library": "no"}
