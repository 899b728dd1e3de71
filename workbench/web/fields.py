"""What the fields of commands are called before people. A command names those that a person fills in; these are the others."""

from __future__ import annotations

from workbench.kernel import N_, Command

_OTHERS = {
    "accept": N_("Decision"),
    "address": N_("Network address"),
    "administrator": N_("Administrator"),
    "after": N_("Proposal seen last"),
    "agent": N_("Browser"),
    "also": N_("Other version before"),
    "answers": N_("Proposal answered"),
    "application": N_("Application"),
    "attachment": N_("Attachment"),
    "bargaining": N_("Bargaining"),
    "base": N_("Version before"),
    "beside": N_("Version beside"),
    "conflict": N_("Conflict of interest"),
    "content_hash": N_("Hash of the content"),
    "correction": N_("Correction"),
    "delivered": N_("Delivered"),
    "draft": N_("Draft"),
    "draft_version": N_("Version of the draft"),
    "edition": N_("Edition of the minutes"),
    "instead_of": N_("Turn to end"),
    "invitation": N_("Invitation"),
    "issue": N_("Issue"),
    "item": N_("Agenda item"),
    "kind": N_("Kind"),
    "link": N_("Link"),
    "locale": N_("Language"),
    "login": N_("Login"),
    "mail": N_("Letter"),
    "mandate": N_("Mandate"),
    "meeting": N_("Meeting"),
    "membership": N_("Membership"),
    "memberships": N_("Functions"),
    "minutes": N_("Minutes"),
    "movement": N_("Coming or going"),
    "note": N_("Note"),
    "notice": N_("Public notice"),
    "organisation": N_("Organisation"),
    "origin": N_("Origin"),
    "person": N_("Person"),
    "place": N_("Place of the text"),
    "proposal": N_("Proposal"),
    "recovery": N_("Recovery codes"),
    "remarks": N_("Remarks"),
    "remote": N_("From afar"),
    "round": N_("Round"),
    "rules": N_("Ground rules"),
    "scheme": N_("Scheme"),
    "seat": N_("Seat"),
    "secret": N_("Secret of the authenticator"),
    "side": N_("Side"),
    "source": N_("Source"),
    "supposal": N_("Off-the-record text"),
    "text": N_("Text"),
    "token": N_("Token"),
    "tree": N_("Clauses"),
    "tree_key": N_("Key of the clauses"),
    "turn": N_("Speaking turn"),
    "turns": N_("Speaking turns"),
    "version": N_("Version"),
}


def titles_of(kind: type[Command]) -> dict[str, str]:
    """Return what the fields of a command are called, by their names: marked sentences."""
    known = {name: field.title or _OTHERS.get(name) for name, field in kind.model_fields.items()}
    return {name: title for name, title in known.items() if title}
