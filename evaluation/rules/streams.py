"""The streams of evaluation: an application's file, what each side of it prepares, each blind scorer alone, the round, the register."""

from __future__ import annotations

FILE = "evaluation/{application}/file"
"""What is handed in, decided and noticed: read by the enterprise, its union, and everybody who evaluates it."""
ENTERPRISE = "evaluation/{application}/enterprise"
"""What the enterprise and its union prepare: read by nobody else before it is handed in."""
OFFICE = "evaluation/{application}/office"
"""What reviewers and committee write before it is told to the enterprise."""
OBJECTIONS = "evaluation/{application}/objections"
"""What was objected and by whom: read by the office and the committee alone, so that nobody who scores weighs it before it was answered."""
SCORER = "evaluation/{application}/scorer/{person}"
"""What one blind evaluator scores: read by that person alone until all have handed in."""
PANEL = "evaluation/{application}/panel"
"""The panel's scores once all are in: read by the panel, its chair, the office and the committee."""
SCHEME = "scheme/{key}/versions"
"""The versions of one scheme: read by everybody who is signed in."""
ROUND = "round/{round}/all"
"""The round itself: read by everybody with a role in it and by its applicants; of its people all but the evaluators."""
EVALUATORS = "round/{round}/evaluators"
"""Who may be called on to score blind: read by everybody with a role in the round. Its applicants do not know whom to approach."""
PANELS = "round/{round}/panels"
"""Who is to score what in a round: read by its chair and its office while panels are put together."""
EVALUATOR = "evaluator/{person}/interests"
"""What one person declared about interests, and why they left a panel: read by them, and by the chair and office of their rounds."""
REGISTER = "register/{organisation}/figures"
"""The figures of one enterprise: read by its people, its union, and those who evaluate it."""


def subject(application: str) -> str:
    """Return the subject all streams of an application share."""
    return f"evaluation/{application}"


def file(application: str) -> str:
    """Return the common stream of an application."""
    return FILE.format(application=application)


def enterprise(application: str) -> str:
    """Return the stream in which the enterprise prepares."""
    return ENTERPRISE.format(application=application)


def office(application: str) -> str:
    """Return the stream of those who review and decide."""
    return OFFICE.format(application=application)


def objections(application: str) -> str:
    """Return the stream of objections, read by those who decide."""
    return OBJECTIONS.format(application=application)


def scorer(application: str, person: str) -> str:
    """Return the stream of one blind evaluator."""
    return SCORER.format(application=application, person=person)


def panel(application: str) -> str:
    """Return the stream of the opened panel."""
    return PANEL.format(application=application)


def scheme(key: str) -> str:
    """Return the stream of the versions of a scheme."""
    return SCHEME.format(key=key)


def round_(round: str) -> str:
    """Return the stream of a round."""
    return ROUND.format(round=round)


def evaluators(round: str) -> str:
    """Return the stream of a round's evaluators."""
    return EVALUATORS.format(round=round)


def panels(round: str) -> str:
    """Return the stream in which the panels of a round are put together."""
    return PANELS.format(round=round)


def evaluator(person: str) -> str:
    """Return the stream of what concerns one person's interests."""
    return EVALUATOR.format(person=person)


def register(organisation: str) -> str:
    """Return the stream of an enterprise's figures."""
    return REGISTER.format(organisation=organisation)
