"""Candidates side by side and how far a result holds: what is shown, to whom, and what an odd address does."""

from __future__ import annotations

import re
import threading
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from evaluation.models import Application, FiledSheet, Round, SchemeVersion, VisitTraits
from evaluation.queries import candidates
from evaluation.rules import streams
from evaluation.rules.filing import Kept, stored_entries
from evaluation.rules.sensitivity import Case, Draws, Robustness, in_steps
from evaluation.rules.words import ApplicationState, Stage
from tests.cases.evaluation.panelled import Panelled, panelled, visit
from tests.cases.negotiation.conftest import Browser, browser, hall
from tests.rules.evaluation.small_sheet import FULL, POOR, SHEET
from workbench.kernel import new_id
from workbench.people.models import Organisation
from workbench.web.runs import LongRuns

__all__ = ["browser", "hall", "panelled"]

READERS = ("office", "reviewer", "committee", "chair")


@dataclass
class Compared:
    """A round of the small sheet; the applications "a" (full marks at first review) and "b" (poor, a first review in the office alone)."""

    world: Panelled

    @property
    def page(self) -> str:
        return f"/rounds/{self.world.round}/candidates"

    def of(self, key: str) -> str:
        return f"/applications/{self.world.ids[key]}/robustness"

    def called_by(self, source: str) -> None:
        """Let the round have been called by another scheme."""
        now = self.world.hall.clock.now
        numbers = self.world.rows(select(SchemeVersion.number).where(SchemeVersion.key == "small"))
        scheme = SchemeVersion(id=new_id(), key="small", number=max(numbers) + 1, title="Small", source=source)
        scheme.digest, scheme.made_by, scheme.made_at, scheme.in_force_at = "0" * 64, "house", now, now
        self.world.hall.put(scheme)
        self.world.change(Round, self.world.round, scheme=scheme.id)

    def file(self, key: str, values: dict[str, str], stage: Stage = Stage.FIRST, place: str | None = None) -> None:
        """Let a sheet have been handed in."""
        application = self.world.ids[key]
        row = FiledSheet(id=new_id(), application=application, sheet=new_id(), stage=stage, turn=1, scorer="")
        row.stream, row.scheme_digest, row.digest = place or streams.office(application), "0" * 64, "1" * 64
        row.values = stored_entries({item: Kept(value) for item, value in values.items()})
        row.result, row.total, row.tier, row.at = "{}", None, None, self.world.hall.clock.now
        self.world.hall.put(row)

    def more(self, name: str, values: dict[str, str] | None, **traits: Any) -> None:
        """Let one more enterprise have applied, and been reviewed where there are values."""
        now = self.world.hall.clock.now
        works = Organisation(id=new_id(), kind="enterprise", name=name)
        self.world.hall.put(works)
        one = Application(id=new_id(), round=self.world.round, enterprise=works.id, enterprise_name=name, union=None)
        one.state, one.facts, one.stream = ApplicationState.SUBMITTED, "[]", streams.file(one.id)
        one.applied_by, one.applied_at, one.state_since = self.world.person("boss2"), now, now
        self.world.hall.put(one)
        self.world.ids[name] = one.id
        if values is not None:
            self.file(name, values)
        if traits:
            self.world.hall.put(VisitTraits(application=one.id, stream=streams.office(one.id), **traits))


@pytest.fixture
def compared(panelled: Panelled) -> Compared:
    """Two candidates with a first review each."""
    made = Compared(panelled)
    made.called_by(SHEET)
    made.file("a", FULL)
    made.file("b", POOR)
    return made


def text(page: str) -> str:
    """Return a page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def shown(compared: Compared, browser: Browser, path: str, name: str = "committee", lang: str = "en") -> str:
    """Return the words of a page that is there."""
    answer = visit(browser, compared.world, name, path, lang)
    assert answer.status_code == 200
    return text(answer.text)


def test_only_who_reads_the_office_sees_candidates(compared: Compared, browser: Browser) -> None:
    """To the enterprise, its union, evaluators and strangers there is no such page."""
    for name in compared.world.people:
        expected = 200 if name in READERS else 404
        for path in (compared.page, compared.of("a")):
            assert visit(browser, compared.world, name, path).status_code == expected, (name, path)
    assert visit(browser, compared.world, "committee", "/rounds/nowhere/candidates").status_code == 404
    assert visit(browser, compared.world, "committee", "/applications/nowhere/robustness").status_code == 404


def test_candidates_stand_by_total_with_their_blocks(compared: Compared, browser: Browser) -> None:
    """20 before 7; rules 10 of 10, growth 10 of 10; the second has no tier."""
    words = shown(compared, browser, compared.page)
    assert words.index("Works a") < words.index("Works b")
    assert re.search(r"Works a 20 AA 10 10 0 100% 20\.0–20\.0 1 100% ", words)
    assert re.search(r"Works b 7 no tier 7 0 0 100% ", words)
    assert "2 random" not in words
    assert "10,000 random weightings" in words


def test_a_chart_has_its_figures_in_words_beside_it(compared: Compared, browser: Browser) -> None:
    """The dot plot names both; two blocks make no radar, three do."""
    page = visit(browser, compared.world, "office", compared.page).text
    assert page.count('<svg class="chart-dots"') == 1
    assert 'class="chart-radar"' not in page
    third = SHEET.replace('[[item]]\nid = "rest"', '[[block]]\nid = "rest"\ntitle = "Rest"\n[[item]]\nid = "rest"')
    third = third.replace('title = "Rest"\nblock = "rules"', 'title = "Rest"\nblock = "rest"')
    compared.called_by(third)
    page = visit(browser, compared.world, "office", compared.page).text
    assert page.count('class="chart-shape chart-shape-1"') == 2
    only = visit(browser, compared.world, "office", f"{compared.page}?pick={compared.world.ids['b']}").text
    assert 'class="chart-shape chart-shape-0"' in only
    assert 'class="chart-shape chart-shape-1"' not in only


def test_stages_are_compared_one_at_a_time(compared: Compared, browser: Browser) -> None:
    """The furthest unless another is asked for; who handed nothing in says so; an unknown stage is the furthest."""
    compared.file("a", POOR, Stage.SELF, streams.file(compared.world.ids["a"]))
    assert "First review" in shown(compared, browser, compared.page)
    words = shown(compared, browser, f"{compared.page}?stage=self")
    assert "Works a 7" in words
    assert "Works b nothing handed in at this stage" in words
    assert "Works a 20" in shown(compared, browser, f"{compared.page}?stage=nowhere&seed=x")


def test_an_enterprise_that_withdrew_is_no_candidate(compared: Compared, browser: Browser) -> None:
    """Nor is a draft; without any the page says what will stand there."""
    for key, state in (("a", ApplicationState.WITHDRAWN), ("b", ApplicationState.DRAFT)):
        compared.world.change(Application, compared.world.ids[key], state=state)
    words = shown(compared, browser, compared.page)
    assert "Works a" not in words
    assert "No candidate yet" in words


def test_groups_by_size_and_sector_need_five(compared: Compared, browser: Browser) -> None:
    """Five small ones at 7, five large ones at 20: 13 points apart. Four in a sector are not shown."""
    assert "Two groups of five enterprises" in shown(compared, browser, compared.page)
    for number in range(5):
        compared.more(f"Small {number}", POOR, people=12, sector="metal" if number else "glass")
        compared.more(f"Large {number}", FULL, people=700, sector="metal" if number else "glass")
    words = shown(compared, browser, compared.page)
    assert re.search(r"1-19 5 7\.0 −13\.0 −13\.0 … −13\.0 \*", words)
    assert re.search(r"300-999 5 20\.0 \+13\.0", words)
    assert "glass" not in words
    assert "By sector" not in words


def test_robustness_shows_the_way_up_and_what_each_item_gives(compared: Compared, browser: Browser) -> None:
    """From 7 to A by training alone."""
    words = shown(compared, browser, compared.of("b"))
    assert "A is reached when 1 item gets better" in words
    assert re.search(r"training Training 10 40 6 ", words)
    assert re.search(r"contracts Contracts 96 6 8 2 ", words)
    assert "Every item has a value." in words
    assert "There is no tier above." in shown(compared, browser, compared.of("a"))


def test_missing_values_are_never_silently_zero(compared: Compared, browser: Browser) -> None:
    """Training and the veto missing: at worst a veto, at best full marks."""
    compared.file(
        "a", {item: value for item, value in FULL.items() if item not in ("training", "accident")}, Stage.SECOND
    )
    words = shown(compared, browser, compared.of("a"))
    assert "2 items have no value. The tier depends on it." in words
    assert re.search(r"At worst 14 veto At best 20 AA", words)


def test_a_veto_is_named_before_any_points(compared: Compared, browser: Browser) -> None:
    """No points make up for it."""
    compared.file("b", POOR | {"accident": "yes"}, Stage.SECOND)
    words = shown(compared, browser, compared.of("b"))
    assert "A veto rules every title out accident Accident" in words
    assert re.search(r"weights of blocks 100%", words)


def test_what_is_drawn_is_said_and_the_same_seed_draws_the_same(compared: Compared, browser: Browser) -> None:
    """Numbers beyond what a page draws are brought back, and the page says what was drawn."""
    path = compared.of("b") + "?draws=500&seed=7&model=uniform"
    words = shown(compared, browser, path)
    assert "500 random weightings from seed 7: every weighting as likely as every other" in words
    assert shown(compared, browser, path) == words
    odd = shown(compared, browser, compared.of("b") + "?draws=999999999&seed=-5&model=best")
    assert "100,000 random weightings from seed 0: each weight up to a quarter more or less" in odd
    assert "10,000 random weightings from seed 1" in shown(compared, browser, compared.of("b") + "?draws=many&seed=")


def test_nothing_handed_in_has_no_robustness(compared: Compared, browser: Browser) -> None:
    """The candidate is listed, and its page says what will stand there."""
    compared.more("Works c", None)
    assert "Works c nothing handed in at this stage" in shown(compared, browser, compared.page)
    assert "Nothing handed in yet" in shown(compared, browser, compared.of("Works c"))
    compared.file("Works c", FULL)
    assert "There is no tier above." in shown(compared, browser, compared.of("Works c"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_are_in_one_language(compared: Compared, browser: Browser, lang: str) -> None:
    """No English left in Chinese but names, and the reverse."""
    names = (
        r"Works [ab]|The bureau|Small sheet|Contracts|Rest|Training|Library|Complaints|Accident|Rules|Growth|2026 round"
    )
    for path in (compared.page, compared.of("b")):
        page = visit(browser, compared.world, "office", f"{path}?lang={lang}").text
        main = re.sub(names, "", text(page[page.index("<main") : page.index("</main>")]))
        if lang == "zh":
            assert not re.findall(
                r"[A-Za-z]{4,}",
                re.sub(r"\b(contracts|rest|training|library|complaints|accident|Dirichlet)\b", "", main),
            )
        else:
            assert not re.findall(r"[一-鿿]", main)


def test_many_candidates_are_weighed_in_the_background_with_progress_and_end_as_few_do(
    compared: Compared, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = visit(browser, compared.world, "committee", compared.page).get_data(as_text=True)
    gate = threading.Event()

    def slow(case: Case, draws: Draws) -> Generator[float, None, Robustness]:
        yield 0.25
        gate.wait(20)
        return (yield from in_steps(case, draws))

    monkeypatch.setattr(candidates, "AT_ONCE", 1)
    monkeypatch.setattr(candidates, "PATIENCE", 0)
    monkeypatch.setattr(candidates, "in_steps", slow)
    monkeypatch.setattr(candidates, "_RUNS", LongRuns())
    answer = visit(browser, compared.world, "committee", compared.page)
    page = answer.get_data(as_text=True)
    assert answer.headers["Refresh"] == "2"
    assert "Random weightings of 2 candidates are being drawn: " in page
    assert "Tier kept”, the interval" not in page
    gate.set()
    monkeypatch.setattr(candidates, "PATIENCE", 20)
    answer = visit(browser, compared.world, "committee", compared.page)
    assert "Refresh" not in answer.headers
    cells = re.compile(r"<td class=.amount.>[^<]*</td>")
    assert cells.findall(answer.get_data(as_text=True)) == cells.findall(whole)


def test_drawing_that_fails_is_said_and_tried_again_when_asked_again(
    compared: Compared, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(case: Case, draws: Draws) -> Generator[float, None, Robustness]:
        yield 0.5
        raise ArithmeticError

    for name, value in {"AT_ONCE": 1, "PATIENCE": 20, "in_steps": broken, "_RUNS": LongRuns()}.items():
        monkeypatch.setattr(candidates, name, value)
    answer = visit(browser, compared.world, "committee", compared.page)
    assert "could not be drawn" in answer.get_data(as_text=True)
    assert "Refresh" not in answer.headers
    monkeypatch.setattr(candidates, "in_steps", in_steps)
    assert "Tier kept”, the interval" in visit(browser, compared.world, "committee", compared.page).get_data(
        as_text=True
    )


def test_runs_are_done_in_turn_kept_by_their_key_and_make_room() -> None:
    begun: list[str] = []
    gate = threading.Event()

    def counting(name: str) -> Generator[float, None, object]:
        begun.append(name)
        yield 0.5
        gate.wait(20)
        yield 0.9
        return name

    runs = LongRuns(most=2)
    first = runs.ask("a", lambda: counting("a"), 0)
    assert runs.ask("a", lambda: counting("again"), 0) is first
    runs.ask("b", lambda: counting("b"), 0)
    runs.ask("c", lambda: counting("c"), 0)  # "a" makes room
    gate.set()
    assert first.wait(20)
    assert first.result is None, "it stopped at its next step"
    assert runs.ask("c", lambda: counting("other"), 20).result == "c"
    assert begun[0] == "a"
    assert "again" not in begun
    assert runs.ask("a", lambda: counting("anew"), 20).result == "anew"


def test_values_are_said_in_the_language_of_the_page(compared: Compared, browser: Browser) -> None:
    compared.file("a", POOR | {"accident": "no", "complaints": "-2"}, Stage.SECOND)
    page = visit(browser, compared.world, "committee", f"{compared.of('a')}?stage=second&lang=zh").text
    assert "<td>否</td>" in page
    assert "<td>no</td>" not in page
    assert "<td>−2</td>" in page
