"""Any order of offers, counters, withdrawals, holds, initials and reopenings keeps the standing true to the proposals."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from negotiation.rules.acceptance import Obstacle, is_agreed, obstacle
from negotiation.rules.standing import OPEN_TO, SET_ASIDE, Move, standing_of
from negotiation.rules.words import Fate, Side, Standing

SIDES = st.sampled_from(Side)


@dataclass
class Pass:
    """A tabled pass as the rules see it; its text is its place."""

    side: Side
    text: str
    fate: Fate = Fate.STANDING
    initials: set[Side] = field(default_factory=set)


class Talks(RuleBasedStateMachine):
    """One issue, moved only through the rules."""

    def __init__(self) -> None:
        super().__init__()
        self.standing = Standing.OPEN
        self.passes: list[Pass] = []

    def may(self, move: Move) -> bool:
        return self.standing in OPEN_TO[move]

    def of(self, side: Side) -> Pass | None:
        return next((one for one in self.passes if one.side is side and one.fate is Fate.STANDING), None)

    def initialled(self, side: Side) -> Pass | None:
        return next((one for one in self.passes if side in one.initials), None)

    def end(self, one: Pass, fate: Fate) -> None:
        one.fate = fate
        one.initials.clear()
        if self.standing not in SET_ASIDE:
            self.settle()

    def settle(self) -> None:
        standing = [one.side for one in self.passes if one.fate is Fate.STANDING]
        self.standing = standing_of(standing, self.passes[-1].fate if self.passes else None)

    @rule(side=SIDES)
    @precondition(lambda self: self.may(Move.TABLE))
    def offer(self, side: Side) -> None:
        if self.initialled(side):
            return
        earlier = self.of(side)
        self.passes.append(Pass(side, str(len(self.passes))))
        if earlier:
            self.end(earlier, Fate.SUPERSEDED)
        self.settle()
        assert self.standing in (Standing.PROPOSED, Standing.COUNTERED)

    @rule(side=SIDES)
    @precondition(lambda self: self.may(Move.WITHDRAW))
    def withdraw(self, side: Side) -> None:
        mine = self.of(side)
        if mine:
            self.end(mine, Fate.WITHDRAWN)

    @rule(side=SIDES)
    def expire(self, side: Side) -> None:
        mine = self.of(side)
        if mine:
            self.end(mine, Fate.EXPIRED)

    @rule()
    @precondition(lambda self: self.may(Move.HOLD))
    def hold(self) -> None:
        self.standing = Standing.HELD

    @rule()
    @precondition(lambda self: self.may(Move.RESUME))
    def resume(self) -> None:
        self.settle()
        assert not self.may(Move.RESUME)

    @rule()
    @precondition(lambda self: self.may(Move.DROP))
    def drop(self) -> None:
        assert not any(one.fate is Fate.STANDING for one in self.passes)
        self.standing = Standing.WITHDRAWN

    @rule(side=SIDES, of=SIDES, misread=st.booleans())
    @precondition(lambda self: self.may(Move.INITIAL))
    def initial(self, side: Side, of: Side, misread: bool) -> None:
        one = self.of(of)
        if one is None or self.initialled(side):
            return
        found = obstacle(one.fate, is_over=False, read="other" if misread else one.text, stands=one.text)
        if found is not None:
            assert found is Obstacle.OTHER_TEXT
            return
        one.initials.add(side)
        if is_agreed(dict.fromkeys(one.initials, one.text)):
            one.fate, self.standing = Fate.AGREED, Standing.AGREED

    @rule(side=SIDES)
    @precondition(lambda self: self.may(Move.WITHDRAW))
    def undo(self, side: Side) -> None:
        for one in self.passes:
            one.initials.discard(side)

    @rule()
    @precondition(lambda self: self.may(Move.REOPEN))
    def reopen(self) -> None:
        for one in self.passes:
            one.initials.clear()
            if one.fate is Fate.AGREED:
                one.fate = Fate.STANDING
        self.settle()
        assert self.standing in (Standing.PROPOSED, Standing.COUNTERED)

    @invariant()
    def each_side_has_one_pass_standing_at_most(self) -> None:
        for side in Side:
            assert sum(one.side is side and one.fate is Fate.STANDING for one in self.passes) <= 1

    @invariant()
    def only_what_stands_or_is_agreed_has_initials(self) -> None:
        assert all(one.fate in (Fate.STANDING, Fate.AGREED) for one in self.passes if one.initials)

    @invariant()
    def an_agreement_is_two_initials_under_one_text(self) -> None:
        agreed = [one for one in self.passes if one.fate is Fate.AGREED]
        assert len(agreed) == (self.standing is Standing.AGREED)
        assert all(one.initials == set(Side) for one in agreed)

    @invariant()
    def talk_goes_on_only_about_something(self) -> None:
        stands = any(one.fate is Fate.STANDING for one in self.passes)
        if self.standing in (Standing.PROPOSED, Standing.COUNTERED):
            assert stands
        if self.standing in (Standing.OPEN, Standing.WITHDRAWN):
            assert not stands

    @invariant()
    def somebody_can_always_move_on(self) -> None:
        assert any(self.may(move) for move in (Move.TABLE, Move.RESUME, Move.REOPEN))


TestTalks = Talks.TestCase
TestTalks.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
