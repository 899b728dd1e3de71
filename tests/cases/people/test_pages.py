"""The pages of people, as a browser without scripts meets them."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.cases.people.conftest import PASSWORD, Town
from workbench.kernel import Actor
from workbench.people.commands import RECEPTION, AskReset, InviteMember, MakeToken
from workbench.people.models import Login, Membership

NEW = "seven herons wade"


class Browser:
    """A browser that fills in forms: hidden fields are sent back as they came."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: object) -> TestResponse:
        """Open a page in English."""
        return self.client.get(path, headers={"Accept-Language": "en", "Accept": "text/html"}, **options)

    def send(self, page: TestResponse, action: str, **fields: object) -> TestResponse:
        """Send the form of `page` that goes to `action`."""
        form = next(part for part in page.text.split("<form ")[1:] if f'action="{action}"' in part.split(">")[0])
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.split("</form>")[0])
        data = {name: unescape(value) for name, value in hidden} | fields
        return self.client.post(action, data=data, headers={"Accept-Language": "en", "Accept": "text/html"})

    def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Sign in through the form."""
        return self.send(self.get("/sign-in"), "/sign-in", email=email, password=password, **fields)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser nobody is signed in with."""
    return Browser(app.test_client())


@pytest.fixture
def union(town: Town) -> str:
    return town.found("union", "Plant 2 Union")


@pytest.fixture
def chair(town: Town, union: str) -> Actor:
    """The union's administrator."""
    return town.register("Chair Zhou", "chair@union.example", (union, "administrator"))


@pytest.fixture
def keeper(town: Town) -> Actor:
    """The house's administrator."""
    return town.register("Keeper Gu", "keeper@house.example", administrator=True)


def test_signing_in_and_out(browser: Browser, chair: Actor) -> None:
    assert browser.get("/account").location == "/sign-in?next=%2Faccount"
    page = browser.get("/sign-in?next=/account")
    answer = browser.send(page, "/sign-in", email="chair@union.example", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/account")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    account = browser.get("/account")
    assert "chair@union.example" in account.text
    assert "Plant 2 Union" in account.text
    answer = browser.send(account, "/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert browser.get("/account").status_code == 303


def test_a_stolen_cookie_is_worthless_after_signing_out(browser: Browser, chair: Actor, app: Flask) -> None:
    browser.sign_in("chair@union.example")
    cookie = browser.client.get_cookie("login")
    assert cookie is not None
    browser.send(browser.get("/account"), "/sign-out")
    thief = Browser(app.test_client())
    thief.client.set_cookie("login", cookie.value)
    assert thief.get("/account").status_code == 303


def test_a_new_sign_in_ends_the_login_it_replaces(browser: Browser, chair: Actor, town: Town) -> None:
    page = browser.get("/sign-in")
    for _ in range(2):
        browser.send(page, "/sign-in", email="chair@union.example", password=PASSWORD)
    with town.peek() as session:
        assert sorted(login.ended is None for login in session.scalars(select(Login))) == [False, True]


@pytest.mark.parametrize("email", ["chair@union.example", "nobody@union.example"])
def test_a_failed_sign_in_says_the_same_for_everybody(browser: Browser, chair: Actor, email: str) -> None:
    answer = browser.sign_in(email, "a wrong password")
    assert answer.status_code == 401
    assert "Address, password or code is not right." in answer.text
    assert "a wrong password" not in answer.text
    assert f'value="{email}"' in answer.text
    assert "login=" not in answer.headers.get("Set-Cookie", "")
    for _ in range(4):
        answer = browser.sign_in(email, "a wrong password")
    assert "The next try counts in 2 seconds." in answer.text
    answer = browser.sign_in(email)
    assert answer.status_code == 429


def test_a_form_from_elsewhere_is_not_taken(browser: Browser, chair: Actor) -> None:
    data = {"email": "chair@union.example", "password": PASSWORD, "_csrf": "0" * 64}
    assert browser.client.post("/sign-in", data=data).status_code == 403
    browser.get("/sign-in")
    assert browser.client.post("/sign-in", data=data).status_code == 403


def test_nobody_is_sent_to_another_house(browser: Browser, chair: Actor) -> None:
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        page = browser.get("/sign-in?next=" + quote(target))
        answer = browser.send(page, "/sign-in", email="chair@union.example", password=PASSWORD)
        assert answer.location == "/"
        browser.send(browser.get("/account"), "/sign-out")


def test_a_client_cannot_choose_its_cookie_or_its_address(browser: Browser, chair: Actor) -> None:
    page = browser.get("/sign-in")
    chosen = {"token": "a" * 43, "address": "elsewhere"}
    browser.send(page, "/sign-in", email="chair@union.example", password=PASSWORD, **chosen)
    cookie = browser.client.get_cookie("login")
    assert cookie is not None
    assert cookie.value != "a" * 43


def test_signing_in_is_no_command_for_forms_or_programs(browser: Browser, chair: Actor, town: Town) -> None:
    page = browser.get("/sign-in")
    csrf = re.search(r'name="_csrf" value="([^"]+)"', page.text)
    assert csrf is not None
    fields = {"email": "chair@union.example", "password": PASSWORD, "address": "x", "agent": "x"}
    data = {**fields, "_csrf": csrf[1], "_key": "a-key-of-mine"}
    assert browser.client.post("/do/SignIn", data=data).status_code == 401
    token = MakeToken(name="x", reach="act", password=PASSWORD)
    town.do(chair, token)
    headers = {"Authorization": f"Bearer {token.token}", "Idempotency-Key": "another-key"}
    assert browser.client.post("/api/v1/commands/SignIn", json=fields, headers=headers).status_code == 404


def test_a_token_opens_no_account_page(browser: Browser, chair: Actor, town: Town) -> None:
    token = MakeToken(name="x", reach="act", password=PASSWORD)
    town.do(chair, token)
    headers = {"Authorization": f"Bearer {token.token}"}
    for path in ("/account", "/account/tokens", "/account/logins", "/administration"):
        assert browser.client.get(path, headers=headers).status_code == 404


def test_an_invitation_from_the_form_to_the_membership(browser: Browser, chair: Actor, union: str, app: Flask) -> None:
    browser.sign_in("chair@union.example")
    page = browser.get(f"/organisation/{union}")
    answer = browser.send(page, f"/organisation/{union}/invite", function="representative", email="", locale="en")
    link = re.search(r"http://127\.0\.0\.1:8000(/invitation\?key=[\w-]{43})", answer.text)
    assert link is not None
    assert link[0] not in browser.get(f"/organisation/{union}").text
    guest = Browser(app.test_client())
    page = guest.get(link[1])
    assert "Plant 2 Union" in page.text
    fields = {"name": "Lan", "email": "lan@union.example", "locale": "en"}
    refused = guest.send(page, "/invitation", **fields, password="short")
    assert refused.status_code == 422
    assert "at least 12 characters" in refused.text
    assert 'value="Lan"' in refused.text
    joined = guest.send(page, "/invitation", **fields, password=PASSWORD)
    assert (joined.status_code, joined.headers["Location"]) == (303, "/bargainings")
    assert guest.get(link[1]).status_code == 404
    assert guest.send(page, "/invitation", **fields, password=PASSWORD).status_code == 404
    assert "Chair Zhou" in guest.get(f"/organisation/{union}").text
    assert "Invite somebody" not in guest.get(f"/organisation/{union}").text


def test_an_invitation_for_the_account_at_the_screen(browser: Browser, chair: Actor, union: str, town: Town) -> None:
    town.register("Wang Mei", "mei@union.example")
    command = InviteMember(organisation=union, function="member")
    town.do(chair, command)
    browser.sign_in("mei@union.example")
    page = browser.get(f"/invitation?key={command.token}")
    assert "Accept as Wang Mei" in page.text
    browser.send(page, "/invitation")
    assert "Plant 2 Union" in browser.get("/account").text


def test_an_invitation_by_mail_shows_no_link(browser: Browser, chair: Actor, union: str) -> None:
    browser.sign_in("chair@union.example")
    page = browser.get(f"/organisation/{union}")
    fields = {"function": "member", "email": "lan@union.example", "locale": "en"}
    answer = browser.send(page, f"/organisation/{union}/invite", **fields)
    assert "The invitation is on its way." in answer.text
    assert "/invitation?key=" not in answer.text


def test_a_forgotten_password(browser: Browser, chair: Actor, town: Town) -> None:
    answers = []
    for email in ("chair@union.example", "nobody@union.example"):
        answer = browser.send(browser.get("/forgotten"), "/forgotten", email=email)
        answers.append((answer.status_code, re.sub(r"data-as-of.*|[0-9a-f]{64}", "", answer.text)))
    assert answers[0] == answers[1]
    command = AskReset(email="chair@union.example", address="hall")
    town.do(RECEPTION, command)
    page = browser.get(f"/reset?key={command.token}")
    assert browser.send(page, "/reset", password="short").status_code == 422
    answer = browser.send(page, "/reset", password=NEW)
    assert "The new password is set." in answer.text
    assert browser.get(f"/reset?key={command.token}").status_code == 404
    assert browser.sign_in("chair@union.example", NEW).status_code == 303


def test_my_account(browser: Browser, chair: Actor) -> None:
    browser.sign_in("chair@union.example")
    page = browser.get("/account")
    answer = browser.send(page, "/account/profile", name="Zhou Min", locale="zh_Hans_CN")
    assert answer.location == "/account?done=profile"
    assert "姓名和语言" in browser.client.get("/account?done=profile").text
    answer = browser.send(page, "/account/password", present="wrong", password=NEW)
    assert answer.status_code == 422
    answer = browser.send(page, "/account/password", present=PASSWORD, password=NEW)
    assert answer.location == "/account?done=password"


def test_codes_from_the_picture_to_the_sign_in(browser: Browser, chair: Actor, town: Town) -> None:
    browser.sign_in("chair@union.example")
    page = browser.get("/account/code")
    assert "<svg" in page.text
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', page.text)
    assert secret is not None
    wrong = browser.send(page, "/account/code/on", code="000000", password=PASSWORD)
    assert wrong.status_code == 422
    assert secret[1] in wrong.text, "the picture stays the same"
    code = pyotp.TOTP(secret[1]).at(town.now)
    shown = browser.send(page, "/account/code/on", code=code, password=PASSWORD)
    recovery = re.findall(r"<li>((?:[a-z2-7]{4}-){5}[a-z2-7]{4})</li>", shown.text)
    assert len(recovery) == 8
    browser.send(browser.get("/account"), "/sign-out")
    assert browser.sign_in("chair@union.example").status_code == 401
    assert browser.sign_in("chair@union.example", code=recovery[0]).status_code == 303
    answer = browser.send(browser.get("/account/code"), "/account/code/off", password=PASSWORD)
    assert answer.status_code == 303


def test_tokens_are_shown_once(browser: Browser, chair: Actor) -> None:
    browser.sign_in("chair@union.example")
    page = browser.get("/account/tokens")
    fields = {"name": "export", "reach": "read", "days": "30"}
    assert browser.send(page, "/account/tokens", **fields, password="wrong").status_code == 422
    assert (
        browser.send(page, "/account/tokens", name="x", reach="read", days="999", password=PASSWORD).status_code == 422
    )
    answer = browser.send(page, "/account/tokens", **fields, password=PASSWORD)
    token = re.search(r'<span class="mono" id="\w+">([\w-]{43})</span>', answer.text)
    assert token is not None
    headers = {"Authorization": f"Bearer {token[1]}"}
    assert browser.client.get("/api/v1/streams", headers=headers).status_code == 200
    page = browser.get("/account/tokens")
    assert token[1] not in page.text
    assert "export" in page.text
    browser.send(page, "/do/RevokeToken")
    assert browser.client.get("/api/v1/streams", headers=headers).status_code == 401


def test_logins_elsewhere_can_be_ended(browser: Browser, chair: Actor, app: Flask) -> None:
    browser.sign_in("chair@union.example")
    other = Browser(app.test_client())
    other.sign_in("chair@union.example")
    page = browser.get("/account/logins")
    assert page.text.count("Signed in.") == 2
    assert browser.send(page, "/do/EndLogin").status_code == 303
    assert other.get("/account").status_code == 303
    assert browser.get("/account").status_code == 200


ADMINISTRATION = ("/administration", "/administration/persons", "/administration/sign-ins")


def test_administration_does_not_exist_for_others(browser: Browser, chair: Actor, keeper: Actor, town: Town) -> None:
    browser.sign_in("chair@union.example")
    plant = town.found("enterprise", "Plant 2")
    for path in (*ADMINISTRATION, f"/administration/persons/{keeper.person}", f"/organisation/{plant}"):
        answer = browser.get(path)
        assert answer.status_code == 404, path
        assert answer.text == browser.get("/organisation/aaaaaaaaaaaaaaaa").text


def test_administration(browser: Browser, chair: Actor, keeper: Actor, town: Town, union: str) -> None:
    town.sign_in("nobody@union.example", "wrong")
    town.sign_in("chair@union.example", "wrong")
    browser.sign_in("keeper@house.example")
    for path in (*ADMINISTRATION, f"/administration/persons/{chair.person}", f"/organisation/{union}"):
        assert browser.get(path).status_code == 200, path
    found = browser.send(browser.get("/administration"), "/do/FoundOrganisation", kind="enterprise", name="Plant 3")
    assert "Plant 3" in browser.get(found.location).text
    assert "Chair Zhou" in browser.get("/administration/persons?text=CHAIR%40").text
    assert "Chair Zhou" not in browser.get("/administration/persons?text=nobody").text
    tries = browser.get("/administration/sign-ins?outcome=failed").text
    assert "unknown account" in tries
    assert "Chair Zhou" in tries
    assert "nobody@union.example" not in tries
    page = browser.get(f"/administration/persons/{chair.person}")
    browser.send(page, "/do/DeactivatePerson")
    assert "account closed" in browser.get(f"/administration/persons/{chair.person}").text


def test_ending_a_membership_from_the_page(
    browser: Browser, chair: Actor, keeper: Actor, town: Town, union: str
) -> None:
    browser.sign_in("keeper@house.example")
    browser.send(browser.get(f"/organisation/{union}"), "/do/EndMembership")
    with town.peek() as session:
        assert session.scalars(select(Membership.until).where(Membership.organisation == union)).one() is not None


@pytest.mark.parametrize("path", ["/sign-in", "/forgotten", "/reset?key=x", "/invitation?key=x"])
def test_strangers_pages_speak_both_languages_and_obey_the_content_policy(browser: Browser, path: str) -> None:
    texts = [browser.client.get(path, headers={"Accept-Language": tag}).text for tag in ("en", "zh-CN")]
    assert texts[0] != texts[1]
    assert re.search("[一-鿿]", texts[1])
    for text in texts:
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*src=)", text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_renders_in_both_languages_without_inline_code(
    browser: Browser, chair: Actor, keeper: Actor, union: str, language: str, town: Town
) -> None:
    town.do(keeper, InviteMember(organisation=union, function="member", email="lan@union.example"))
    browser.sign_in("keeper@house.example")
    paths = ["/account", "/account/code", "/account/tokens", "/account/logins", *ADMINISTRATION]
    paths += [f"/organisation/{union}", f"/administration/persons/{chair.person}"]
    for path in paths:
        answer = browser.client.get(f"{path}?lang={language}")
        assert answer.status_code == 200, path
        body = answer.text.split("<main", 1)[1].partition(">")[2].split("</main>")[0]
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script", body), path
        if language == "zh":
            words = re.sub(
                r"<[^>]+>|Plant 2 Union|Chair Zhou|Keeper Gu|[\w.]+@[\w.]+|English|JSON|TOTP|Tripartite Workbench",
                " ",
                body,
            )
            assert not re.search(r"[A-Za-z]{4,}", re.sub(r"\b[A-Z2-7]{4}\b|[a-f0-9]{16}", "", words)), path


def test_choosing_a_language(browser: Browser) -> None:
    answer = browser.client.get("/language/en?next=/sign-in", headers={"Accept-Language": "zh"})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Sign in" in browser.client.get("/sign-in", headers={"Accept-Language": "zh"}).text
    assert browser.client.get("/language/xx").location.startswith("/sign-in")
    assert browser.client.get_cookie("language").value == "en"  # type: ignore[union-attr]
