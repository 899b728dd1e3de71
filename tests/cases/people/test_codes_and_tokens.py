"""Codes from an authenticator, and tokens for programs."""

from __future__ import annotations

import pyotp
import pytest

from tests.cases.people.conftest import PASSWORD, Town
from workbench.kernel import Actor, Refusal
from workbench.people.commands import (
    ChangePassword,
    ChangeProfile,
    DeactivatePerson,
    EndAllLogins,
    FoundOrganisation,
    MakeToken,
    ReactivatePerson,
    RevokeToken,
    SignOut,
    TurnOffCode,
    TurnOnCode,
)
from workbench.people.identity import Identity, identify

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def mei(town: Town) -> Actor:
    """Somebody with an account."""
    return town.register("Wang Mei", "mei@union.example")


@pytest.fixture
def recovery(town: Town, mei: Actor) -> tuple[str, ...]:
    """Mei's recovery codes, once she has turned codes on."""
    command = TurnOnCode(password=PASSWORD, secret=SECRET, code=now_code(town))
    assert town.do(mei, command).result == {"ok": True}
    town.later(minutes=2)
    return tuple(command.recovery.split())


def now_code(town: Town, seconds: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(int(town.now.timestamp()) + seconds)


def enters(town: Town, code: str) -> bool:
    town.later(minutes=2)
    return town.sign_in("mei@union.example", code=code).ok


def test_with_codes_on_the_password_alone_is_not_enough(town: Town, recovery: tuple[str, ...]) -> None:
    assert not town.sign_in("mei@union.example").ok
    assert not town.sign_in("mei@union.example", code="000000").ok
    assert town.sign_in("mei@union.example", code=now_code(town)).ok


def test_a_code_does_not_replace_the_password(town: Town, recovery: tuple[str, ...]) -> None:
    assert not town.sign_in("mei@union.example", "wrong", code=now_code(town)).ok


def test_a_code_works_once(town: Town, recovery: tuple[str, ...]) -> None:
    code = now_code(town)
    assert town.sign_in("mei@union.example", code=code).ok
    assert not town.sign_in("mei@union.example", code=code).ok


def test_clocks_may_differ_by_one_step_only(town: Town, recovery: tuple[str, ...]) -> None:
    results = []
    for seconds in (-60, -30, 30, 60):
        town.later(minutes=5)
        results.append(town.sign_in("mei@union.example", code=now_code(town, seconds)).ok)
    assert results == [False, True, True, False]


def test_a_recovery_code_works_once_however_it_is_typed(town: Town, recovery: tuple[str, ...]) -> None:
    assert len(set(recovery)) == 8
    assert enters(town, recovery[0].upper().replace("-", " "))
    assert not enters(town, recovery[0])
    assert enters(town, recovery[1])


def test_anothers_recovery_code_is_worth_nothing(town: Town, recovery: tuple[str, ...]) -> None:
    town.register("Li Jun", "jun@plant.example")
    jun = town.sign_in("jun@plant.example").actor
    assert jun is not None
    theirs = TurnOnCode(password=PASSWORD, secret=SECRET, code=now_code(town))
    town.do(jun, theirs)
    assert not enters(town, theirs.recovery.split()[0])


def test_codes_are_turned_on_only_by_one_who_has_them_and_the_password(town: Town, mei: Actor) -> None:
    with pytest.raises(Refusal) as refusal:
        town.do(mei, TurnOnCode(password=PASSWORD, secret=SECRET, code="000000"))
    assert refusal.value.reason.key == "wrong_code"
    assert not town.do(mei, TurnOnCode(password="guess", secret=SECRET, code=now_code(town))).result["ok"]
    assert town.sign_in("mei@union.example").ok


def test_turning_codes_off_needs_the_password_and_wipes_them(town: Town, mei: Actor, recovery: tuple[str, ...]) -> None:
    assert not town.do(mei, TurnOffCode(password="guess")).result["ok"]
    assert not enters(town, "")
    assert town.do(mei, TurnOffCode(password=PASSWORD)).result["ok"]
    assert enters(town, "")


def made(town: Town, mei: Actor, reach: str, days: int = 90) -> MakeToken:
    command = MakeToken(name="export", reach=reach, days=days, password=PASSWORD)  # type: ignore[arg-type]
    assert town.do(mei, command).result["ok"]
    return command


def bearer(town: Town, token: str) -> Actor | None:
    return identify(town.door.store, {}, {"Authorization": f"Bearer {token}"}, town.now)


def test_a_token_stands_for_its_person_within_its_scopes(town: Town, mei: Actor) -> None:
    actor = bearer(town, made(town, mei, "read").token)
    assert actor is not None
    assert (actor.person, actor.scopes) == (mei.person, frozenset({"read"}))


def test_a_reading_token_cannot_act(town: Town) -> None:
    keeper = town.register("Keeper", "keeper@house.example", administrator=True)
    found = FoundOrganisation(kind="union", name="Plant 2 Union")
    reading, acting = (bearer(town, made(town, keeper, reach).token) for reach in ("read", "act"))
    assert reading is not None
    assert acting is not None
    with pytest.raises(Refusal) as refusal:
        town.do(reading, found)
    assert refusal.value.reason.key == "out_of_scope"
    assert town.do(acting, found).result["organisation"]


def test_no_token_reaches_the_account_itself(town: Town, mei: Actor) -> None:
    actor = bearer(town, made(town, mei, "act").token)
    assert actor is not None
    for command in (
        ChangePassword(present=PASSWORD, password="seven herons wade"),
        MakeToken(name="more", reach="act", password=PASSWORD),
        ChangeProfile(name="Else", locale="en"),
        EndAllLogins(person=str(mei.person)),
        TurnOffCode(password=PASSWORD),
        SignOut(),
    ):
        with pytest.raises(Refusal) as refusal:
            town.do(actor, command)
        assert refusal.value.reason.key == "out_of_scope"


def test_a_token_ends_when_revoked_or_expired_or_its_person_is_gone(town: Town, mei: Actor) -> None:
    keeper = town.register("Keeper", "keeper@house.example", administrator=True)
    command = MakeToken(name="one", reach="read", password=PASSWORD)
    token = town.do(mei, command).result["token"]
    short, other = made(town, mei, "read", days=1), made(town, mei, "read", days=9)
    with pytest.raises(Refusal) as refusal:
        town.do(keeper, RevokeToken(token=token))
    assert refusal.value.reason.status == 404
    town.do(mei, RevokeToken(token=token))
    assert bearer(town, command.token) is None
    town.later(days=1)
    assert bearer(town, short.token) is None
    assert bearer(town, other.token) is not None
    town.do(keeper, DeactivatePerson(person=str(mei.person)))
    assert bearer(town, other.token) is None
    town.do(keeper, ReactivatePerson(person=str(mei.person)))
    assert bearer(town, other.token) is None, "an account opened again does not bring its tokens back"


def test_a_bad_token_is_not_helped_by_a_good_cookie(town: Town, mei: Actor) -> None:
    login = town.sign_in("mei@union.example")
    cookies = {"__Host-login": login.command.token}
    assert identify(town.door.store, cookies, {"Authorization": "Bearer nonsense"}, town.now) is None
    assert identify(town.door.store, cookies, {"Authorization": "Basic abc"}, town.now) is not None


def test_a_cookie_is_no_token_and_a_token_no_cookie(town: Town, mei: Actor) -> None:
    login, token = town.sign_in("mei@union.example"), made(town, mei, "read")
    assert bearer(town, login.command.token) is None
    assert identify(town.door.store, {"__Host-login": token.token}, {}, town.now) is None


def test_the_last_use_of_a_token_is_noted(town: Town, mei: Actor) -> None:
    from sqlalchemy import select

    from workbench.people.models import Token

    token = made(town, mei, "read")
    Identity(town.door).identify({}, {"Authorization": f"Bearer {token.token}"})
    with town.peek() as session:
        assert session.scalars(select(Token.last_seen)).one() == town.now
