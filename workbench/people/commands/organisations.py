"""Entering organisations and changing their entries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import select

from workbench.kernel import (
    N_,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    line,
    policy,
)
from workbench.people.events import OrganisationAmended, OrganisationFounded
from workbench.people.models import Organisation
from workbench.people.policy import house_administrator
from workbench.people.rules.organisations import parents_of

WRONG_PARENT = Reason("wrong_parent", N_("An organisation of this kind cannot belong to that one."), 422)
NAME_TAKEN = Reason("name_taken", N_("There is an organisation of this kind and name already."), 409)

Title = Annotated[str, line(120)]


class FoundOrganisation(Command):
    """Enters an organisation: a party to bargaining, an office, a mediation body."""

    sentence = N_("Enter an organisation")
    kind: Literal["enterprise", "union", "upper_union", "employer_association", "government", "mediation"] = Field(
        title=N_("Kind")
    )
    name: Title = Field(title=N_("Name of the organisation"))
    parent: Id | None = Field(default=None, title=N_("Belongs to"))


@policy(FoundOrganisation)
def may_found_organisation(question: Question, command: FoundOrganisation) -> Verdict:
    """Allow the house's administrators."""
    return house_administrator(question)


@handler(FoundOrganisation)
def found_organisation(act: Act, command: FoundOrganisation) -> Handling:
    """Enter it."""
    row = Organisation(id=act.new_id(), kind=command.kind, name=command.name, parent=command.parent)
    _check(act, row)
    act.add(row)
    yield OrganisationFounded(organisation=row.id, name=row.name)
    return {"organisation": row.id}


class AmendOrganisation(Command):
    """Changes the name of an organisation, or to which one it belongs."""

    sentence = N_("Change the entry of an organisation")
    organisation: Id
    name: Title = Field(title=N_("Name of the organisation"))
    parent: Id | None = Field(default=None, title=N_("Belongs to"))


@policy(AmendOrganisation)
def may_amend_organisation(question: Question, command: AmendOrganisation) -> Verdict:
    """Allow the house's administrators."""
    question.find(Organisation, command.organisation)
    return house_administrator(question)


@handler(AmendOrganisation)
def amend_organisation(act: Act, command: AmendOrganisation) -> Handling:
    """Change it."""
    row = act.find(Organisation, command.organisation)
    with act.session.no_autoflush:
        row.name, row.parent = command.name, command.parent
        _check(act, row)
    yield OrganisationAmended(organisation=row.id, name=row.name)
    return {}


def _check(act: Act, row: Organisation) -> None:
    if row.parent is not None:
        parent = act.find(Organisation, row.parent)
        if parent.kind not in parents_of(row.kind) or _is_above(act, row.id, parent):
            raise Refusal(WRONG_PARENT, "parent")
    same = select(Organisation.id).where(Organisation.kind == row.kind, Organisation.name == row.name)
    if act.first(same.where(Organisation.id != row.id)) is not None:
        raise Refusal(NAME_TAKEN, "name")


def _is_above(act: Act, organisation: str, place: Organisation | None) -> bool:
    """Say whether `organisation` is `place` or one that `place` belongs to."""
    while place is not None:
        if place.id == organisation:
            return True
        place = act.session.get(Organisation, place.parent) if place.parent else None
    return False
