"""Kinds of organisations and what people do in them."""

from __future__ import annotations

from typing import Literal, get_args

from workbench.kernel.values import N_

HOUSE = "thehouse22222222"
"""The identifier of the one organisation that is the house itself; its administrators administer everything."""

Kind = Literal["house", "enterprise", "union", "upper_union", "employer_association", "government", "mediation"]
Function = Literal["administrator", "representative", "officer", "mediator", "evaluator", "member"]

KINDS: dict[str, str] = {
    "house": N_("The house"),
    "enterprise": N_("Enterprise"),
    "union": N_("Union"),
    "upper_union": N_("Upper union"),
    "employer_association": N_("Employer association"),
    "government": N_("Government office"),
    "mediation": N_("Mediation body"),
}
FUNCTIONS: dict[str, str] = {
    "administrator": N_("Administrator"),
    "representative": N_("Representative"),
    "officer": N_("Officer"),
    "mediator": N_("Mediator"),
    "evaluator": N_("Evaluator"),
    "member": N_("Member"),
}
FOUNDABLE = tuple(kind for kind in get_args(Kind) if kind != "house")


def functions_in(kind: str) -> tuple[str, ...]:
    """Return which functions a person can have in an organisation of `kind`; the house has administrators only."""
    return ("administrator",) if kind == "house" else get_args(Function)


def parents_of(kind: str) -> tuple[str, ...]:
    """Return the kinds of organisation that one of `kind` may belong to."""
    return {"union": ("upper_union",), "upper_union": ("upper_union",), "enterprise": ("employer_association",),
            "government": ("government",)}.get(kind, ())  # fmt: skip
