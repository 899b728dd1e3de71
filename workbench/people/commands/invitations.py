"""Inviting people into organisations by one-time links, and ending memberships."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from workbench.kernel import (
    ALLOWED,
    N_,
    Act,
    Asking,
    Command,
    Event,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    policy,
    preparation,
)
from workbench.people.commands.letters import ORIGIN, write_letter
from workbench.people.commands.passwords import opens, use_up
from workbench.people.commands.proof import new_prepared
from workbench.people.commands.registration import ALREADY_MEMBER, NO_SUCH_FUNCTION, admit, appoint
from workbench.people.commands.sign_in import forget
from workbench.people.commands.typed import Address, Confidential, Locale, Minted, Name, Typed
from workbench.people.events import ROLL, FunctionLost, InvitationWithdrawn, MemberInvited, MembershipEnded
from workbench.people.models import Credential, Invitation, Membership, Organisation, Person, Secret
from workbench.people.policy import (
    LAST_ADMINISTRATOR,
    administrator_inside,
    administrator_of,
    any_person,
    has_function,
    house_administrators,
)
from workbench.people.rules.organisations import HOUSE, Function, functions_in
from workbench.people.rules.tokens import digest, mint

INVITATION_TIME = timedelta(days=7)
SETTLED = Reason("invitation_settled", N_("This invitation was accepted or withdrawn already."), 409)
FOR_ANOTHER = Reason("invitation_for_another", N_("This invitation is for another address than that of your account."))
ENDED = Reason("membership_ended", N_("This membership has ended already."), 409)

INVITATION_SUBJECT = N_("An invitation to the Tripartite Workbench")
INVITATION_BODY = N_(
    "%(inviter)s invites you to join %(organisation)s on the Tripartite Workbench.\n\n"
    "This link works once, within seven days:\n\n%(link)s"
)


class InviteMember(Confidential):
    """Invites somebody into an organisation. With an address the link is sent there; without one it is shown once to hand over."""

    sentence = N_("Invite a member")
    secrets = frozenset({"token"})
    organisation: Id
    function: Function = Field(title=N_("Function"))
    email: Address | None = Field(default=None, title=N_("E-mail address"))
    locale: Locale = Field(default="zh_Hans_CN", title=N_("Language"))
    token: Minted = Field(default_factory=mint)


@policy(InviteMember)
def may_invite_member(question: Question, command: InviteMember) -> Verdict:
    """Allow administrators of the organisation and of the house."""
    return administrator_of(question, command.organisation)


@handler(InviteMember)
def invite_member(act: Act, command: InviteMember) -> Handling:
    """Make the invitation and its link."""
    place = act.find(Organisation, command.organisation)
    if command.function not in functions_in(place.kind):
        raise Refusal(NO_SUCH_FUNCTION, "function")
    row = Invitation(id=act.new_id(), stream=ROLL.format(organisation=place.id), organisation=place.id, made=act.now)
    row.function, row.email, row.inviter = command.function, command.email, act.actor.name
    row.expires, row.settled, row.accepted_by = act.now + INVITATION_TIME, None, None
    act.add(row, Secret(digest=digest(command.token), purpose="invitation", subject=row.id, expires=row.expires))
    if command.email is not None:
        values = {"inviter": _inviter(act, place), "organisation": place.name}
        link = f"{ORIGIN}/invitation?key={command.token}"
        write_letter(act, command.email, command.locale, INVITATION_SUBJECT, INVITATION_BODY, link=link, **values)
    yield MemberInvited(organisation=place.id, invitation=row.id, function=row.function)
    return {"invitation": row.id}


def _inviter(act: Act, place: Organisation) -> str:
    person = act.session.get(Person, act.actor.person or "")
    return person.name if person else place.name


class WithdrawInvitation(Command):
    """Takes an invitation back; its link opens nothing any more."""

    sentence = N_("Withdraw an invitation")
    invitation: Id


@policy(WithdrawInvitation)
def may_withdraw_invitation(question: Question, command: WithdrawInvitation) -> Verdict:
    """Allow administrators of the organisation and of the house."""
    return administrator_inside(question, question.find(Invitation, command.invitation).organisation)


@handler(WithdrawInvitation)
def withdraw_invitation(act: Act, command: WithdrawInvitation) -> Handling:
    """Withdraw it."""
    row = act.find(Invitation, command.invitation)
    if row.settled is not None:
        raise Refusal(SETTLED)
    row.settled = act.now
    forget(act, row.id)
    yield InvitationWithdrawn(organisation=row.organisation, invitation=row.id)
    return {}


class AcceptInvitation(Confidential):
    """Accepts an invitation with the account one is signed in to."""

    sentence = N_("Accept an invitation")
    scope = "account"
    secrets = frozenset({"link"})
    link: Minted


@policy(AcceptInvitation)
def may_accept_invitation(question: Question, command: AcceptInvitation) -> Verdict:
    """Allow everybody with an account: the link is the proof."""
    return any_person(question)


@handler(AcceptInvitation)
def accept_invitation(act: Act, command: AcceptInvitation) -> Handling:
    """Use up the link and give the function."""
    row = act.find(Invitation, use_up(act, "invitation", command.link))
    person = act.find(Person, act.actor.person)
    if row.email is not None and row.email != act.find(Credential, person.id).email:
        raise Refusal(FOR_ANOTHER)
    if has_function(act.session, person.id, row.organisation, act.now, row.function):
        raise Refusal(ALREADY_MEMBER, name=person.name)
    yield from _settle(act, row, person)
    return {"organisation": row.organisation}


class JoinByInvitation(Confidential):
    """Accepts an invitation by making a new account. An invitation for one address makes an account of that address only."""

    sentence = N_("Accept an invitation with a new account")
    for_anyone = True
    secrets = frozenset({"link", "password"})
    link: Minted
    name: Name = Field(title=N_("Name"))
    email: Address = Field(title=N_("E-mail address"))
    password: Typed = Field(title=N_("Password"))
    locale: Locale = Field(default="zh_Hans_CN", title=N_("Language"))


@policy(JoinByInvitation)
def may_join_by_invitation(question: Question, command: JoinByInvitation) -> Verdict:
    """Allow anyone: the link is the proof."""
    return ALLOWED


@preparation(JoinByInvitation)
def hash_for_joining(asking: Asking, command: JoinByInvitation) -> object:
    """Hash the password of whoever holds a link that works."""
    return new_prepared(command.password) if opens(asking, "invitation", command.link) else None


@handler(JoinByInvitation)
def join_by_invitation(act: Act, command: JoinByInvitation) -> Handling:
    """Use up the link, make the account and give the function."""
    row = act.find(Invitation, use_up(act, "invitation", command.link))
    if row.email is not None and row.email != command.email:
        raise Refusal(FOR_ANOTHER, "email")
    person = yield from admit(act, command.name, command.email, command.password, command.locale)
    yield from _settle(act, row, person)
    return {"person": person.id, "organisation": row.organisation}


def _settle(act: Act, row: Invitation, person: Person) -> Iterator[Event]:
    row.settled, row.accepted_by = act.now, person.id
    yield from appoint(act, person, row.organisation, row.function)


class EndMembership(Command):
    """Ends a person's function in an organisation, now."""

    sentence = N_("End a membership")
    membership: Id


@policy(EndMembership)
def may_end_membership(question: Question, command: EndMembership) -> Verdict:
    """Allow administrators of the organisation and of the house."""
    return administrator_inside(question, question.find(Membership, command.membership).organisation)


@handler(EndMembership)
def end_membership(act: Act, command: EndMembership) -> Handling:
    """End it, unless the house would be left without an administrator."""
    row = act.find(Membership, command.membership)
    if row.until is not None and row.until <= act.now:
        raise Refusal(ENDED)
    if row.organisation == HOUSE and house_administrators(act.session, act.now) == {row.person}:
        raise Refusal(LAST_ADMINISTRATOR)
    row.until = act.now
    person, place = act.find(Person, row.person), act.find(Organisation, row.organisation)
    about = {"organisation": place.id, "person": person.id, "function": row.function}
    yield MembershipEnded(**about, membership=row.id, name=person.name)
    yield FunctionLost(**about, name=place.name)
    return {"organisation": place.id}
