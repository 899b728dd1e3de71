"""Splits an agreement that comes from outside into clauses, keeps every word of it, and says where a person must look."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Literal

from agreements.rules.decoding import Decoded, ImportRefused, decode
from agreements.rules.flattening import Flat, flatten
from agreements.rules.furniture import contents_range, page_lines
from agreements.rules.headings import ANNEX_NUMBER, Heading, is_capitals, is_title
from agreements.rules.imported import NO_HINTS, Doubt, Hints, Import, ImportedClause, Kind, SourceLine
from agreements.rules.markers import read_marker
from agreements.rules.numbering import NUMERAL
from agreements.rules.series import divide, heading_key, line_doubt
from workbench.text import TextRefused, repaired, settled

__all__ = ["INSIDE", "Doubt", "Import", "ImportedClause", "SourceLine", "read_agreement", "split"]

Form = Literal["text", "markdown", "html"]

_MARKS = "*_# \t\u3000\u00a0"
_BRACKETED = re.compile(r"[【［\[](?P<heading>[^】］\]]{1,40})[】］\]]\s*(?P<text>.*)", re.DOTALL)
_SENTENCE = re.compile("[。；;：:，,！？]")
INSIDE = re.compile(rf"[。；;]\s{{0,3}}第{NUMERAL}{{1,6}}条[ \t\u3000]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_SIGNING = re.compile(
    r"\s*(?:SIGNATURE PAGE|IN WITNESS WHEREOF|Signed (?:this|at|on)\b|Dated?\s*:|_{8,}|[(（]?以下无正文|(?:签字|签署|盖章)页"
    r"|(?=[^。]{1,80}$).{0,30}(?:[(（].{0,8}(?:签字|签名|签章|盖章|公章|印章|章)[)）]|(?:签字|签名|签章|盖章)\s*[:：_])"
    # 甲方代表： with nothing behind it but the other side's.
    r"|(?:(?:[甲乙丙]|企业|职工)方|工会)?(?:首席)?(?:协商)?代表\s*[:：][_\s]*(?:$|(?:[甲乙丙]方|企业|职工|工会|首席)[^：:。]{0,8}[:：][_\s]*$))"
)
# An annex whose title stands on the line below.
_UNNAMED = re.compile(
    rf"附[ \u3000]?[件录表][ \u3000]?(?:{NUMERAL}{{1,3}}|[A-Z])?"
    rf"|(?i:APPENDIX|ANNEX|EXHIBIT|ATTACHMENT|SCHEDULE)\s+{ANNEX_NUMBER}"
)
_GAP = re.compile(r"\t|\S\s{3,}\S")
_LONGEST_NAME = 60
_SIGNATURE_LINES = 80
_LONG = 200
MOST_LINES = 200_000


def read_agreement(data: bytes, form: Form = "text") -> Import:
    """Reads an uploaded file and splits it.

    Line numbers of HTML count the lines of its plain text. Adds to the doubts of `split`: encoding_guessed,
    character_replaced, invisible_removed, private_use, and for HTML markup_removed, hidden_text, list_numbers_lost.

    Raises ImportRefused: empty, too_large, too_many_lines, binary, encoding, too_deep, or text with the values of a
    TextRefused.
    """
    decoded = decode(data)
    source, markup = flattened(decoded.text) if form == "html" else (decoded.text, [])
    # A form feed stands at a page break, on a line of its own or in front of one.
    clean, changes = repaired(source.replace("\f", " ").replace("\v", " "))
    if not clean.strip():
        raise ImportRefused("empty")
    found = split(clean)
    doubts = sorted(
        [*encoding_doubts(decoded), *markup, *character_doubts(source, changes), *found.doubts],
        key=lambda doubt: doubt.line,
    )
    return replace(found, doubts=tuple(doubts), encoding=decoded.encoding)


def split(text: str, hints: Hints = NO_HINTS) -> Import:
    """Splits a text by `第…条` or `Article …` headings at line starts; `#` marks of Markdown are understood.

    `hints` are what the file said about its lines.

    Doubts: no_articles, missing_number, duplicate_number, heading_lost (named by the contents only), heading_uncertain,
    heading_out_of_order, other_numbering, headings_inside_lines, page_furniture_removed, page_number_suspected.

    Raises ImportRefused: text for what `settled` refuses, too_many_lines (more than 200,000), or too_many_clauses (more
    than 20,000).
    """
    try:
        lines = settled(text).rstrip("\n").split("\n")
    except TextRefused as refused:
        raise ImportRefused("text", text_reason=refused.reason, position=refused.position) from refused
    if len(lines) > MOST_LINES:
        raise ImportRefused("too_many_lines", limit=MOST_LINES)
    pages = page_lines(lines, [number - 1 for number in sorted(hints.pages)])
    contents = _hinted_range(hints) or contents_range(lines, pages.certain, heading_key)
    headings, doubts = divide(lines, pages, contents, hints)
    clauses = _Builder(lines, pages.certain, contents).clauses(headings)
    furniture = tuple(SourceLine(at + 1, lines[at]) for at in sorted(pages.certain))
    doubts += line_doubt("page_furniture_removed", sorted(pages.certain))
    doubts += line_doubt("page_number_suspected", pages.suspected)
    doubts += line_doubt("headings_inside_lines", [at for at, line in enumerate(lines) if INSIDE.search(line)])
    return Import(_with_tails(clauses), tuple(sorted(doubts, key=lambda doubt: doubt.line)), furniture, "")


def _hinted_range(hints: Hints) -> range:
    return range(min(hints.contents) - 1, max(hints.contents)) if hints.contents else range(0)


def flattened(page: str) -> tuple[str, list[Doubt]]:
    """The plain text of an HTML page, and the doubts hidden_text, list_numbers_lost and markup_removed."""
    flat: Flat = flatten(page)
    doubts = [Doubt("hidden_text", line, (line,)) for line in flat.hidden]
    doubts += [Doubt("list_numbers_lost", line, (line,)) for line in flat.lists]
    doubts += [Doubt("markup_removed", 1, (1,), {"tag": tag, "count": str(n)}) for tag, n in flat.removed.items()]
    return flat.text, doubts


def encoding_doubts(decoded: Decoded) -> list[Doubt]:
    """The doubt encoding_guessed, where nothing in the file confirms its encoding."""
    return [Doubt("encoding_guessed", 1, (1,), {"encoding": decoded.encoding})] if decoded.guessed else []


def character_doubts(source: str, changes: Iterable[TextRefused]) -> Iterator[Doubt]:
    """The doubts character_replaced and invisible_removed for what `repaired` changed, and private_use."""
    line, counted = 1, 0
    for change in changes:
        line += source.count("\n", counted, change.position)
        counted = change.position
        reason = "invisible_removed" if change.reason == "text_invisible" else "character_replaced"
        yield Doubt(reason, line, (line,), {"character": change.character})
    private = [at for at, text in enumerate(source.split("\n")) if _PRIVATE.search(text)]
    yield from line_doubt("private_use", private)


@dataclass(slots=True)
class _Open:
    """A clause under construction."""

    kind: Kind
    line: int
    part: str | None
    number: str = ""
    heading: str = ""
    printed: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def head(self, printed: str, line: int) -> None:
        self.printed.append(printed)
        self.heads.append(line)

    def add(self, text: str, line: int) -> None:
        if text or self.body:
            self.body.append(text)
            self.lines.append(line)

    def closed(self) -> ImportedClause:
        while self.body and not self.body[-1]:
            self.body.pop()
        printed, text, lines = "\n".join(self.printed), "\n".join(self.body), tuple(self.lines[: len(self.body)])
        return ImportedClause(
            self.part, self.number, self.heading, text, self.kind, self.line, printed, lines, tuple(self.heads)
        )


class _Builder:
    """Walks once over the lines and puts each of them into a clause."""

    def __init__(self, lines: Sequence[str], skipped: frozenset[int], contents: range) -> None:
        self._lines = lines
        self._skipped = skipped
        self._contents = contents
        self._levels: dict[int, str] = {}
        self._annex: str | None = None
        self._open = _Open("preamble", 1, None)
        self._closed: list[ImportedClause] = []

    def clauses(self, headings: Sequence[Heading]) -> list[ImportedClause]:
        at_line = {heading.at: heading for heading in headings}
        for at, line in enumerate(self._lines):
            if at in self._skipped:
                continue
            if (at in self._contents) != (self._open.kind == "contents"):
                self._begin("contents" if at in self._contents else "preamble", at)
            heading = at_line.get(at)
            if heading is not None:
                self._head(heading, line)
            elif self._continues(at):
                self._open.head(line, at + 1)
                self._open.heading = f"{self._open.heading} {line.strip(_MARKS)}".strip()
            else:
                self._open.add(line, at + 1)
        self._begin("tail", len(self._lines))
        return self._closed

    def _begin(self, kind: Kind, at: int) -> None:
        """Closes the open clause. Headings of parts without a text of their own go to the clause that comes."""
        before = self._open
        empty = before.kind == "preamble" and not any(line.strip() for line in before.body)
        ends = at == len(self._lines)
        inherited = empty and not ends and before.printed
        if not empty or (before.printed and ends):
            self._closed.append(before.closed())
        self._open = _Open(kind, before.line if inherited else at + 1, self._part())
        if inherited:
            self._open.printed, self._open.heads = before.printed, before.heads

    def _part(self) -> str | None:
        names = [self._annex] if self._annex else []
        return " / ".join([*names, *(self._levels[level] for level in sorted(self._levels))]) or None

    def _head(self, heading: Heading, line: str) -> None:
        if heading.kind == "part":
            self._levels = {level: name for level, name in self._levels.items() if level < heading.level}
            self._levels[heading.level] = " ".join(f"{heading.label} {heading.rest}".replace("*", " ").split())
            self._begin("preamble", heading.at)
            self._open.head(line, heading.at + 1)
        elif heading.kind == "annex":
            self._annex, self._levels = None, {}
            self._begin("annex", heading.at)
            self._annex = heading.label.strip(_MARKS)
            self._open.heading = self._annex
            self._open.head(line, heading.at + 1)
        else:
            self._article(heading, line)

    def _article(self, heading: Heading, line: str) -> None:
        self._begin("article", heading.at)
        clause = self._open
        clause.number = " ".join(heading.label.strip(_MARKS).split())
        rest = heading.rest.strip()
        bracketed = _BRACKETED.fullmatch(rest)
        if bracketed:
            clause.heading, text = bracketed["heading"].strip(), bracketed["text"]
        elif self._is_title(heading, rest):
            clause.heading, text = rest.strip(_MARKS), ""
        else:
            text = rest
        clause.head(line[: len(line) - len(text)] if text else line, heading.at + 1)
        clause.add(text, heading.at + 1)

    def _is_title(self, heading: Heading, rest: str) -> bool:
        """Whether the rest of a heading line is its title, and not the beginning of its text."""
        following = next((line for line in self._lines[heading.at + 1 : heading.at + 4] if line.strip()), "")
        if heading.script == "en":
            return bool(rest) and is_title(rest) and not (rest.endswith(".") and rest != rest.upper())
        return (
            bool(rest)
            and len(rest) <= 40
            and not _SENTENCE.search(rest)
            and bool(following)
            and not heading_key(following)
        )

    def _continues(self, at: int) -> bool:
        """Whether this line goes on with a heading in capitals, or is the title under a bare number."""
        clause, line = self._open, self._lines[at]
        if (
            clause.body
            or len(clause.heading) > _LONG
            or clause.kind not in ("article", "annex")
            or not clause.printed
            or not line.strip()
        ):
            return False
        if clause.kind == "annex" and _UNNAMED.fullmatch(clause.heading):
            return _names(line.strip(_MARKS))
        if clause.heading:
            return clause.heading.upper() == clause.heading and is_capitals(line) and len(line.strip()) <= 100
        plain = line.strip(_MARKS)
        return is_capitals(plain) and len(plain) <= 100 and is_title(plain)


def _names(line: str) -> bool:
    """Whether a line is a title: short, no sentence, no row, no item, and in English with capitals."""
    short = 1 < len(line) <= _LONGEST_NAME and not _SENTENCE.search(line) and not _GAP.search(line)
    return short and read_marker(line) is None and (not line.isascii() or is_title(line.rstrip(".")))


def _with_tails(clauses: Sequence[ImportedClause]) -> tuple[ImportedClause, ...]:
    """Sets the signature block apart: at the end, and where the articles end before an annex."""
    divided: list[tuple[ImportedClause, ...]] = []
    for clause, after in zip_longest(clauses, clauses[1:]):
        ends = after is None or (clause.kind in ("article", "preamble") and after.kind == "annex")
        divided.append(_tail(clause) if ends else (clause,))
    return tuple(clause for pieces in divided for clause in pieces)


def _tail(clause: ImportedClause) -> tuple[ImportedClause, ...]:
    lines = clause.text.split("\n")
    start = next((n for n in range(len(lines)) if _SIGNING.match(lines[n])), len(lines))
    remaining = sum(1 for line in lines[start:] if line.strip())
    if not 0 < remaining <= _SIGNATURE_LINES:
        return (clause,)
    text = "\n".join(lines[:start]).rstrip("\n")
    tail = ImportedClause(None, "", "", "\n".join(lines[start:]), "tail", clause.lines[start], "", clause.lines[start:])
    return replace(clause, text=text, lines=clause.lines[: text.count("\n") + 1 if text else 0]), tail
