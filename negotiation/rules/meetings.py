"""Who presides over a meeting, and what may follow what."""

from __future__ import annotations

from collections.abc import Sequence

from negotiation.rules.words import Phase, Side

FOLLOWS: dict[str, tuple[Phase, ...]] = {
    "open": (Phase.CALLED,),
    "recess": (Phase.OPEN,),
    "resume": (Phase.RECESS, Phase.ADJOURNED),
    "adjourn": (Phase.OPEN, Phase.RECESS),
    "close": (Phase.OPEN, Phase.RECESS, Phase.ADJOURNED),
    "revise": (Phase.CALLED,),
    "cancel": (Phase.CALLED,),
}
"""In which phases a meeting can be opened, interrupted, resumed, put off, closed, moved, called off."""

IN_SESSION = (Phase.OPEN, Phase.RECESS)
"""The phases in which people are together."""

BEGUN = (*IN_SESSION, Phase.ADJOURNED)
"""The phases of a meeting that has begun and is not closed. A bargaining has at most one such meeting."""


def next_chair(offered_by: Side, earlier: Sequence[Side]) -> Side:
    """Return the side whose chief presides over the next meeting, given the chairs of the earlier ones in their order.

    The chiefs preside in turn, and over the first meeting the chief of the side that sent the offer.
    Source: Shandong Province, Regulation on Collective Wage Consultation in Enterprises, in force since 1 January 2017.
    """
    return earlier[-1].other if earlier else offered_by
