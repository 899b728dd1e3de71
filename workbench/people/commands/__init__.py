"""Everything that can be asked of this domain."""

from workbench.people.commands.administration import DeactivatePerson, ForgetTraces, ReactivatePerson
from workbench.people.commands.invitations import (
    AcceptInvitation,
    EndMembership,
    InviteMember,
    JoinByInvitation,
    WithdrawInvitation,
)
from workbench.people.commands.letters import ORIGIN, RecordDelivery, write_letter, write_to
from workbench.people.commands.new_addresses import (
    ADDRESS_WAIT,
    ChangeAddress,
    KeepAddress,
    LetAddressIn,
    StopAddress,
    TakeAddress,
)
from workbench.people.commands.organisations import AmendOrganisation, FoundOrganisation
from workbench.people.commands.passwords import AskReset, ChangePassword, ResetPassword
from workbench.people.commands.profile import ChangeProfile, TurnOffCode, TurnOnCode
from workbench.people.commands.registration import FunctionIn, RegisterPerson
from workbench.people.commands.sign_in import RECEPTION, EndAllLogins, EndLogin, NoteSeen, SignIn, SignOut
from workbench.people.commands.tokens import MakeToken, RevokeToken

__all__ = [
    "ADDRESS_WAIT",
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
    "KeepAddress",
    "LetAddressIn",
    "MakeToken",
    "NoteSeen",
    "ReactivatePerson",
    "RecordDelivery",
    "RegisterPerson",
    "ResetPassword",
    "RevokeToken",
    "SignIn",
    "SignOut",
    "StopAddress",
    "TakeAddress",
    "TurnOffCode",
    "TurnOnCode",
    "WithdrawInvitation",
    "write_letter",
    "write_to",
]
