"""Opening a bargaining."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from negotiation.commands.seats import PersonsName, check_role, seated
from negotiation.events.cases import BargainingOpened
from negotiation.models import Bargaining
from negotiation.policy.cases import PARTY_OF_KIND, may_open
from negotiation.rules import streams
from negotiation.rules.words import Level, Party, Role, Side, Subject
from workbench.kernel import (
    N_,
    Act,
    Command,
    Handling,
    Id,
    Line,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    line,
    policy,
)
from workbench.people.queries import kind_of
from workbench.people.rules.organisations import KINDS

WRONG_ORGANISATION = Reason(
    "wrong_organisation", N_("There is no such organisation that can be this side: %(kinds)s."), 422
)


class OpenBargaining(Command):
    """Opens a bargaining case after an offer was made. Whoever opens it gets a seat of the party they belong to.

    `offered_by` is the side whose offer it was; it chairs the first meeting. `locale` is the language of the papers.
    Result: {"bargaining": id, "seat": id}.
    """

    sentence = N_("Open a bargaining")
    name: Line = Field(title=N_("Name of the bargaining"))
    subject: Subject = Field(title=N_("Subject"))
    level: Level = Field(title=N_("Level"))
    employer_name: Line = Field(title=N_("Employer side"))
    labour_name: Line = Field(title=N_("Labour side"))
    employer_organisation: Id | None = Field(default=None, title=N_("Organisation of the employer side"))
    labour_organisation: Id | None = Field(default=None, title=N_("Organisation of the labour side"))
    area: Annotated[str, line(200, blank=True)] = Field(default="", title=N_("Area"))
    workers: Annotated[int, Field(ge=1, le=100_000_000)] | None = Field(default=None, title=N_("Workers covered"))
    offered_by: Side = Field(title=N_("Offer by"))
    locale: Literal["zh_Hans_CN", "en"] = Field(title=N_("Language of the papers"))
    as_party: Party = Field(title=N_("Your party"))
    role: Role = Field(title=N_("Your role"))
    seat_name: PersonsName = Field(title=N_("Your name at the table"))
    function: Annotated[str, line(120, blank=True)] = Field(default="", title=N_("Function"))


@policy(OpenBargaining)
def may_open_bargaining(question: Question, command: OpenBargaining) -> Verdict:
    """Allow members of a party's organisation to open for that party, and administrators of the house for a third one."""
    return may_open(question, getattr(command, "as_party", None))


@handler(OpenBargaining)
def open_bargaining(act: Act, command: OpenBargaining) -> Handling:
    """Enter the case and the opener's seat."""
    check_role(command.as_party, command.role)
    _check_organisation(act, "employer_organisation", command.employer_organisation, Party.EMPLOYER)
    _check_organisation(act, "labour_organisation", command.labour_organisation, Party.LABOUR)
    bargaining = act.new_id()
    act.add(
        Bargaining(
            id=bargaining,
            stream=streams.table(bargaining),
            title=command.name,
            opened_at=act.now,
            **command.model_dump(exclude={"name", "as_party", "role", "seat_name", "function"}),
        )
    )
    yield BargainingOpened(bargaining=bargaining, name=command.name, offered_by=command.offered_by)
    person = str(act.actor.person)
    taken = seated(act, bargaining, person, command.seat_name, command.as_party, command.role, command.function)
    yield taken
    return {"bargaining": bargaining, "seat": taken.seat}


def _check_organisation(act: Act, field: str, organisation: str | None, party: Party) -> None:
    kinds = [kind for kind, of in PARTY_OF_KIND.items() if of == party]
    if organisation is not None and kind_of(act.session, organisation) not in kinds:
        raise Refusal(WRONG_ORGANISATION, field, kinds=KINDS[kinds[0]])
