"""What a page adds to a text: running heads and feet with page numbers, and the table of contents."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from agreements.rules.numbering import roman_value

_EXPLICIT = re.compile(
    r"\s*(?:第\s{0,3}\d{1,4}\s{0,3}页(?:\W{0,5}共\s{0,3}\d{1,4}\s{0,3}页)?"
    r"|Page\s+(?:\d{1,4}(?:\s+of\s+\d{1,4})?|[ivx]{1,6})|\d{1,4}\s?\|\s?Page|[-–—－]\s?(?:\d{1,4}|[ivx]{1,6})\s?[-–—－])\s*",
    re.IGNORECASE,
)
# Lines that count something of the agreement itself and therefore look alike.
_COUNTED = re.compile(
    r"[\s#*]*(?:article|section|chapter|part|step|paragraph|exhibit|appendix|annex|schedule|letter|附|第\s?\d+\s?[条章节编款项])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]+")
# A running head is not a sentence and not a heading that counts.
_RUNNING = re.compile(rf"(?!{_COUNTED.pattern})\s*\S.{{6,198}}[^\s.;:,。；：，]\s*", re.IGNORECASE)
# Words at one side of the paper and what counts the pages at the other.
_SET_APART = re.compile(
    r"\s*\S.{5,160}?(?:\s{3,}|\s*\|\s*)(?P<paged>Page\s+|第\s?)?(?:\d{1,3}|[ivx]{1,6})"
    r"(?:\s?页)?(?:\s*(?:of|/|共)\s*\d{1,3}(?:\s?页)?)?\s*",
    re.IGNORECASE,
)
# Pages before the first are counted by small Roman numbers.
_ROMAN = re.compile(r"(?:^|(?<=\s{3})|(?<=\bPage\s))(?P<roman>[ivx]{1,7})\s*$")
_FRONT = 1000
_LONGEST = 200
_OFTEN, _FAR_APART, _PAGES_PER_STEP = 4, 10, 3
_FEW = 2
# Two gaps make a row of a table, whose head may come again on each page.
_CELLS = re.compile(r"\S(?:\s{2,}|\t)\S.*\S(?:\s{2,}|\t)\S")
_ROMAN_ENDS = frozenset("ivx-–—－")
_BLANK_LINES = 3

_TITLE = re.compile(r"[\s#*]*(?:目\s*[录次]|(?:table\s+of\s+)?contents)[\s*]*", re.IGNORECASE)
_LEADER = re.compile(r"(?:[.…·⋯_]\s?){4,}\s*(?:Page\s+)?(?:\d{1,4}|[ivx]{1,6})\s*$")
_WIDE_LEADER = re.compile(r"\S(?:\s{2,}Page\s+|\s{4,}|\t\s*)\d{1,4}\s*$")
_COLUMNS = re.compile(
    r"[\s#*]*(?:article|section|page|title|页码|章节)(?:\s+(?:article|section|page|title|页码))*\s*", re.IGNORECASE
)
_FRONT_LINES = 400
_BETWEEN, _LEADING = 6, 3
_LINE_NUMBER = re.compile(r"[ \t]{0,16}(?P<number>[1-9]\d?)(?=[ \t]{2}|[ \t]*$)")
_LEAST_COUNTED = 50
_DIVIDED = re.compile(r"(?<![\w-])(?P<word>[A-Za-z]{2,30})-[ \t]*$")
# Something else must follow on the line: an empty one would end the paragraph.
_GOES_ON = re.compile(r"(?P<indent>[ \t]*)(?P<rest>[a-z]{2,}[^\s\w-]*)(?=[ \t]+\S)")
_WORD = re.compile(r"(?<![\w-])[A-Za-z]+(?:-[A-Za-z]+)*(?![\w-])")


class PageLines(NamedTuple):
    """Indexes of lines that are page furniture, and of those that only may be."""

    certain: frozenset[int]
    suspected: tuple[int, ...]


def page_lines(lines: Sequence[str], starts: Sequence[int] = ()) -> PageLines:
    """Finds page furniture by its repetition; `starts` are the indexes of lines that are known to begin a page.

    Certain are `第 3 页`, `Page 3 of 9`, `- 3 -`, and lines which come back at least four times, ten lines apart, equal
    but for one number that rises like a page number; a shorter text, where that number is set apart from the words and
    counts from the first page on. A number alone on its line is suspected unless it rises like a page number too.
    Small Roman numbers count as those of pages before the first.
    Lines without a number are taken only where the same words stand beside such a line again and again: elsewhere the
    same words may come back in the text. Where pages are known, so is what stands at the edge of most of them.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    certain: set[int] = set()
    for at, line in enumerate(lines):
        if len(line) > _LONGEST or not _is_numbered(line) or _COUNTED.match(line):
            continue
        if _EXPLICIT.fullmatch(line):
            certain.add(at)
        else:
            groups[_NUMBER.sub("#", " ".join(_ROMAN.sub("#", line).split()))].append(at)
    for group in groups.values():
        if _rises_like_pages(group, lines) or _counts_few_pages(group, lines):
            certain.update(group)
    certain |= _beside(certain, lines) | _at_edges(starts, lines)
    return PageLines(frozenset(certain), tuple(at for at in groups.get("#", ()) if at not in certain))


def _beside(certain: set[int], lines: Sequence[str]) -> set[int]:
    """Lines that say the same beside nearly every page number: the rest of a head or foot."""
    if len(certain) < _FEW:
        return set()
    least = max(_OFTEN, len(certain) // 3) if len(certain) >= _OFTEN else len(certain)
    beside: dict[str, set[int]] = defaultdict(set)
    for at in certain:
        for step in (-1, 1):
            near = at + step
            while 0 <= near < len(lines) and not lines[near].strip() and abs(near - at) <= _BLANK_LINES:
                near += step
            if 0 <= near < len(lines) and near not in certain and _RUNNING.fullmatch(lines[near]):
                beside[" ".join(lines[near].split())].add(near)
    often = {words: places for words, places in beside.items() if len(places) >= least}
    for at, line in enumerate(lines if often else ()):
        if at not in certain and (words := " ".join(line.split())) in often and at not in often[words]:
            often[words].add(-1 - at)
    kept = (places for places in often.values() if sum(at < 0 for at in places) * 5 <= len(places))
    return {at for places in kept for at in places if at >= 0}


def _at_edges(starts: Sequence[int], lines: Sequence[str]) -> set[int]:
    """First and last lines of pages that are the same, but for their number, on more than half of the pages."""
    edges: dict[str, set[int]] = defaultdict(set)
    pages = 0
    for begin, end in pairwise([0, *starts, len(lines)]):
        filled = [at for at in range(begin, end) if lines[at].strip()]
        pages += bool(filled)
        for at in filled[:1] + filled[-1:]:
            if _RUNNING.fullmatch(lines[at]) and not _CELLS.search(lines[at].strip()):
                edges[_NUMBER.sub("#", " ".join(lines[at].split()))].add(at)
    return {at for group in edges.values() if len(group) >= max(_FEW, pages // 2 + 1) for at in group}


def _rises_like_pages(group: Sequence[int], lines: Sequence[str]) -> bool:
    if len(group) < _OFTEN or median(_steps(group)) < _FAR_APART:
        return False
    numbers = _page_numbers(group, lines)
    return bool(numbers) and min(_steps(numbers)) > 0 and median(_steps(numbers)) <= _PAGES_PER_STEP


def _counts_few_pages(group: Sequence[int], lines: Sequence[str]) -> bool:
    """Whether the lines count two or three pages from the first on, at the side of the words: by `Page`, or standing alone."""
    if not _FEW <= len(group) < _OFTEN or not all(found := [_SET_APART.fullmatch(lines[at]) for at in group]):
        return False
    numbers = _page_numbers(group, lines)
    if not numbers or min(numbers) > _FEW or any(step not in (1, _FRONT) for step in _steps([*numbers])):
        return False
    paged = all(one and one["paged"] for one in found)
    return paged or (min(_steps(group)) >= _FAR_APART and all(_stands_alone(at, lines) for at in group))


def _stands_alone(at: int, lines: Sequence[str]) -> bool:
    return not any(0 <= near < len(lines) and lines[near].strip() for near in (at - 1, at + 1))


def _page_numbers(group: Sequence[int], lines: Sequence[str]) -> tuple[int, ...]:
    """The numbers in which alone these lines differ; none where they differ in several, or in none."""
    columns = zip(*(_numbers(lines[at]) for at in group), strict=True)
    varying = [column for column in columns if len(set(column)) > 1]
    return varying[0] if len(varying) == 1 else ()


def _is_numbered(line: str) -> bool:
    if _NUMBER.search(line):
        return True
    return line.rstrip()[-1:] in _ROMAN_ENDS and bool(_ROMAN.search(line) or _EXPLICIT.fullmatch(line))


def _numbers(line: str) -> list[int]:
    """All numbers of a line; the Roman one at its end is below 1."""
    found = _ROMAN.search(line)
    front = roman_value(found["roman"].upper()) if found else None
    return [*map(int, _NUMBER.findall(line)), *([front - _FRONT] if front else [-_FRONT] if found else [])]


def _steps(numbers: Sequence[int]) -> list[int]:
    return [after - before for before, after in pairwise(numbers)]


def without_line_numbers(lines: Sequence[str]) -> tuple[list[str], tuple[int, ...]]:
    """The lines without the numbers that count them in the left margin, page by page, and the indexes of those that had one.

    Nothing is taken where fewer than two thirds of the lines have a number, or fewer than fifty.
    """
    counted: list[int] = []
    before = 0
    for at, line in enumerate(lines):
        found = _LINE_NUMBER.match(line)
        if found and (number := int(found["number"])) in (1, before + 1):
            counted.append(at)
            before = number
    present = sum(1 for line in lines if line.strip())
    if len(counted) < max(_LEAST_COUNTED, present * 2 // 3):
        return list(lines), ()
    cleared = list(lines)
    for at in counted:
        cleared[at] = _LINE_NUMBER.sub(lambda found: " " * len(found[0]), lines[at], count=1)
    return cleared, tuple(counted)


def without_hyphens(lines: Sequence[str]) -> tuple[list[str], tuple[int, ...]]:
    """The lines with words divided at their ends made whole, and the indexes of those lines.

    A word is made whole where it stands whole elsewhere, and nowhere with a hyphen inside a line; others keep theirs.
    """
    divided = [at for at in range(len(lines) - 1) if _DIVIDED.search(lines[at]) and _GOES_ON.match(lines[at + 1])]
    if not divided:
        return list(lines), ()
    whole = {word.lower() for line in lines for word in _WORD.findall(line)}
    mended, found = list(lines), []
    for at in divided:
        before, after = _DIVIDED.search(mended[at]), _GOES_ON.match(mended[at + 1])
        if not before or not after:
            continue
        left, right = before["word"].lower(), re.sub(r"\W.*", "", after["rest"]).lower()
        if left + right in whole and f"{left}-{right}" not in whole:
            mended[at] = mended[at][: before.end("word")] + after["rest"]
            mended[at + 1] = after["indent"] + mended[at + 1][after.end() :].lstrip()
            found.append(at)
    return mended, tuple(found)


def contents_range(lines: Sequence[str], skipped: frozenset[int], key: Callable[[str], object]) -> range:
    """The lines of a table of contents at the front; an empty range when there is none.

    `skipped` are page furniture. `key` names what a line is the heading of, or gives None. A table of contents begins
    with its title, or with leaders to a page number. Its lines have leaders, run on into such a line, or come again
    later; it ends at the first other line, and where a line stands that it has named before.
    """
    present = [at for at, line in enumerate(lines) if line.strip() and at not in skipped]
    texts = [lines[at].strip()[: _LONGEST * 3] for at in present]
    front = sum(at < _FRONT_LINES for at in present)
    titled = [n for n in range(front) if _TITLE.fullmatch(texts[n])]
    start = next(iter(titled or [n for n in range(front) if _LEADER.search(texts[n])]), None)
    if start is None:
        return range(0)
    names = [key(text) or "".join(text.split()) for text in texts]
    end = _contents_end(texts, names, start)
    return range(present[start], present[end - 1] + 1) if end - start > 1 else range(0)


def _contents_end(texts: Sequence[str], names: Sequence[object], start: int) -> int:
    end = _leaders_end(texts, names, start)
    if end:
        return end
    coming = Counter(names[start:])
    named: set[object] = set()
    for n in range(start + 1, len(texts)):
        if names[n] in named or (coming[names[n]] < 2 and not _COLUMNS.fullmatch(texts[n])):
            return n
        named.add(names[n])
    return len(texts)


def _leaders_end(texts: Sequence[str], names: Sequence[object], start: int) -> int:
    """Behind the last line that leads to a page number, with few others between such lines; 0 when there are none.

    A heading that was named before and leads nowhere is where the text begins.
    """
    last, found = start, 0
    named: set[object] = set()
    for n in range(start, len(texts)):
        near = found or n <= start + _BETWEEN
        leads = _LEADER.search(texts[n]) or (near and _WIDE_LEADER.search(texts[n]))
        if leads:
            last, found = n, found + 1
        elif n - last > _BETWEEN or (not isinstance(names[n], str) and names[n] in named):
            break
        named.add(names[n])
    return last + 1 if found >= _LEADING else 0
