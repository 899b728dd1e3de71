"""Whole pages: who looks, what they may see of the subject, which regions stand in it, and the signed word to watch it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from workbench.kernel import Absent, Allowed, Refused, Verdict, Viewer, new_id
from workbench.live import REGIONS, page_token, render_inner, wrapped
from workbench.web.forms import command_class
from workbench.web.house import current_actor, house, template_values
from workbench.web.words import hhmmss, locale_name, worded


@dataclass(frozen=True)
class May:
    """A verdict as a template uses it: true or false, and the reason in words."""

    allowed: bool
    text: str = ""
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


def may(command: str, **identifying: Any) -> May:
    """Return whether the person at the screen may do `command` about these things. For pages and personal fragments only."""
    verdict: Verdict = house().door.ask_in(_asking(), current_actor(), command_class(command), **identifying)
    return May(True) if isinstance(verdict, Allowed) else refused_may(verdict)


def _asking() -> Session:
    """Return one session for all questions of this request; a page asks a dozen."""
    if "asking" not in g:
        g.asking = house().door.store.reading()
        g.asking_session = g.asking.__enter__()
    session: Session = g.asking_session
    return session


def stop_asking(_: BaseException | None = None) -> None:
    """Give back the session of a request's questions."""
    if asking := g.pop("asking", None):
        asking.__exit__(None, None, None)


def refused_may(verdict: Refused) -> May:
    """Return a refusal as templates use it."""
    return May(False, worded(verdict), verdict.reason.key)


def viewer_here(subject: str | None = None) -> Viewer:
    """Return the viewer of this request; with a `subject`, raises Absent when nothing of it may be read."""
    viewer = house().door.viewer(current_actor(), locale_name(), subject)
    if subject is not None and not viewer.as_class(subject).streams:
        raise Absent
    return viewer


def page(template: str, **values: Any) -> str:
    """Return a page that is not live."""
    return render_template(template, **template_values(**values))


def live_page(template: str, subject: str, name: str, **values: Any) -> str:
    """Return a live page about `subject` (such as `bargaining/<id>`). Raises Absent for one who may see nothing of it.

    The streams' heads are read before anything is rendered, so that whatever happens meanwhile is sent again, not lost.
    """
    door, viewer = house().door, viewer_here(subject)
    group = viewer.as_class(subject)
    watch = {
        "token": page_token(current_app, name, subject, viewer.locale),
        "heads": door.heads(group.streams),
        "as_of": hhmmss(door.clock()),
        "zone": house().config.zone,
    }

    def region(region_name: str, *params: str, tag: str = "section", classes: str = "") -> Markup:
        address = REGIONS.named(region_name).address(*params)
        inner = render_inner(current_app, door, address, group)
        return wrapped(address, inner or "", tag, classes)

    return render_template(template, **template_values(watch=watch, region=region, subject=subject, **values))


def region_address(name: str, *params: str) -> str:
    """Return the address of a region, for templates that wrap one themselves."""
    return REGIONS.named(name).address(*params)


def fresh_key() -> str:
    """Return a new idempotency key for a form."""
    return new_id() + new_id()
