"""Administration: organisations and their members, persons, tries at signing in."""

from __future__ import annotations

from flask import Blueprint, request

from workbench.kernel import Absent, Refusal
from workbench.people import queries
from workbench.people.commands import ADDRESS_WAIT, InviteMember
from workbench.people.rules.organisations import FOUNDABLE, FUNCTIONS, KINDS, functions_in, parents_of
from workbench.people.views.posting import Errors, at_the_screen, errors_of, submit
from workbench.web import current_actor, house, may, page, viewer_here
from workbench.web.words import LOCALES, locale_name

blueprint = Blueprint("administration", __name__)


def _administrators_only() -> None:
    """Raise Absent for everybody else: they need not know what there is."""
    if not may("FoundOrganisation"):
        raise Absent


def _page_number() -> int:
    asked = request.args.get("page", "0")
    return min(int(asked), 10_000) if asked.isascii() and asked.isdigit() else 0


@blueprint.get("/administration")
@at_the_screen
def organisations() -> str:
    """Show all organisations and the form that enters one."""
    _administrators_only()
    text, kind = request.args.get("text", "")[:120], request.args.get("kind", "")
    with house().door.reading(viewer_here()) as reader:
        found = queries.organisations(reader, (kind,) if kind in KINDS else (), text)
        parents = queries.organisations(reader, sorted({p for k in FOUNDABLE for p in parents_of(k)}))
        values = {"found": found, "parents": parents, "kinds": KINDS, "foundable": FOUNDABLE}
        names = queries.organisation_names(reader, [row.parent for row in found if row.parent])
        return page("people/organisations.html", text=text, kind=kind, names=names, **values)


@blueprint.get("/organisation/<organisation>")
@at_the_screen
def organisation(organisation: str) -> str:
    """Show an organisation to its members and administrators."""
    return _organisation_page(organisation)


def _organisation_page(organisation: str, errors: Errors | None = None, link: str | None = None) -> str:
    now = house().door.clock()
    with house().door.reading(viewer_here(f"organisation/{organisation}")) as reader:
        row = queries.organisation(reader, organisation)
        values = {
            "organisation": row,
            "parent": queries.organisation_names(reader, [row.parent or ""]).get(row.parent or ""),
            "colleagues": queries.colleagues(reader, organisation, now),
            "invitations": queries.open_invitations(reader, organisation, now),
            "parents": queries.organisations(reader, parents_of(row.kind)) if parents_of(row.kind) else (),
            "may_invite": may("InviteMember", organisation=organisation),
            "may_amend": may("AmendOrganisation", organisation=organisation),
            "functions": {name: FUNCTIONS[name] for name in functions_in(row.kind)},
            "kinds": KINDS,
            "locales": tuple(LOCALES),
            "typed": _typed_invitation(),
        }
        return page("people/organisation.html", errors=errors or {}, link=link, **values)


def _typed_invitation() -> dict[str, str]:
    typed = {name: request.form.get(name, "") for name in ("function", "email", "locale")}
    return {**typed, "function": typed["function"] or "member", "locale": typed["locale"] or locale_name()}


@blueprint.post("/organisation/<organisation>/invite")
@at_the_screen
def invite(organisation: str) -> str | tuple[str, int]:
    """Invite somebody; without an address show the link, this once."""
    viewer_here(f"organisation/{organisation}")
    try:
        command, _ = submit(InviteMember, "function", "email", "locale", organisation=organisation)
    except Refusal as refusal:
        return _organisation_page(organisation, errors_of(refusal)), refusal.reason.status
    sent = command.email is not None
    return _organisation_page(
        organisation, link="" if sent else f"{house().config.origin}/invitation?key={command.token}"
    )


@blueprint.get("/administration/persons")
@at_the_screen
def persons() -> str:
    """Show persons with their addresses."""
    _administrators_only()
    text, number = request.args.get("text", "")[:120], _page_number()
    with house().door.reading(viewer_here()) as reader:
        found = queries.persons(reader, text, number)
        return page("people/persons.html", found=found, text=text, number=number, more=len(found) == queries.PAGE)


@blueprint.get("/administration/persons/<person>")
@at_the_screen
def person(person: str) -> str:
    """Show one person: functions, address, tries at signing in, and what can be done about the account."""
    _administrators_only()
    now = house().door.clock()
    with house().door.reading(viewer_here()) as reader:
        values = {
            "person": queries.person(reader, person),
            "email": queries.address_of(reader, person),
            "waiting": queries.waiting_address(reader, person),
            "stopped": queries.stopped_address(reader, person),
            "affiliations": queries.affiliations(reader, person, now),
            "attempts": queries.attempts(reader, person_id=person)[:20],
            "is_self": person == current_actor().person,
        }
        hours = int(ADDRESS_WAIT.total_seconds()) // 3600
        return page("people/person.html", functions=FUNCTIONS, outcomes=queries.OUTCOMES, hours=hours, **values)


@blueprint.get("/administration/sign-ins")
@at_the_screen
def sign_ins() -> str:
    """Show tries at signing in, filtered by outcome, person and network address."""
    _administrators_only()
    asked = {name: request.args.get(name, "")[:40] for name in ("outcome", "person", "address")}
    number = _page_number()
    with house().door.reading(viewer_here()) as reader:
        lines = queries.attempts(reader, asked["person"], asked["outcome"], asked["address"], number)
        names = queries.names(reader, [asked["person"]])
        return page(
            "people/sign_ins.html",
            lines=lines,
            asked=asked,
            asked_name=names.get(asked["person"]),
            outcomes=queries.OUTCOMES,
            number=number,
            more=len(lines) == queries.PAGE,
        )
