"""Three sheets of our own, made as published ones are: a park's rates and steps, a sheet of limits from which is taken away, a sheet
with a base block that must be reached. Every value below was worked out by hand."""

from __future__ import annotations

from evaluation.rules.scheme_reading import read_scheme

PARK = read_scheme("""
key = "p"
version = "1"
title = "Park"
mark = "example"
source = "own"
full = 68
rounding = { places = 3, mode = "half_up" }
[[block]]
id = "a"
title = "A"
points = 68
[[item]]
id = "contracts"
block = "a"
title = "contracts"
points = 8
rule = { kind = "rate", full_at = 100, each = 0.2 }
[[item]]
id = "begun"
block = "a"
title = "begun"
points = 8
rule = { kind = "rate", full_at = 100, each = 0.2, portion = "begun" }
[[item]]
id = "fullp"
block = "a"
title = "full"
points = 8
rule = { kind = "rate", full_at = 100, each = 0.2, portion = "full" }
[[item]]
id = "insurance"
block = "a"
title = "ins"
points = 15
of = "min(pension, medical, injury)"
rule = { kind = "rate", full_at = 90, each = 0.2 }
[[item]]
id = "pension"
block = "a"
title = "p"
role = "fact"
rule = { kind = "fact", minimum = 0, maximum = 100, unit = "%" }
[[item]]
id = "medical"
block = "a"
title = "p"
role = "fact"
rule = { kind = "fact", minimum = 0, maximum = 100, unit = "%" }
[[item]]
id = "injury"
block = "a"
title = "p"
role = "fact"
rule = { kind = "fact", minimum = 0, maximum = 100, unit = "%" }
[[item]]
id = "coll"
block = "a"
title = "c"
points = 6
rule = { kind = "bands", unit = "%", bands = [
    { to = 50, points = 3 },
    { from = 50, to = 80, points = 4 },
    { from = 80, points = 6 },
], minimum = 0, maximum = 100 }
[[item]]
id = "named"
block = "a"
title = "named firms"
points = 2
rule = { kind = "grades", grades = [
    { id = "two", title = "two", points = 2 },
    { id = "trying", title = "t", points = 1.5 },
    { id = "none", title = "n", points = -2 },
] }
[[item]]
id = "turnover"
block = "a"
title = "turnover low"
points = 10
rule = { kind = "ratio", zero_at = 30, full_at = 9, unit = "%" }
[[item]]
id = "quota"
block = "a"
title = "low rate"
points = 5
rule = { kind = "rate", full_at = 3, each = 0.7, better = "low", floor = 1 }
[[item]]
id = "steps"
block = "a"
title = "steps"
points = 6
rule = { kind = "score", step = 0.25 }
[[tier]]
key = "A"
title = "A"
cutoff = 52.155
""")
"""Loss for each percentage point: exact, begun, whole; the worst of three rates; steps; a grade below nothing; a falling ratio."""

LIMITS = read_scheme("""
key = "zj"
version = "1"
title = "Thousand"
mark = "example"
source = "own"
full = 130
total_maximum = 132
total_minimum = 65
[[block]]
id = "conflict"
title = "C"
points = 30
[[block]]
id = "safety"
title = "S"
points = 100
[[item]]
id = "cov"
block = "conflict"
title = "coverage"
role = "deduction"
points = 30
rule = { kind = "rate", full_at = 80, each = 1, portion = "begun" }
[[item]]
id = "ind"
block = "conflict"
title = "industry missing"
role = "deduction"
rule = { kind = "count", each = 3, under = 4 }
[[cap]]
id = "conf"
items = ["cov", "ind"]
base = 30
minimum = 0
[[item]]
id = "deaths"
block = "safety"
title = "deaths"
role = "deduction"
rule = { kind = "count", each = 5, over = 2 }
cured = 0.5
[[item]]
id = "bracket"
block = "safety"
title = "a/b/c"
role = "deduction"
points = 7
rule = { kind = "bands", bands = [
    { to = 1, points = 0 },
    { from = 1, up_to = 2, points = -2 },
    { above = 2, points = -7 },
], minimum = 0 }
[[item]]
id = "fires"
block = "safety"
title = "fires"
role = "deduction"
rule = { kind = "count", each = 0.5 }
[[cap]]
id = "saf"
items = ["deaths", "bracket", "fires"]
base = 100
minimum = 60
[[item]]
id = "loose"
title = "loose"
role = "deduction"
points = 6
rule = { kind = "listed", values = [0, -2, -4, -6] }
[[item]]
id = "late"
title = "late"
role = "deduction"
rule = { kind = "count", each = 2 }
[[cap]]
id = "together"
items = ["loose", "late"]
minimum = -5
[[item]]
id = "b1"
title = "b1"
role = "bonus"
points = 3
rule = { kind = "grades", grades = [
    { id = "province", title = "p", points = 2 },
    { id = "nation", title = "n", points = 3 },
    { id = "no", title = "no", points = 0 },
] }
[[item]]
id = "b2"
title = "b2"
role = "bonus"
points = 4
rule = { kind = "ratio", zero_at = 15, full_at = 50 }
[[item]]
id = "b3"
title = "b3"
role = "bonus"
points = 10
[[cap]]
id = "same"
items = ["b1", "b2"]
best = 1
[[cap]]
id = "b3only"
items = ["b3"]
maximum = 5
[[tier]]
key = "pass"
title = "pass"
cutoff = 100
[[tier]]
key = "good"
title = "good"
cutoff = 120
minima = { conflict = 20 }
""")
"""Deductions that share points to start from, cases that are free, half when made good, steps, the best of two bonuses."""

BASE = read_scheme("""
key = "yn"
version = "1"
title = "Yunnan-like"
mark = "example"
source = "own"
full = 100
missing = "undecided"
rounding = { places = 1, mode = "half_even" }
total_maximum = 100
[[block]]
id = "base"
title = "B"
points = 45
minimum = 42
[[block]]
id = "inst"
title = "I"
points = 25
[[block]]
id = "biz"
title = "W"
points = 250
weight = 0.12
[[item]]
id = "1"
block = "base"
title = "n"
points = 25
[[item]]
id = "2"
block = "base"
title = "n"
points = 20
rule = "yes_no"
not_applicable = true
[[item]]
id = "3.1"
block = "inst"
title = "n"
points = 10
survey = { least = 10, too_few = "zero" }
[[item]]
id = "3.2"
block = "inst"
title = "n"
points = 15
rule = { kind = "checklist", parts = [
    {id="a", title="a", points=7.5},
    {id="b", title="b", points=4.25},
    {id="c", title="c", points=3.25},
] }
[[item]]
id = "w1"
block = "biz"
title = "n"
points = 100
rule = { kind = "grades", grades = [
    {id="hi", title="hi", points=100},
    {id="mid", title="mid", points=83},
    {id="lo", title="lo", points=0},
] }
[[item]]
id = "w2"
block = "biz"
title = "n"
points = 150
of = "({n1} + {n2}) / {n1} * 100 - 100"
rule = { kind = "ratio", zero_at = 0, full_at = 10 }
[[item]]
id = "n1"
title = "f"
role = "fact"
rule = "fact"
[[item]]
id = "n2"
title = "f"
role = "fact"
rule = "fact"
[[item]]
id = "bo"
title = "bonus"
role = "bonus"
points = 4
[[item]]
id = "ve"
title = "v"
role = "veto"
rule = { kind = "veto", years = 2 }
[[tier]]
key = "pass"
title = "pass"
cutoff = 90
""")
"""A block minimum beside a cut-off, weighed points, a survey, half to even, a value computed from facts; undecided when missing."""

WORKED = (PARK, LIMITS, BASE)
