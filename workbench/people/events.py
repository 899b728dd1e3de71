"""What happened to people, organisations and sign-ins. No event holds an e-mail address or anything typed as a secret."""

from __future__ import annotations

from workbench.kernel import N_, Event, Id

PERSON = "person/{person}"
ROLL = "organisation/{organisation}/members"
HOUSE_STREAM = "house"


class SignedIn(Event):
    """Somebody signed in to this account."""

    audience = PERSON
    sentence = N_("Signed in.")
    person: Id
    login: Id


class SignInFailed(Event):
    """A sign-in to this account, or a check of its password, failed."""

    audience = PERSON
    sentence = N_("A sign-in failed.")
    person: Id


class StrangerFailed(Event):
    """Somebody tried to sign in to an account that does not exist or is closed."""

    audience = HOUSE_STREAM
    sentence = N_("A sign-in to an unknown account failed.")
    attempt: Id


class SignedOut(Event):
    """The person signed out."""

    audience = PERSON
    changes_audience = True
    sentence = N_("Signed out.")
    person: Id
    login: Id


class LoginEnded(Event):
    """A login was ended from somewhere else: by the person, an administrator, or a change of the password."""

    audience = PERSON
    changes_audience = True
    sentence = N_("A login was ended.")
    person: Id
    login: Id


class PasswordChanged(Event):
    """The password of this account was changed or set anew."""

    audience = PERSON
    sentence = N_("The password was changed.")
    person: Id


class CodeTurnedOn(Event):
    """Signing in to this account now also needs a code from an authenticator."""

    audience = PERSON
    sentence = N_("Codes for signing in were turned on.")
    person: Id


class CodeTurnedOff(Event):
    """Signing in to this account no longer needs a code."""

    audience = PERSON
    sentence = N_("Codes for signing in were turned off.")
    person: Id


class TokenMade(Event):
    """A personal token for programs was made."""

    audience = PERSON
    sentence = N_("The token “%(name)s” was made.")
    person: Id
    token: Id
    name: str


class TokenRevoked(Event):
    """A personal token was revoked and no longer works."""

    audience = PERSON
    changes_audience = True
    sentence = N_("The token “%(name)s” was revoked.")
    person: Id
    token: Id
    name: str


class ProfileChanged(Event):
    """The person changed name or language."""

    audience = PERSON
    sentence = N_("Name or language was changed.")
    person: Id
    locale: str


class PersonRegistered(Event):
    """Somebody has an account now."""

    audience = HOUSE_STREAM
    sentence = N_("%(name)s has an account now.")
    person: Id
    name: str


class PersonDeactivated(Event):
    """An account was closed; its logins and tokens ended with it."""

    audience = HOUSE_STREAM
    changes_audience = True
    sentence = N_("%(actor)s closed the account of %(name)s.")
    person: Id
    name: str


class PersonReactivated(Event):
    """A closed account was opened again."""

    audience = HOUSE_STREAM
    changes_audience = True
    sentence = N_("%(actor)s opened the account of %(name)s again.")
    person: Id
    name: str


class AddressAsked(Event):
    """An administrator asked for another e-mail address of an account; it waits."""

    audience = HOUSE_STREAM
    sentence = N_("%(actor)s asked for another e-mail address of %(name)s.")
    person: Id
    name: str


class AddressStopped(Event):
    """Another e-mail address that waited for an account was stopped."""

    audience = HOUSE_STREAM
    sentence = N_("The other e-mail address of %(name)s was stopped.")
    person: Id
    name: str


class AddressChanged(Event):
    """The e-mail address of an account was changed."""

    audience = HOUSE_STREAM
    sentence = N_("The e-mail address of %(name)s was changed.")
    person: Id
    name: str


class AddressAnnounced(Event):
    """An administrator asked for another e-mail address of this account; it waits."""

    audience = PERSON
    sentence = N_("An administrator asked for another e-mail address.")
    person: Id


class AddressKept(Event):
    """The other e-mail address that waited for this account was stopped."""

    audience = PERSON
    sentence = N_("The other e-mail address was stopped.")
    person: Id


class AddressTaken(Event):
    """This account has another e-mail address from now on."""

    audience = PERSON
    sentence = N_("The e-mail address was changed.")
    person: Id


class OrganisationFounded(Event):
    """An organisation was entered."""

    audience = HOUSE_STREAM
    sentence = N_("%(actor)s entered %(name)s.")
    organisation: Id
    name: str


class OrganisationAmended(Event):
    """Name or parent of an organisation was changed."""

    audience = HOUSE_STREAM
    sentence = N_("%(actor)s changed the entry of %(name)s.")
    organisation: Id
    name: str


class MemberInvited(Event):
    """Somebody was invited into an organisation."""

    audience = ROLL
    sentence = N_("%(actor)s invited somebody into the organisation.")
    organisation: Id
    invitation: Id
    function: str


class InvitationWithdrawn(Event):
    """An invitation that nobody had accepted was withdrawn."""

    audience = ROLL
    sentence = N_("%(actor)s withdrew an invitation.")
    organisation: Id
    invitation: Id


class MembershipBegan(Event):
    """A person has a function in an organisation from now on."""

    audience = ROLL
    changes_audience = True
    sentence = N_("%(name)s joined the organisation.")
    organisation: Id
    membership: Id
    person: Id
    function: str
    name: str


class MembershipEnded(Event):
    """A person no longer has a function in an organisation."""

    audience = ROLL
    changes_audience = True
    sentence = N_("%(name)s left a function in the organisation.")
    organisation: Id
    membership: Id
    person: Id
    function: str
    name: str


class FunctionGained(Event):
    """The person has a function in an organisation from now on."""

    audience = PERSON
    changes_audience = True
    sentence = N_("You joined %(name)s.")
    person: Id
    organisation: Id
    function: str
    name: str


class FunctionLost(Event):
    """The person no longer has a function in an organisation."""

    audience = PERSON
    changes_audience = True
    sentence = N_("You left a function in %(name)s.")
    person: Id
    organisation: Id
    function: str
    name: str
