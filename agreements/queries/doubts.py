"""What an imported file made doubtful or impossible, in words for people; the one place for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from agreements.rules.decoding import ImportRefused
from agreements.rules.splitting import Doubt
from workbench.kernel import N_, Reason, Refusal

UNREADABLE = {
    "empty": Reason("file_empty", N_("There is no text in the file."), 422),
    "too_large": Reason("file_too_large", N_("The file is too large: at most %(limit)s bytes are read."), 413),
    "too_many_lines": Reason("file_too_long", N_("The file has too many lines: at most %(limit)s are read."), 413),
    "binary": Reason("file_binary", N_("This is not a text file. Save it as plain text first."), 422),
    "encoding": Reason("file_encoding", N_("The file's characters cannot be read. Save it as UTF-8 first."), 422),
    "too_deep": Reason("file_too_deep", N_("The HTML in this file is nested too deeply to be read."), 422),
    "too_many_clauses": Reason("file_clauses", N_("The file has too many clauses: at most %(limit)s are read."), 413),
    "too_many_parts": Reason("file_parts", N_("The Word file is packed from too many parts to be read safely."), 413),
    "unpacks_too_large": Reason(
        "file_unpacked", N_("The Word file unpacks to more than %(limit)s bytes and is not opened."), 413
    ),
    "unsafe_names": Reason("file_names", N_("The Word file holds names that lead out of it; it is not opened."), 422),
    "encrypted": Reason("file_encrypted", N_("The file is protected by a password. Save it without one first."), 422),
    "damaged": Reason("file_damaged", N_("The Word file is damaged. Open it in Word and save it anew."), 422),
    "not_word": Reason("file_not_word", N_("This is no Word document (.docx), whatever its name says."), 422),
    "json": Reason(
        "file_json", N_("This is JSON, not the text of an agreement. Import the file that it was made from."), 422
    ),
    "pdf": Reason("file_pdf", N_("This is a PDF. Save it as text or as a Word document first."), 422),
    "rtf": Reason("file_rtf", N_("This is an RTF file. Save it as a Word document (.docx) first."), 422),
    "ole": Reason("file_old_word", N_("This is an old Word file (.doc). Save it as .docx first."), 422),
    "entities": Reason("file_entities", N_("The file refers to things outside it and is not opened."), 422),
    "text": Reason("file_text", N_("The file holds characters that no agreement may hold."), 422),
}
OTHER_TROUBLE = Reason("file_unreadable", N_("The file cannot be read (%(why)s). Save it anew, or as plain text."), 422)

DOUBTS = {
    "encoding_guessed": N_("The encoding was guessed (%(encoding)s): check that the words are right."),
    "character_replaced": N_("A character that cannot be shown (%(character)s) was replaced by �."),
    "invisible_removed": N_("An invisible character (%(character)s) was taken out."),
    "private_use": N_("Characters stand here that each font shows differently."),
    "markup_removed": N_("%(count)s pieces of markup (%(tag)s) were left out."),
    "hidden_text": N_("This text was hidden in the page."),
    "list_numbers_lost": N_("The numbers of this list were made by the browser and are not in the text."),
    "no_articles": N_("No headings such as “第一条” or “Article 1” were found, so the text is one piece."),
    "missing_number": N_("Numbers are missing from %(first)s to %(last)s."),
    "duplicate_number": N_("The number %(number)s comes twice."),
    "heading_lost": N_("The table of contents names %(number)s, but the text does not have it."),
    "heading_uncertain": N_("It is not certain that %(number)s is a heading."),
    "heading_out_of_order": N_("%(number)s stands out of order and was left in the text."),
    "other_numbering": N_("Here the numbers of the other language begin; they were left in the text."),
    "headings_inside_lines": N_("An article seems to begin in the middle of a line."),
    "numbered_paragraphs": N_("Numbered paragraphs were taken for articles: check that they are."),
    "item_out_of_order": N_("The item %(number)s stands out of order: check where it belongs."),
    "columns_read_as_table": N_("Columns set by blanks were read as a table: check its cells."),
    "hyphen_at_line_end": N_("Words divided at the end of a line were joined: check those that keep a hyphen."),
    "hyphens_removed": N_("Words divided at the end of a line were made whole, as they stand elsewhere."),
    "macros_ignored": N_("The file holds macros. They were not run and are not kept."),
    "pictures_left_out": N_("%(count)s pictures were left out."),
    "embedded_left_out": N_("%(count)s embedded objects were left out."),
    "number_format_unknown": N_("A kind of automatic numbers is not known here (%(format)s): check the numbers."),
    "line_numbers_removed": N_("Numbers of lines at the edge of the pages were left out."),
    "page_furniture_removed": N_("Repeated lines of page heads and feet were left out."),
    "page_number_suspected": N_("This may be a page number; it was left in the text."),
}
OTHER_DOUBT = N_("Look at this place (%(reason)s).")


@dataclass(frozen=True)
class SaidDoubt:
    """A doubt in words: where it begins, the first words there, and how many lines it is about."""

    line: int
    sentence: str
    excerpt: str
    lines: int


def said(doubts: Iterable[Doubt], source: str) -> list[SaidDoubt]:
    """Return doubts about `source` in the present language, each with the words it is about."""
    texts = source.split("\n")
    return [_said(doubt, texts) for doubt in doubts]


def unreadable(refused: ImportRefused) -> Refusal:
    """Return the refusal that says why a file cannot be imported."""
    reason = UNREADABLE.get(refused.reason)
    if reason is None:
        return Refusal(OTHER_TROUBLE, "file", why=refused.reason)
    return Refusal(reason, "file", **refused.values)


def _said(doubt: Doubt, texts: list[str]) -> SaidDoubt:
    known = doubt.reason in DOUBTS
    sentence = gettext(DOUBTS[doubt.reason], **doubt.values) if known else gettext(OTHER_DOUBT, reason=doubt.reason)
    about = texts[doubt.line - 1].strip() if 0 < doubt.line <= len(texts) and len(doubt.lines) == 1 else ""
    return SaidDoubt(doubt.line, sentence, about if len(about) <= 80 else about[:79] + "…", len(doubt.lines))
