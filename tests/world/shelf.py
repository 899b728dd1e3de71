"""Texts in the played world: one in an organisation's library, one at the table, one in each side's own room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from agreements.commands.texts import CopyVersion, SaveVersion, StartText, TagVersion
from agreements.models import TextVersion
from agreements.rules.stored import restored, stored
from agreements.rules.tree import Clause, Tree
from agreements.rules.words import AgreementKind, Origin, Tag
from negotiation.rules import streams
from negotiation.rules.words import Side
from workbench.people.models import Membership

if TYPE_CHECKING:
    from tests.worlds import World

CHIEFS = {Side.LABOUR: "lin", Side.EMPLOYER: "he"}


def stock(world: World) -> None:
    """Keep the texts, a word of its own in each private one."""
    bargaining = world.bargaining("lin")
    common = start(world, "lin", streams.table(bargaining), "共同草案", "")
    for side, chief in CHIEFS.items():
        caucus = streams.caucus(bargaining, side)
        title = world.canaries.mark("本方草案", caucus)
        own = world.do(chief, CopyVersion(version=common["version"], place=caucus, title=title))
        reword(world, chief, own, world.canaries.mark("第二稿", caucus), world.canaries.mark("条文", caucus))
    member: Membership = world.rows(Membership, Membership.person == world.people["lin"])[0]
    library = f"organisation/{member.organisation}"
    kept = start(world, "lin", library, world.canaries.mark("现行合同", library), world.canaries.mark("文字", library))
    world.do("lin", TagVersion(text=kept["text"], version=kept["version"], tag=Tag.SIGNED))


def start(world: World, key: str, place: str, title: str, words: str) -> dict[str, str]:
    """Start a text of two articles and a table."""
    table = Clause("table", rows=(("岗位", "月工资"), ("操作工", "4200")))
    tree = Tree(
        title,
        "zh",
        (
            Clause("article", "第一条", "支付", f"每月二十日支付工资。{words}", printed="第一条 支付"),
            Clause("article", "第二条", "标准", "工资标准如下：", children=(table,), printed="第二条 标准"),
        ),
    )
    command = StartText(
        place=place, title=title, kind=AgreementKind.WAGE, origin=Origin.IMPORT, tree=stored(tree), file_name="合同.txt"
    )
    return world.do(key, command)


def reword(world: World, key: str, saved: dict[str, str], note: str, words: str) -> None:
    """Save a second version that says something else in its first article."""
    with world.door.store.reading() as session:
        tree = restored(session.scalars(select(TextVersion.tree).where(TextVersion.id == saved["version"])).one())
    first, *others = tree.clauses
    changed = Tree(
        tree.title,
        tree.language,
        (Clause("article", first.number, first.heading, words, printed=first.printed, id=first.id), *others),
    )
    world.do(key, SaveVersion(text=saved["text"], base=saved["version"], tree=stored(changed), note=note))
