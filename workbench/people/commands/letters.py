"""Letters: written in the same transaction as what they tell of, in the reader's language, sent later by the worker."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel.support import Translations

from workbench.kernel import N_, Act, Command, Handling, Id, Question, Verdict, handler, policy
from workbench.people.models import Credential, Mail, Person
from workbench.people.policy import house_itself

ORIGIN = "{origin}"
"""Stands in a letter for the house's web address, which only the sender of letters knows."""

_WORDS = Path(__file__).resolve().parents[2] / "translations"
_TRIES = 8


@lru_cache
def _words(locale: str) -> NullTranslations:
    return Translations.load(_WORDS, [locale])


def write_letter(act: Act, recipient: str, locale: str, subject: str, body: str, **values: str) -> Mail:
    """Put a letter into the post; `subject` and `body` are marked sentences whose places `values` fill."""
    letter = drafted(act, recipient, locale, subject, body, **values)
    act.add(letter)
    return letter


def drafted(act: Act, recipient: str, locale: str, subject: str, body: str, **values: str) -> Mail:
    """Return a letter that is not in the post yet."""
    words = _words(locale)
    letter = Mail(id=act.new_id(), recipient=recipient, created=act.now, next_try=act.now, tries=0, settled=None)
    letter.subject, letter.body = words.gettext(subject) % values, words.gettext(body) % values
    return letter


def write_to(act: Act, person: str, subject: str, body: str, **values: str) -> Mail:
    """Put a letter to a person with an account into the post. Raises Absent for nobody."""
    credential, reader = act.find(Credential, person), act.find(Person, person)
    return write_letter(act, credential.email, reader.locale, subject, body, name=reader.name, **values)


class RecordDelivery(Command):
    """Notes that a letter was sent, or that sending failed and is to be tried again later. Asked by the house itself."""

    sentence = N_("Record the delivery of a letter")
    locks = "mail/{mail}"
    mail: Id
    delivered: bool


@policy(RecordDelivery)
def may_record_delivery(question: Question, command: RecordDelivery) -> Verdict:
    """Allow the house itself."""
    return house_itself(question)


@handler(RecordDelivery)
def record_delivery(act: Act, command: RecordDelivery) -> Handling:
    """Settle the letter and wipe it; after a failure wait longer each time, and give up after eight."""
    letter = act.find(Mail, command.mail)
    letter.tries += 1
    letter.next_try = act.now + timedelta(minutes=2**letter.tries)
    if command.delivered or letter.tries >= _TRIES:
        letter.settled, letter.body = act.now, ""
    yield from ()
    return {}
