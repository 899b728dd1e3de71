"""Everything that can be asked of this domain."""

from workbench.people.commands.administration import ChangeAddress, DeactivatePerson, ForgetTraces, ReactivatePerson
from workbench.people.commands.invitations import (
    AcceptInvitation,
    EndMembership,
    InviteMember,
    JoinByInvitation,
    WithdrawInvitation,
)
from workbench.people.commands.letters import ORIGIN, RecordDelivery, write_letter, write_to
from workbench.people.commands.organisations import AmendOrganisation, FoundOrganisation
from workbench.people.commands.passwords import AskReset, ChangePassword, ResetPassword
from workbench.people.commands.profile import ChangeProfile, TurnOffCode, TurnOnCode
from workbench.people.commands.registration import FunctionIn, RegisterPerson
from workbench.people.commands.sign_in import RECEPTION, EndAllLogins, EndLogin, NoteSeen, SignIn, SignOut
from workbench.people.commands.tokens import MakeToken, RevokeToken

__all__ = [
    "ORIGIN",
    "RECEPTION",
    "AcceptInvitation",
    "AmendOrganisation",
    "AskReset",
    "ChangeAddress",
    "ChangePassword",
    "ChangeProfile",
    "DeactivatePerson",
    "EndAllLogins",
    "EndLogin",
    "EndMembership",
    "ForgetTraces",
    "FoundOrganisation",
    "FunctionIn",
    "InviteMember",
    "JoinByInvitation",
    "MakeToken",
    "NoteSeen",
    "ReactivatePerson",
    "RecordDelivery",
    "RegisterPerson",
    "ResetPassword",
    "RevokeToken",
    "SignIn",
    "SignOut",
    "TurnOffCode",
    "TurnOnCode",
    "WithdrawInvitation",
    "write_letter",
    "write_to",
]
