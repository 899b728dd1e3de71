"""What somebody declared about their own interests, and which enterprises they are about to judge."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from evaluation.models import Application, PanelSeat
from evaluation.queries.panels import Declared, declared_by
from workbench.kernel import Reader
from workbench.people.queries import organisations


@dataclass(frozen=True)
class Interests:
    """`declared` by the reader; `judged`: (organisation, name) of the applications on whose panels the reader sits; `choices`
    are (organisation, name) of what was searched for."""

    declared: tuple[Declared, ...]
    judged: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]


def interests(reader: Reader, text: str) -> Interests:
    """Return the reader's own declarations, and the enterprises and unions whose name holds `text`."""
    person = str(reader.viewer.person)
    found = organisations(reader, ("enterprise", "union"), text) if text else ()
    query = select(Application.enterprise, Application.enterprise_name)
    query = query.join(PanelSeat, PanelSeat.application == Application.id).where(PanelSeat.person == person)
    rows = reader.rows(query.where(PanelSeat.ended_at.is_(None)).distinct().order_by(Application.enterprise_name))
    return Interests(
        declared=declared_by(reader, person).get(person, ()),
        judged=tuple((row[0], row[1]) for row in rows),
        choices=tuple((one.id, one.name) for one in found[:50]),
    )
