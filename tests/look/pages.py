"""Invented contents of the pages that have no live parts: the case, the gallery, a refusal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agreements.rules.redline import redline
from tests.look.sample import Say, at, counts, people
from workbench.kernel.verdict import Reason, refused


def case(say: Say) -> dict[str, Any]:
    """Return what the page of the case shows."""
    name = people(say)
    minutes = say("协商会议记录", "Minutes")
    return {
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
                say("24项中11项初步一致，正在讨论第三条", "11 of 24 tentatively agreed; article 3 is under discussion"),
                say("进入会议桌", "To the table"),
            )
            | {"now": True},
        ],
        "meetings": [
            {"number": 3, "opens": at("09:30"), "state": "open", "passes": 2, "agreed": 0, "minutes": None},
            {
                "number": 2,
                "opens": at("14:00", 9),
                "state": "closed",
                "passes": 5,
                "agreed": 2,
                "minutes": {"href": "#", "label": minutes},
            },
            {
                "number": 1,
                "opens": at("14:00", 26, 3),
                "state": "closed",
                "passes": 13,
                "agreed": 9,
                "minutes": {"href": "#", "label": minutes},
            },
        ],
        "seats": [
            {
                "side": "labour",
                "title": None,
                "people": [
                    holder(name["li"], say("首席代表", "chief representative"), True),
                    *(holder(name[key], say("代表", "representative")) for key in ("wang", "zhao", "sun")),
                ],
            },
            {
                "side": "employer",
                "title": None,
                "people": [
                    holder(name["chen"], say("首席代表", "chief representative"), True),
                    *(holder(name[key], say("代表", "representative")) for key in ("zheng", "wu", "feng")),
                ],
            },
            {"side": "government", "title": None, "people": [holder(name["gao"], say("协调员", "coordinator"))]},
            {"side": None, "title": say("记录", "Record"), "people": [holder(name["lin"], say("记录员", "recorder"))]},
        ],
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
        "next_step": {
            "whose": say("轮到你了 · 职工方首席代表", "Your turn · chief representative, labour side"),
            "title": say("答复企业方E-2", "Answer the employer's E-2"),
            "sentence": say(
                "企业方10:26就第三条提交了E-2。可以接受、反提案或搁置。",
                "E-2 on article 3 was tabled at 10:26. It can be accepted, countered or held.",
            ),
            "href": "#",
            "link": say("去第三条", "To article 3"),
            "verdict": None,
        },
        "later": [
            {
                "icon": "pencil",
                "title": say("催签第二次会议记录", "Have the minutes of meeting 2 signed"),
                "when": say("缺1人", "1 missing"),
                "detail": say("冯代表（企业方）未签", "Feng (employer side) has not signed"),
            },
            {
                "icon": "pause",
                "title": say("定第十二条的去向", "Settle where article 12 goes"),
                "when": say("搁置12天", "held 12 days"),
                "detail": "",
            },
        ],
    }


def happening(when: datetime, sentence: str, side: str | None, detail: str, link: str) -> dict[str, Any]:
    """Return one line of the course of a case."""
    return {"at": when, "sentence": sentence, "side": side, "detail": detail, "href": "#", "link": link, "now": False}


def holder(name: str, role: str, chief: bool = False) -> dict[str, Any]:
    """Return who holds a seat."""
    return {"name": name, "role": role, "chief": chief, "until": None}


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
