"""Tables of evaluation."""

from evaluation.models.rounds import Application, PanelSeat, Round, RoundSeat, SchemeVersion
from evaluation.models.sheets import Entry, FiledSheet, Sheet

__all__ = ["Application", "Entry", "FiledSheet", "PanelSeat", "Round", "RoundSeat", "SchemeVersion", "Sheet"]
