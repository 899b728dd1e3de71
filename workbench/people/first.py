"""The first administrator of a house without a demo world: made by the operator, who holds the machine anyway."""

from __future__ import annotations

from workbench.kernel import Door, Refusal, new_id, the_house
from workbench.people.commands import RECEPTION, AskReset, RegisterPerson
from workbench.people.commands.registration import ADDRESS_TAKEN
from workbench.people.identity import link_is_open
from workbench.people.rules.tokens import mint

_OPERATOR = the_house("operator")


def invite_administrator(door: Door, email: str, name: str) -> str:
    """Make an administrator's account, unless the address has an account, and return the local link that sets its password.

    The account's first password is random and told to nobody. Raises Refusal, or ValueError for what is no address or name.
    """
    try:
        door.perform(_OPERATOR, RegisterPerson(name=name, email=email, password=mint(), administrator=True), _key())
    except Refusal as refusal:
        if refusal.reason != ADDRESS_TAKEN:
            raise
    ask = AskReset(email=email, address="operator")
    door.perform(RECEPTION, ask, _key())
    if not link_is_open(door.store, "reset", ask.token, door.clock()):
        raise ValueError("three links were made for this address within an hour: wait, or use the last one")
    return f"/reset?key={ask.token}"


def _key() -> str:
    return new_id() + new_id()
