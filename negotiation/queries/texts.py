"""What the table and a side's room are called where texts are kept."""

from __future__ import annotations

from flask_babel import gettext as _

from agreements.queries.places import Place, place
from negotiation.models import Bargaining
from negotiation.rules import streams
from workbench.kernel import Reader


@place(streams.TABLE)
def table_place(reader: Reader, stream: str, *, bargaining: str) -> Place:
    """The table of a bargaining: everybody with a seat reads what is kept there."""
    title = _("%(case)s: the table", case=reader.get(Bargaining, bargaining).title)
    return Place(stream, title, "table", href=f"/bargainings/{bargaining}")


@place(streams.CAUCUS)
def caucus_place(reader: Reader, stream: str, *, bargaining: str, side: str) -> Place:
    """A side's own room."""
    title = reader.get(Bargaining, bargaining).title
    words = {
        "labour": _("%(case)s: the labour side's own room", case=title),
        "employer": _("%(case)s: the employer side's own room", case=title),
    }
    return Place(stream, words[side], "caucus", side=side, href=f"/bargainings/{bargaining}/caucus/{side}")
