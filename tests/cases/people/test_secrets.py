"""What was typed or given out as a secret stands nowhere: not in the ledger, not in outcomes, not in any row or log line."""

from __future__ import annotations

import logging

import pyotp
import pytest
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.cases.people.conftest import PASSWORD, Town
from tests.databases import house_tables
from workbench.kernel import NOBODY, Command, Refusal
from workbench.people import commands
from workbench.people.commands import (
    RECEPTION,
    AskReset,
    ChangePassword,
    InviteMember,
    JoinByInvitation,
    MakeToken,
    ResetPassword,
    SignIn,
    TurnOnCode,
)
from workbench.people.models import Mail

WRONG, SECOND, THIRD = "wrong-canary-wren", "second-canary-siskin", "third-canary-linnet"


def everything_stored(town: Town) -> str:
    """Return all that any table holds."""
    with town.peek() as session:
        return "\n".join(str(tuple(row)) for table in house_tables() for row in session.execute(table.select()))


def test_no_secret_is_stored_or_logged(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    union = town.found("union", "Plant 2 Union")
    chair = town.register("Chair Zhou", "chair@union.example", (union, "administrator"))
    login = town.sign_in("chair@union.example")
    assert login.actor is not None
    town.sign_in("chair@union.example", WRONG, code="987654")
    town.do(login.actor, ChangePassword(present=PASSWORD, password=SECOND))
    token = MakeToken(name="export", reach="read", password=SECOND)
    town.do(login.actor, token)
    secret = pyotp.random_base32()
    code = TurnOnCode(password=SECOND, secret=secret, code=pyotp.TOTP(secret).at(town.now))
    town.do(login.actor, code)
    invitation = InviteMember(organisation=union, function="member")
    town.do(chair, invitation)
    town.do(NOBODY, JoinByInvitation(link=invitation.token, name="Lan", email="lan@union.example", password=THIRD))
    asked = AskReset(email="lan@union.example", address="hall")
    town.do(RECEPTION, asked)
    stored_before_the_letter_went = everything_stored(town)
    assert asked.token in stored_before_the_letter_went, "only the waiting letter holds it"
    town.do(NOBODY, ResetPassword(link=asked.token, password="fourth-canary-serin"))
    typed = [PASSWORD, WRONG, SECOND, THIRD, "fourth-canary-serin", "987654", code.code, *code.recovery.split()]
    given = [login.command.token, token.token, invitation.token]
    seen = everything_stored(town) + caplog.text
    assert [word for word in typed + given if word in seen] == []
    assert seen.count(asked.token) == 1


def test_no_secret_shows_in_a_command_or_an_error() -> None:
    command = SignIn(email="a@b.example", password=WRONG, code="987654", address="hall", agent="")
    assert not {WRONG, "987654", command.token} & set(repr(command).replace("'", " ").split())
    assert WRONG not in repr(command) + str(command)
    with pytest.raises(ValidationError) as error:
        SignIn(email="nonsense", password=WRONG, address="hall", agent="", token=WRONG)
    assert WRONG not in str(error.value)
    assert "nonsense" not in str(error.value)


def test_every_field_of_a_secret_kind_is_declared_secret() -> None:
    kinds = [kind for kind in vars(commands).values() if isinstance(kind, type) and issubclass(kind, Command)]
    for kind in kinds:
        hidden = {name for name, field in kind.model_fields.items() if not field.repr}
        assert hidden == set(kind.secrets), kind.__name__
    assert any(kind.secrets for kind in kinds)


def test_a_repeated_key_gives_the_first_answer_and_no_second_secret(town: Town) -> None:
    town.register("Wang Mei", "mei@union.example")
    first = SignIn(email="mei@union.example", password=PASSWORD, address="hall", agent="")
    second = first.model_copy(update={"token": "b" * 43})
    outcome = town.do(RECEPTION, first, "the-same-key")
    repeated = town.do(RECEPTION, second, "the-same-key")
    assert repeated.duplicate
    assert repeated.result == outcome.result
    from workbench.people.identity import identify

    assert identify(town.door.store, {"__Host-login": second.token}, {}, town.now) is None


def test_a_taken_address_is_refused(town: Town) -> None:
    town.register("Wang Mei", "mei@union.example")
    with pytest.raises(Refusal) as refusal:
        town.register("Another Mei", "MEI@union.example")
    assert (refusal.value.reason.key, refusal.value.field) == ("address_taken", "email")


def test_a_failing_statement_does_not_print_what_it_was_given(town: Town) -> None:
    engine = town.door.store.engine()
    broken = Mail(id="a" * 16, recipient="x@y.example", subject="s", body="canary-goldcrest", tries=0)
    with Session(engine, info={"performing": True}) as session:
        session.add(broken)
        with pytest.raises(DBAPIError) as error:
            session.flush()
    assert "mails" in str(error.value)
    assert "canary-goldcrest" not in str(error.value)
