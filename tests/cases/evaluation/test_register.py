"""The pages of the register: figures with their provenance, indicators with their rows, imports that show every doubt."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select

from evaluation.commands.figures import CorrectFigure, EnterFigure
from evaluation.models import Figure
from evaluation.rules.measures import Source
from tests.cases.evaluation.applied import Applied, applied, visit
from tests.cases.negotiation.conftest import Browser, browser, hall
from tests.visits import HAN
from workbench.kernel.models import LedgerEntry

__all__ = ["applied", "browser", "hall"]

TABLE = (
    "measure,period,value,unit,source,evidence\n"
    "contracts_signed,2025,58,人,enterprise,roster\n"
    "contracts_due,2025,60,人,enterprise,roster\n"
    "wage_total,2025,12.5,万元,enterprise,ledger\n"
)


@pytest.fixture
def root(applied: Applied) -> str:
    return f"/register/{applied.enterprise}"


def enter(applied: Applied, measure: str, value: str, name: str = "boss", **more: Any) -> str:
    given = {"period": "2025", "source": Source.ENTERPRISE, **more}
    command = EnterFigure(organisation=applied.enterprise, measure=measure, value=value, **given)
    return str(applied.do(name, command)["figure"])


def kept(applied: Applied) -> int:
    with applied.hall.door.store.reading() as session:
        return session.scalars(select(func.count()).select_from(Figure)).one()


def upload(browser: Browser, root: str, data: str, **fields: str) -> Any:
    form = {"file": (io.BytesIO(data.encode()), "figures.csv"), **fields}
    return browser.post(f"{root}/import", form, content_type="multipart/form-data")


def ticked(page: str) -> dict[str, Any]:
    """Return what a browser would send back from the preview when nothing is changed."""
    take = re.findall(r'name="take" value="(\d+)" checked', page)
    found = re.search(r'name="signed" value="([^"]+)"', page)
    assert found
    return {"take": take, "signed": unescape(found[1])}


# Who sees


@pytest.mark.parametrize("path", ["", "/indicators", "/import", "/figures/{figure}"])
def test_who_may_not_read_the_register_finds_nothing(applied: Applied, browser: Browser, root: str, path: str) -> None:
    figure = enter(applied, "contracts_due", "60")
    address = root + path.format(figure=figure)
    for name in ("boss", "steward", "office", "reviewer", "committee", "blind"):
        assert visit(browser, applied, name, address).status_code == 200, name
    for name in ("stranger",):
        assert visit(browser, applied, name, address).status_code == 404, name
        assert "contracts" not in visit(browser, applied, name, address).text.lower()
    union = f"/register/{applied.hall.organisations['union']}"
    assert visit(browser, applied, "steward", union).status_code == 404


def test_the_list_holds_the_enterprises_one_may_read(applied: Applied, browser: Browser) -> None:
    enter(applied, "contracts_due", "60")
    page = visit(browser, applied, "office", "/register").text
    assert f'href="/register/{applied.enterprise}"' in page
    assert applied.enterprise not in visit(browser, applied, "stranger", "/register").text
    assert applied.hall.organisations["union"] not in visit(browser, applied, "steward", "/register").text


def test_a_figure_of_another_register_is_not_found_under_this_one(applied: Applied, browser: Browser) -> None:
    figure = enter(applied, "contracts_due", "60")
    assert visit(browser, applied, "boss", f"/register/{'a' * 16}/figures/{figure}").status_code == 404
    assert visit(browser, applied, "boss", f"/register/{applied.enterprise}/figures/{'a' * 16}").status_code == 404


# What stands there


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_figure_shows_who_stands_for_it_and_what_it_replaced(
    applied: Applied, browser: Browser, root: str, lang: str
) -> None:
    first = enter(applied, "contracts_due", "1060", evidence="page 3")
    second = applied.do("boss", CorrectFigure(figure=first, value="1061", reason="miscounted"))["figure"]
    register = visit(browser, applied, "office", f"{root}?lang={lang}").text
    assert "1,061" in register
    assert "1,060" not in register
    assert "page 3" in register
    assert "boss" in register
    page = visit(browser, applied, "office", f"{root}/figures/{second}?lang={lang}").text
    assert all(told in page for told in ("1,061", "1,060", "miscounted", 'class="replaced"'))
    assert page.index("1,061") < page.index("1,060")


def test_what_is_missing_names_who_is_asked_once(applied: Applied, browser: Browser, root: str) -> None:
    enter(applied, "contracts_due", "60")
    page = visit(browser, applied, "boss", f"{root}?period=2025").text
    missing = page[page.index('id="wanted"') : page.index('id="enter"')]
    assert missing.count("Employees with a signed written contract") == 1
    assert missing.count("Wage bill") == 1  # two indicators need it, it is asked for once
    assert "Employees who must have a written contract" not in missing
    assert "asked of an office" in missing


def test_who_only_reads_gets_no_form(applied: Applied, browser: Browser, root: str) -> None:
    assert "/do/EnterFigure" not in visit(browser, applied, "committee", root).text
    page = visit(browser, applied, "steward", root).text
    assert "/do/EnterFigure" in page
    assert 'value="union"' in page
    assert 'value="enterprise"' not in page


def test_the_form_states_a_figure(applied: Applied, browser: Browser, root: str) -> None:
    visit(browser, applied, "boss", root)
    form = {"organisation": applied.enterprise, "measure": "contracts_due", "period": "2025", "value": "60"}
    answer = browser.post("/do/EnterFigure", {**form, "source": "enterprise", "_next": root})
    assert (answer.status_code, answer.location) == (303, root)
    assert kept(applied) == 1
    wrong = browser.post("/do/EnterFigure", {**form, "value": "sixty", "source": "enterprise"})
    assert wrong.status_code == 422
    assert "sixty" in wrong.text
    assert kept(applied) == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_indicator_shows_value_formula_source_and_rows(
    applied: Applied, browser: Browser, root: str, lang: str
) -> None:
    signed = enter(applied, "contracts_signed", "58")
    enter(applied, "contracts_due", "60")
    enter(applied, "contracts_signed", "50", period="2024")
    enter(applied, "contracts_due", "60", period="2024")
    page = visit(browser, applied, "office", f"{root}/indicators?period=2025&lang={lang}").text
    shown = page[page.index('id="contract_signing"') : page.index('id="insurance_pension"')]
    assert "96.67" in shown
    assert "83.33" in shown  # the year before, in the words of the line
    assert "polyline" in shown
    assert f"/figures/{signed}" in shown
    other = page[page.index('id="insurance_pension"') : page.index('id="insurance_medical"')]
    assert ("Unknown: figures are missing." in other) or ("缺" in other)
    assert "indicator-value" not in other


def test_an_exact_share_of_under_ten_people_is_shown_to_nobody(applied: Applied, browser: Browser, root: str) -> None:
    enter(applied, "contracts_signed", "8")
    enter(applied, "contracts_due", "9")
    for name in ("boss", "steward", "office", "blind"):
        page = visit(browser, applied, name, f"{root}/indicators?period=2025").text
        shown = page[page.index('id="contract_signing"') : page.index('id="insurance_pension"')]
        assert "88.89" not in shown
        assert "polyline" not in shown
        assert "indicator-value" not in shown
        assert "Fewer than ten people" in shown


def test_what_two_sources_say_differently_is_said(applied: Applied, browser: Browser, root: str) -> None:
    enter(applied, "insurance_due", "60")
    enter(applied, "insured_pension", "60")
    enter(applied, "insured_pension", "48", "office", source=Source.OFFICE)
    page = visit(browser, applied, "steward", f"{root}/indicators?period=2025").text
    shown = page[page.index('id="insurance_pension"') : page.index('id="insurance_medical"')]
    assert "80" in shown
    assert "otherwise: 60" in shown


@pytest.mark.parametrize("path", ["", "/indicators"])
def test_what_is_no_period_is_refused_in_words(applied: Applied, browser: Browser, root: str, path: str) -> None:
    answer = visit(browser, applied, "boss", f"{root}{path}?period=yesterday")
    assert answer.status_code == 422
    assert "no such period" in answer.text


def test_no_english_is_left_in_chinese_and_the_reverse(applied: Applied, browser: Browser, root: str) -> None:
    figure = enter(applied, "contracts_due", "60")
    for path in ("?period=2025", "/indicators?period=2025", "/import?", f"/figures/{figure}?"):
        for lang in ("en", "zh"):
            page = visit(browser, applied, "boss", f"{root}{path}&lang={lang}").text
            main = page[page.index("<main") : page.index("</main>")]
            shown = re.sub(r"<code>.*?</code>|<[^>]*>|&\w+;|boss|2025-\w+", " ", main)
            if lang == "en":
                assert not HAN.search(shown), path
            else:
                assert set(re.findall(r"[A-Za-z]{3,}", shown)) <= {"GRI", "CSV"}, path


# Importing


def test_a_table_is_shown_before_anything_is_stated(applied: Applied, browser: Browser, root: str) -> None:
    visit(browser, applied, "boss", root)
    page = upload(browser, root, TABLE)
    assert page.status_code == 200
    assert "125,000" in page.text  # converted from 万元, and doubted
    assert "Converted" in page.text
    assert kept(applied) == 0
    answer = browser.post(f"{root}/import/chosen", ticked(page.text))
    assert (answer.status_code, answer.location) == (303, root)
    assert kept(applied) == 3


def test_faults_are_shown_and_the_other_lines_can_be_taken(applied: Applied, browser: Browser, root: str) -> None:
    visit(browser, applied, "boss", root)
    page = upload(browser, root, TABLE + "unheard,2025,1,,enterprise,\ninjuries,2025,two,,enterprise,\n").text
    assert "2 lines cannot be taken" in page
    assert "line 5" in page
    assert "“unheard”" in page
    browser.post(f"{root}/import/chosen", ticked(page))
    assert kept(applied) == 3


def test_what_differs_is_replaced_only_when_ticked_and_explained(applied: Applied, browser: Browser, root: str) -> None:
    enter(applied, "contracts_due", "59")
    enter(applied, "contracts_signed", "58")
    visit(browser, applied, "boss", root)
    page = upload(browser, root, TABLE).text
    form = ticked(page)
    assert form["take"] == ["2"]  # one says the same, one differs, one is new
    assert "says 59" in page
    with_it = {**form, "take": ["1", "2"]}
    assert browser.post(f"{root}/import/chosen", with_it).status_code == 422
    assert kept(applied) == 2
    assert browser.post(f"{root}/import/chosen", {**with_it, "reason": "counted again"}).status_code == 303
    assert kept(applied) == 4


def test_lines_of_other_sources_and_enterprises_are_refused(applied: Applied, browser: Browser, root: str) -> None:
    visit(browser, applied, "boss", root)
    table = "enterprise,measure,period,value,source\nOther Ltd,injuries,2025,1,enterprise\nThe enterprise,injuries,2025,2,office\n"
    page = upload(browser, root, table).text
    assert "“Other Ltd”" in page
    assert "You cannot state figures as an office" in page
    assert ticked(page)["take"] == []
    assert browser.post(f"{root}/import/chosen", {**ticked(page), "take": ["0"]}).status_code == 403
    assert kept(applied) == 0


def test_another_persons_preview_or_a_changed_one_is_not_taken(applied: Applied, browser: Browser, root: str) -> None:
    visit(browser, applied, "boss", root)
    form = ticked(upload(browser, root, TABLE).text)
    visit(browser, applied, "steward", root)
    assert browser.post(f"{root}/import/chosen", form).status_code == 409
    visit(browser, applied, "boss", root)
    assert browser.post(f"{root}/import/chosen", {**form, "signed": form["signed"][:-2] + "xx"}).status_code == 409
    assert kept(applied) == 0


@pytest.mark.parametrize(
    ("data", "told"),
    [("", "no text"), ("measure,period,value\n", "no line under its head"), ("measure,value\nx,1\n", "no column for")],
)
def test_what_is_no_table_is_refused_in_words(
    applied: Applied, browser: Browser, root: str, data: str, told: str
) -> None:
    visit(browser, applied, "boss", root)
    answer = upload(browser, root, data)
    assert answer.status_code == 422
    assert told in answer.text


def test_a_committee_member_imports_nothing(applied: Applied, browser: Browser, root: str) -> None:
    visit(browser, applied, "committee", root)
    assert upload(browser, root, TABLE).status_code == 403


def test_wages_become_aggregates_and_nobodys_wage_is_kept(applied: Applied, browser: Browser, root: str) -> None:
    women, men = (5011, 6011, 7011, 8011, 9011), (6013, 7013, 8013, 9013, 20013)
    wages = "wage,sex\n" + "".join(f"{pay},f\n" for pay in women) + "".join(f"{pay},m\n" for pay in men)
    visit(browser, applied, "boss", root)
    assert upload(browser, root, wages).status_code == 422  # of which period
    page = upload(browser, root, wages, period="2025-12").text
    assert "Wage Gini" in page
    browser.post(f"{root}/import/chosen", ticked(page))
    with applied.hall.door.store.reading() as session:
        rows = {row.measure: row.value for row in session.scalars(select(Figure))}
        ledger = " ".join(session.scalars(select(LedgerEntry.payload)))
    assert (rows["wage_mean_women"], rows["wage_median_men"], rows["women_paid"]) == ("7011", "8013", "5")
    single = [str(pay) for pay in (*women, *men) if str(pay) not in (rows["wage_mean_women"], rows["wage_median_men"])]
    assert not [pay for pay in single if pay in page or pay in ledger]


def test_wages_of_too_few_people_are_not_worked_out(applied: Applied, browser: Browser, root: str) -> None:
    visit(browser, applied, "boss", root)
    answer = upload(browser, root, "wage\n1\n2\n3\n4\n", period="2025")
    assert answer.status_code == 422
    assert "too few people" in answer.text
    named = upload(browser, root, "name,wage\n李,1\n", period="2025")
    assert named.status_code == 422
    assert "no column “name”" in named.text
