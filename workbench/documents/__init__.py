"""Papers: PDF made from the same HTML as the pages, in a process of its own."""

from workbench.documents.pdf import PaperRefused, make_pdf
from workbench.documents.press import Press, press_for, qr_svg

__all__ = ["PaperRefused", "Press", "make_pdf", "press_for", "qr_svg"]
