"""Invented contents of the case, the gallery and a refusal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from agreements.rules.redline import redline
from tests.look.sample import BARGAINING, TODAY, Say, at, counts, people
from workbench.kernel.verdict import Reason, refused


def case_regions(say: Say) -> dict[str, dict[str, Any]]:
    """Return the context of every live part of the case's page."""
    name = people(say)
    return {
        "case.timeline": {
            "today": TODAY,
            "happened": [
                happening(
                    at("09:00", 3, 3),
                    say("职工方送达协商要约", "The labour side sent its offer to bargain"),
                    "labour",
                    "",
                    say("要约书", "Offer"),
                ),
                happening(
                    at("16:20", 10, 3),
                    say("企业方书面答复，同意协商", "The employer side agreed in writing"),
                    "employer",
                    "",
                    say("答复书", "Reply"),
                ),
                happening(
                    at("11:05", 16, 3),
                    say("企业方提供协商资料", "The employer side gave the information"),
                    "employer",
                    say("资料清单7项，职工方已签收", "Seven items, received by the labour side"),
                    say("资料清单", "List"),
                ),
                happening(
                    at("14:00", 26, 3),
                    say("第一次协商会议", "First meeting"),
                    None,
                    say("9项初步一致", "9 issues tentatively agreed"),
                    say("会议记录", "Minutes"),
                ),
                happening(
                    at("14:00", 9),
                    say("第二次协商会议", "Second meeting"),
                    None,
                    say("2项初步一致", "2 issues tentatively agreed"),
                    say("会议记录", "Minutes"),
                ),
                happening(
                    at("09:30"),
                    say("第三次协商会议", "Third meeting"),
                    None,
                    say(
                        "24项中11项初步一致，正在讨论第三条",
                        "11 of 24 tentatively agreed; article 3 is under discussion",
                    ),
                    say("进入会议桌", "To the table"),
                )
                | {"now": True},
            ],
            "meetings": [
                meeting(say, 3, at("09:30"), 2, 0),
                meeting(say, 2, at("14:00", 9), 5, 2),
                meeting(say, 1, at("14:00", 26, 3), 13, 9),
            ],
        },
        "case.seats": {
            "today": TODAY,
            "parties": [
                party(
                    "labour",
                    [(name["li"], "chief"), *((name[key], "representative") for key in ("wang", "zhao", "sun"))],
                ),
                party(
                    "employer",
                    [(name["chen"], "chief"), *((name[key], "representative") for key in ("zheng", "wu", "feng"))],
                ),
                party("government", [(name["gao"], "officer")]),
                party(None, [(name["lin"], "recorder")]),
            ],
        },
        "case.papers": {
            "papers": [
                {
                    "title": say("协商会议记录（二）", "Minutes of meeting 2"),
                    "href": "#",
                    "kind": "PDF",
                    "detail": say("4月9日 · 7/8人已签", "9 Apr · 7 of 8 signed"),
                },
                {
                    "title": say("协商会议记录（一）", "Minutes of meeting 1"),
                    "href": "#",
                    "kind": "PDF",
                    "detail": say("3月26日 · 8/8人已签", "26 Mar · 8 of 8 signed"),
                },
                {
                    "title": say("企业提供资料清单", "List of information given"),
                    "href": "#",
                    "kind": "PDF",
                    "detail": say("3月16日", "16 Mar"),
                },
                {
                    "title": say("协商要约书", "Offer to bargain"),
                    "href": "#",
                    "kind": "PDF",
                    "detail": say("3月3日", "3 Mar"),
                },
            ],
        },
        "case.rules": {
            "bargaining": BARGAINING,
            "today": TODAY,
            "in_force": {
                "at": at("10:00", 17, 3),
                "speaking_minutes": 40,
                "labour_at": at("10:00", 17, 3),
                "employer_at": at("15:00", 17, 3),
            },
            "proposed": None,
        },
    }


def next_steps(say: Say) -> dict[str, Any]:
    """Return what waits for the chief of the labour side."""
    first = {
        "title": say("答复企业方E-2", "Answer the employer's E-2"),
        "sentence": say(
            "企业方10:26就第三条提交了E-2。可以接受、反提案或搁置。",
            "E-2 on article 3, tabled at 10:26, can be accepted or countered.",
        ),
        "link": say("去第三条", "To article 3"),
    }
    then = {
        "title": say("定第十二条的去向", "Settle where article 12 goes"),
        "sentence": say("已搁置12天", "held for 12 days"),
        "link": say("去第十二条", "To article 12"),
    }
    whose = say("轮到你了 · 职工方首席代表", "Your turn · chief representative, labour side")
    return {"whose": whose, "steps": [{"icon": "arrow", "href": "#"} | first, {"icon": "pause", "href": "#"} | then]}


def meeting(say: Say, number: int, opens: datetime, passes: int, agreed: int) -> dict[str, Any]:
    """Return one row of the meetings; the newest is in session."""
    minutes = None if number == 3 else {"href": "#", "label": say("协商会议记录", "Minutes")}
    state = "open" if number == 3 else "closed"
    place = say("二号会议室", "Room 2")
    return {
        "number": number,
        "href": "#",
        "opens": opens,
        "place": place,
        "state": state,
        "passes": passes,
        "agreed": agreed,
        "minutes": minutes,
    }


def party(side: str | None, seated: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the seats of one party, each under a mandate until the end of the year."""
    mandate = {"number": "12", "valid_until": date(2026, 12, 31)}
    held = [{"name": name, "role": role, "chief": role == "chief", "in_force": mandate} for name, role in seated]
    return {"side": side, "party": side or "neutral", "people": held}


def happening(when: datetime, sentence: str, side: str | None, detail: str, link: str) -> dict[str, Any]:
    """Return one line of the course of a case."""
    return {"at": when, "sentence": sentence, "side": side, "detail": detail, "href": "#", "link": link, "now": False}


def gallery(say: Say) -> dict[str, Any]:
    """Return what the gallery shows."""
    runs = redline(
        say("工资于每月20日前发放。\n遇节假日顺延。", "Wages are paid by the 20th.\nOn holidays they are paid later."),
        say(
            "工资于每月15日前发放。遇节假日提前发放。", "Wages are paid by the 15th. On holidays they are paid earlier."
        ),
    )
    refusal = refused(
        Reason("not_chief", "Only a chief representative can initial; your seat is %(seat)s."),
        seat=say("代表", "representative"),
    )
    values = {
        "counts": counts(),
        "runs": runs,
        "article": say("第八条", "Art. 8"),
        "lang": say("zh-Hans", "en"),
        "refused": refusal,
        "name": people(say)["wang"],
    }
    return {"sample": values | {"now": at("09:30"), "earlier": at("14:00", 9)}}


def error(say: Say) -> dict[str, Any]:
    """Return what the page of a refusal shows."""
    return {
        "title": say("E-2没有被接受：文本已经变了", "E-2 was not accepted: the text has changed"),
        "message": say(
            "企业方在10:31:02提交了E-3，签认的是E-2。先看两者的差别，再决定。",
            "The employer side tabled E-3 at 10:31:02; what was initialled is E-2. Read the difference, then decide.",
        ),
        "kept": say("补发应当按本人实际出勤计算。", "What is made good belongs to the days actually worked."),
        "back": "/",
    }
