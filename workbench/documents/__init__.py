"""Papers: PDF made from the same HTML as the pages, in a process of its own."""

from workbench.documents.pdf import Enclosure, Paper, PaperRefused, make_pdf
from workbench.documents.press import Press, Progress, press_for, qr_svg

__all__ = ["Enclosure", "Paper", "PaperRefused", "Press", "Progress", "make_pdf", "press_for", "qr_svg"]
