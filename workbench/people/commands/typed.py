"""The kinds of input that only people's commands take: addresses, languages, secrets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from workbench.kernel import Command, line
from workbench.people.rules.addresses import AddressRefused, normal_address


def _address(typed: str) -> str:
    try:
        return normal_address(typed)
    except AddressRefused:
        raise PydanticCustomError("address_refused", "not an e-mail address") from None


Address = Annotated[str, AfterValidator(_address)]
"""An e-mail address, brought into its one form."""

Name = Annotated[str, line(80)]
Locale = Literal["zh_Hans_CN", "en"]

Typed = Annotated[str, StringConstraints(max_length=1024), Field(repr=False)]
"""Something secret a person typed: a password or a code."""

Minted = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$"), Field(repr=False)]
"""A secret the house made. It is born with the command, so that whoever performs it can hand it out, and is never stored."""


class Confidential(Command):
    """A command that holds secrets: no error message may show what was sent."""

    model_config = ConfigDict(hide_input_in_errors=True)
