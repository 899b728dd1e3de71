"""The public register: found by anybody, complete as open data, and nothing in it but what is public."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, inspect, select, update
from sqlalchemy.exc import DBAPIError

from evaluation.models import PublicTitle
from evaluation.queries.public_register import PAGE, Search, search
from evaluation.rules.certificates import read_keys
from evaluation.rules.open_data import COLUMNS, Export, NoRegister, read_json, to_csv, to_json
from evaluation.rules.public_register import TitleState
from tests.cases.evaluation.publishing import NAMED, REVOKED, publish
from tests.houses import HandClock
from workbench.kernel import Door
from workbench.kernel.buckets import Buckets


def found(door: Door, **asked: object) -> list[str]:
    """Return the numbers that a search finds."""
    with door.reading_public("en") as reader:
        return [one.row.number for one in search(reader, Search(**asked)).titles]  # type: ignore[arg-type]


@pytest.fixture
def four(door: Door) -> dict[str, str]:
    """A valid, an expired, a revoked and a followed title."""
    follower = publish(
        door, number="2026-0004", tier="AAA", tier_zh="AAA级", tier_en="Grade AAA", enterprise="Blue 100% Ltd_x"
    )
    return {
        "valid": follower,
        "expired": publish(door, number="2023-0001", valid_until=date(2026, 4, 15), area="昆山市", year=2023),
        "revoked": publish(door, number="2026-0002", ended=REVOKED),
        "followed": publish(
            door, number="2026-0003", ended={"ended_on": NAMED, "ended_by": "followed", "followed_by": follower}
        ),
    }


def test_it_is_read_without_signing_in_in_both_languages(app: Flask, four: dict[str, str]) -> None:
    visitor = app.test_client()
    english, chinese = visitor.get("/titles?lang=en").text, visitor.get("/titles?lang=zh").text
    for said in ("4 titles", "Grade AAA", "revoked", "expired", "followed by another", "海岚精密制造有限公司"):
        assert said in english
    for said in ("4项称号", "AAA级", "撤销", "到期", "海岚精密制造有限公司", "2026年3月2日"):
        assert said in chinese
    assert "Grade AA<" not in chinese
    for title in four.values():
        assert f'href="/verify/{title}"' in english


@pytest.mark.parametrize("state", list(TitleState))
def test_it_is_searched_by_state(door: Door, four: dict[str, str], state: TitleState) -> None:
    with door.reading_public("en") as reader:
        titles = search(reader, Search(state=state)).titles
    assert [one.row.id for one in titles] == [four[state.value]]
    assert [one.state for one in titles] == [state]


def test_it_is_searched_by_name_tier_area_and_year(door: Door, four: dict[str, str]) -> None:
    assert found(door, name="blue") == ["2026-0004"]
    assert found(door, name="100% ltd") == ["2026-0004"]
    assert found(door, name="%") == ["2026-0004"], "a sign of SQL is a sign"
    assert found(door, name="_") == ["2026-0004"]
    assert sorted(found(door, name="精密")) == ["2023-0001", "2026-0002", "2026-0003"]
    assert found(door, name="2023-0001") == ["2023-0001"]
    assert found(door, tier="AAA") == ["2026-0004"]
    assert found(door, area="昆山市") == ["2023-0001"]
    assert found(door, year=2023) == ["2023-0001"]
    assert found(door, year=2023, tier="AAA") == []


def test_a_day_makes_the_difference(door: Door, clock: HandClock) -> None:
    publish(door, valid_until=date(2026, 4, 16), ended={"ended_on": date(2026, 4, 18), "ended_by": "revoked"})
    assert found(door, state=TitleState.VALID) == ["2026-0001"], "the last day is a day of it"
    clock.forward(hours=14)
    assert found(door, state=TitleState.VALID) == ["2026-0001"], "it is 23:30 at the place of the house"
    clock.forward(hours=1)
    assert found(door, state=TitleState.EXPIRED) == ["2026-0001"]
    clock.forward(days=1)
    assert found(door, state=TitleState.REVOKED) == ["2026-0001"]
    assert found(door, state=TitleState.EXPIRED) == []


def test_pages_are_turned_and_addresses_stay(app: Flask, door: Door) -> None:
    for number in range(PAGE + 3):
        publish(door, number=f"2026-{number:04}")
    visitor = app.test_client()
    first, second = visitor.get("/titles?lang=en").text, visitor.get("/titles?lang=en&page=2").text
    assert first.count('<th scope="row">') == PAGE
    assert second.count('<th scope="row">') == 3
    assert 'href="/titles?page=2"' in first
    assert 'href="/titles?name=%E6%B5%B7&amp;page=2"' in visitor.get("/titles?name=海&lang=en").text
    for odd in ("0", "-1", "99", "x", "9" * 40, "٣", ""):
        assert visitor.get("/titles", query_string={"page": odd, "year": odd, "state": odd}).status_code == 200


def test_what_is_not_there_is_said_with_what_to_do(app: Flask, door: Door) -> None:
    visitor = app.test_client()
    assert "No enterprise has been named yet" in visitor.get("/titles?lang=en").text
    publish(door)
    page = visitor.get("/titles?lang=en&name=nobody").text
    assert "No title fits" in page
    assert ">Show all<" in page


def test_the_open_data_hold_every_title_with_its_columns(app: Flask, four: dict[str, str]) -> None:
    visitor = app.test_client()
    answer = visitor.get("/titles.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="titles-2026-04-16.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    said = json.loads(visitor.get("/titles.json").data)
    assert list(rows[0]) == list(COLUMNS) == list(said["columns"]) == list(said["titles"][0])
    assert {row["title"]: row["state"] for row in rows} == {title: state for state, title in four.items()}
    assert [row["number"] for row in rows] == sorted(row["number"] for row in rows)
    assert said["as_of"] == "2026-04-16"
    assert said["licence"]["en"]
    read = read_json(visitor.get("/titles.json").data)
    assert read.holds(read_keys(said["key"]))
    assert {title: one.state.value for title, one in read.titles.items()} == {t: state for state, t in four.items()}
    page = visitor.get("/titles/data?lang=en").text
    assert all(f">{name}<" in page for name in COLUMNS)
    assert said["licence"]["en"] in page


def test_whoever_takes_it_again_and_again_waits(app: Flask, door: Door) -> None:
    app.extensions["exports"] = Buckets(0.2, 3, clock=lambda: 0.0)
    visitor = app.test_client()
    addresses = ("/titles.csv", "/titles.json", "/titles.csv", "/titles.json", "/titles.csv", "/titles")
    assert [visitor.get(address).status_code for address in addresses] == [200, 200, 200, 429, 429, 200]


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_is_a_formula(lead: str) -> None:
    """OWASP, CSV Injection: a name that begins so is run by a spreadsheet when it is opened."""
    row = dict.fromkeys(COLUMNS, "x") | {"enterprise": f'{lead}HYPERLINK("http://x","y")', "valid_until": None}
    read = next(csv.DictReader(io.StringIO(to_csv([row]).decode("utf-8-sig"), newline="")))
    assert read["enterprise"] == f"""'{lead}HYPERLINK("http://x","y")"""
    assert read["valid_until"] == ""


def test_a_register_that_was_changed_on_the_way_does_not_hold(app: Flask, four: dict[str, str]) -> None:
    """Whoever verifies without a network must not be given a register in which a revoked title is valid again."""
    whole = app.test_client().get("/titles.json").data
    keys = read_keys(json.loads(whole)["key"])
    for old, new in (
        ('"revoked"', '"expired"'),
        ("2026-04-16", "2026-04-17"),
        ("AAA", "AAB"),
        ("2026-0002", "2026-0009"),
    ):
        changed = whole.replace(old.encode(), new.encode(), 1)
        assert changed != whole
        assert not read_json(changed).holds(keys), old
    assert read_json(json.dumps(json.loads(whole)).encode()).holds(keys), "blanks and escapes are nothing"
    assert not read_json(whole).holds([replace(key, name="elsewhere") for key in keys])


def test_a_register_that_is_none_is_refused() -> None:
    whole = to_json(
        [dict.fromkeys(COLUMNS, "x") | {"state": "revoked", "ended_on": None}], Export("h", "k", NAMED, "a"), bytes
    )
    for wrong in (
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 99999,
        whole,
        whole.replace(b"public-titles/1", b"public-titles/9"),
    ):
        with pytest.raises(NoRegister):
            read_json(wrong)


PUBLIC = {
    "id", "number", "enterprise", "tier", "tier_zh", "tier_en", "scheme", "scheme_version", "scheme_digest", "scheme_zh",
    "scheme_en", "area", "year", "office", "named_on", "valid_until", "house", "digest", "signature", "published_at",
    "ended_on", "ended_by", "cause", "because_zh", "because_en", "followed_by",
}  # fmt: skip


def test_no_column_of_it_could_hold_a_score_or_a_person() -> None:
    """Facts 0.5: names, tier and revocations are published, scores are not. A new column has to be thought of here."""
    assert {column.key for column in inspect(PublicTitle).columns} == PUBLIC


def test_what_was_published_is_not_rewritten(door: Door) -> None:
    publish(door)
    for change in (
        update(PublicTitle).values(tier="AAA"),
        update(PublicTitle).values(signature="00"),
        delete(PublicTitle),
    ):
        with door.store.writing("test") as session, pytest.raises(DBAPIError):
            session.execute(change)
    with door.reading_public("en") as reader:
        assert reader.all(select(PublicTitle.tier)) == ["AA"]
