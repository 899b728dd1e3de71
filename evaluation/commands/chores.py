"""What the clock notes of applications and titles, through the door like everybody."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from evaluation.commands.annual_reviews import NoteRectificationDue
from evaluation.commands.notices import EndNotice
from evaluation.commands.recording import NoteAgreementInForce, not_in_force_yet
from evaluation.commands.titles import NoteExpiry
from evaluation.models import Notice, Review, Title
from workbench.kernel import Command, Door, Question, the_house

_CLOCK = the_house("clock")


def note_days(door: Door) -> int:
    """Note every notice, rectification, title and time to object to an agreement whose last day has passed, and return how many there were."""
    with door.store.reading() as session:
        question = Question(session, _CLOCK, door.clock(), door.zone)
        due = list(_due(question))
        today = question.today
    for command in due:
        name = type(command).__name__
        subject = "-".join(command.model_dump().values())
        door.perform(_CLOCK, command, f"{name}-{subject}-{today}")
    return len(due)


def _due(question: Question) -> Iterator[Command]:
    today = question.today
    notices = select(Notice.application).where(Notice.ended_at.is_(None), Notice.until < today)
    yield from (EndNotice(application=one) for one in question.all(notices))
    reviews = select(Review.application).where(Review.decided_at.is_(None), Review.overdue_noted_at.is_(None))
    yield from (NoteRectificationDue(application=one) for one in question.all(reviews.where(Review.rectify_by < today)))
    titles = select(Title.application).where(Title.valid_until < today, Title.expired_at.is_(None))
    standing = titles.where(Title.revoked_at.is_(None), Title.followed_by.is_(None))
    yield from (NoteExpiry(application=one) for one in question.all(standing))
    yield from (NoteAgreementInForce(figure=one.id) for one in not_in_force_yet(question))


class Noting:
    """Looks once a day of the house's zone: call it as often as you like."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._done = ""

    def __call__(self) -> None:
        """Look when this process did not look today; the commands' keys make each note once among all."""
        with self._door.store.reading() as session:
            today = Question(session, _CLOCK, self._door.clock(), self._door.zone).today.isoformat()
        if self._done != today:
            note_days(self._door)
            self._done = today
