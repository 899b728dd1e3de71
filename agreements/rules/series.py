"""Which headings divide a text, decided by their sequence of numbers, and what is doubtful about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from agreements.rules.decoding import ImportRefused
from agreements.rules.furniture import PageLines
from agreements.rules.headings import ANNEX_NUMBER, WEAK, Chosen, Heading, choose, read_bare, read_heading, read_titled
from agreements.rules.imported import Doubt, Hints
from agreements.rules.numbering import ClauseNumber, chinese_label, english_label

MOST_CLAUSES = 20_000
_SENTENCE = re.compile("[。；;：:，,！？]")
_NUMBERED = re.compile(rf"\b{ANNEX_NUMBER}|附[ \u3000]?[件录表][ \u3000]?[一二三四五六七八九十\d]")
# How the first clause begins where none is called an article.
_BEGINS = re.compile(r"[\s#*]*(?:(?i:Section|Sec\.|§)\s{0,3}1\b|1[.、:]|一、)")
_SHORT = 20


def line_doubt(reason: str, indexes: Sequence[int]) -> list[Doubt]:
    """One doubt about lines by their indexes, or none."""
    return [Doubt(reason, indexes[0] + 1, tuple(at + 1 for at in indexes))] if indexes else []


def heading_key(line: str) -> object:
    """What a line is the heading of, or None; see Heading.key."""
    heading = read_heading(line)
    return heading.key if heading else None


def divide(lines: Sequence[str], pages: PageLines, contents: range, hints: Hints) -> tuple[list[Heading], list[Doubt]]:
    """The headings of a text in order, and what is doubtful about their numbers.

    Doubts: no_articles, missing_number, duplicate_number, heading_lost (named by the contents only), heading_uncertain,
    heading_out_of_order, other_numbering. Raises ImportRefused too_many_clauses for more than 20,000.
    """
    candidates = list(islice(_candidates(lines, pages, contents, hints), MOST_CLAUSES + 1))
    if len(candidates) > MOST_CLAUSES:
        raise ImportRefused("too_many_clauses", limit=MOST_CLAUSES)
    headings, doubts = _headings(_without_listed(candidates), lines)
    return headings, doubts + _lost_headings(lines, contents, headings)


def _without_listed(candidates: Sequence[Heading]) -> list[Heading]:
    """Without annexes in small letters that an article only lists: behind them articles go on, or the number comes again."""
    kept: list[Heading] = []
    listed: list[Heading] = []
    last: ClauseNumber | None = None
    for candidate in candidates:
        if candidate.kind == "annex" and candidate.weight == WEAK:
            listed.append(candidate)
            continue
        if candidate.kind == "article" and candidate.weight > WEAK and candidate.number:
            goes_on = last is not None and candidate.number > last
            kept += [] if goes_on else listed
            listed, last = [], candidate.number
        kept.append(candidate)
    named = {heading.key if _NUMBERED.search(heading.label) else heading.at: heading for heading in listed}
    return sorted([*kept, *named.values()], key=lambda heading: heading.at)


def _headings(candidates: Sequence[Heading], lines: Sequence[str]) -> tuple[list[Heading], list[Doubt]]:
    """The headings in order, and what is doubtful about their numbers."""
    others = _other_script(candidates)
    headings: list[Heading] = []
    doubts = line_doubt("other_numbering", sorted(heading.at for heading in others))
    for opening, run in _runs([c for c in candidates if c not in others]):
        chosen = _in_annex(choose(run), headings) if opening == "annex" else choose(run)
        doubts += _number_doubts(chosen, headings)
        headings += chosen.articles
    first = min((heading.at for heading in headings), default=None)
    if first is None:
        begun = next((at for at, line in enumerate(lines) if _BEGINS.match(line)), len(lines))
        behind = [c for c in candidates if c.kind == "annex" and c.at > begun and _NUMBERED.search(c.label)]
        parts = [c for c in candidates if c.kind == "part"]
        return sorted([*parts, *behind], key=lambda heading: heading.at), [*doubts, Doubt("no_articles", 1)]
    rest = [c for c in candidates if c.kind == "part" or (c.kind == "annex" and c.at > first)]
    return sorted([*headings, *rest], key=lambda heading: heading.at), doubts


def _in_annex(chosen: Chosen, before: Sequence[Heading]) -> Chosen:
    """An annex counts its own articles from 1, or stands inside the agreement, which goes on counting; else it quotes."""
    first = chosen.articles[0].number if chosen.articles else None
    if first is None or first == ClauseNumber(1) or first > _last_number(before):
        return chosen
    return Chosen((), (), (), chosen.articles + chosen.out_of_order)


def _last_number(headings: Sequence[Heading]) -> ClauseNumber:
    return next((heading.number for heading in reversed(headings) if heading.number), ClauseNumber(1))


def _candidates(lines: Sequence[str], pages: PageLines, contents: range, hints: Hints) -> Iterator[Heading]:
    aside = pages.certain.union(pages.suspected, (number - 1 for number in hints.rows))
    titled = _bare_parts(lines, aside) | _titled_parts(lines, aside)
    before, bare = "", False
    for at, line in enumerate(lines):
        if at in contents or at in aside:
            before = "" if at + 1 in hints.rows else before
            continue
        heading = titled.get(at) or read_heading(line, at, before, marked=at + 1 in hints.headings)
        if heading is not None:
            yield heading
        # A title is not cut off by the line below it, nor is a table row; a sentence may be.
        ends = "\t" in line.strip() or (bare and len(line) < _SHORT) if heading is None else _stands_alone(heading)
        before = "" if ends else line
        bare = heading is not None and heading.kind == "part" and not heading.rest


def _titled_parts(lines: Sequence[str], aside: frozenset[int]) -> dict[int, Heading]:
    """Lines such as `一、总则` that count from one, each with an article right below it; there must be two of them."""
    found: dict[int, Heading] = {}
    last: Heading | None = None
    for at, line in enumerate(lines):
        if not line.strip() or at in aside:
            continue
        if last is not None and (below := read_heading(line, at)) is not None and below.kind == "article":
            found[last.at] = last
        last = read_titled(line, at) if "、" in line[:_SHORT] else None
        if last is not None and last.number != ClauseNumber(len(found) + 1):
            last = None
    return found if len(found) > 1 else {}


def _bare_parts(lines: Sequence[str], aside: frozenset[int]) -> dict[int, Heading]:
    """Lines such as `附则` with an article right below them."""
    found: dict[int, Heading] = {}
    for at, line in enumerate(lines):
        if len(line) > _SHORT or "则" not in line or at in aside or (heading := read_bare(line, at)) is None:
            continue
        below = next((n for n in range(at + 1, len(lines)) if lines[n].strip() and n not in aside), None)
        following = read_heading(lines[below], below) if below is not None else None
        if following is not None and following.kind == "article":
            found[at] = heading
    return found


def _stands_alone(heading: Heading) -> bool:
    return heading.kind != "article" or (len(heading.rest) < _SHORT and not _SENTENCE.search(heading.rest))


def _other_script(candidates: Sequence[Heading]) -> frozenset[Heading]:
    """An agreement in two languages has two series of numbers: the heavier one divides it, this is the other one."""
    articles = [c for c in candidates if c.kind == "article"]
    chinese = sum(c.weight if c.script == "zh" else -c.weight for c in articles) >= 0
    return frozenset(c for c in articles if (c.script == "zh") != chinese)


def _runs(candidates: Sequence[Heading]) -> Iterator[tuple[str, list[Heading]]]:
    """Cuts the articles where an annex begins, and where a part begins whose numbers start again from 1.

    Each run comes with what opens it: nothing, a part or an annex.
    """
    opening = pending = ""
    run: list[Heading] = []
    for candidate in candidates:
        if candidate.kind != "article":
            pending = "annex" if "annex" in (pending, candidate.kind) else candidate.kind
            continue
        again = candidate.number == ClauseNumber(1) and candidate.weight > WEAK
        if run and (pending == "annex" or (pending and again)):
            yield opening, run
            opening, run = pending, []
        pending = ""
        run.append(candidate)
    if run:
        yield opening, run


def _number_doubts(chosen: Chosen, before: Sequence[Heading]) -> list[Doubt]:
    doubts = [
        Doubt(reason, heading.at + 1, (heading.at + 1,), {"number": heading.label.strip()})
        for reason, headings in (
            ("duplicate_number", chosen.repeated),
            ("heading_uncertain", chosen.uncertain),
            ("heading_out_of_order", chosen.out_of_order),
        )
        for heading in headings
    ]
    again = not before or (chosen.articles and chosen.articles[0].number == ClauseNumber(1))
    last = 0 if again else _last_number(before).number
    for heading in chosen.articles:
        number = heading.number.number if heading.number else last
        if number > last + 1:
            label = chinese_label if heading.script == "zh" else english_label
            values = {"first": label(ClauseNumber(last + 1)), "last": label(ClauseNumber(number - 1))}
            doubts.append(Doubt("missing_number", heading.at + 1, (heading.at + 1,), values))
        last = max(last, number)
    return doubts


def _lost_headings(lines: Sequence[str], contents: range, headings: Sequence[Heading]) -> list[Doubt]:
    """Articles that the table of contents names and the text does not have."""
    found = {heading.number for heading in headings if heading.kind == "article"}
    named = [
        h for at in contents if (h := read_heading(lines[at], at)) is not None and h.kind == "article" and h.weight
    ]
    lost = {h.number: h for h in named if h.number not in found}
    return [Doubt("heading_lost", h.at + 1, (h.at + 1,), {"number": h.label.strip()}) for h in lost.values()]
