"""What `workbench text` says of a file that cannot be read: one sentence for each reason import gives."""

from __future__ import annotations


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogues. The house's own N_ would put up half the house to say a word."""
    return sentence


REFUSALS = {
    "empty": N_("there is no text in it."),
    "too_large": N_("it is larger than %(limit)s bytes."),
    "too_many_lines": N_("it has more than %(limit)s lines."),
    "binary": N_("it is not a text, HTML, Markdown or Word file."),
    "encoding": N_("its characters cannot be read. Save it as UTF-8 first."),
    "too_deep": N_("it is nested too deeply."),
    "text": N_("it holds characters that no agreement may hold."),
}
