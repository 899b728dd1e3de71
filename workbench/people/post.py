"""The post: sends waiting letters over SMTP, or lays them into a folder where there is no mail server."""

from __future__ import annotations

import logging
import os
import smtplib
import ssl
from collections.abc import Callable
from contextlib import ExitStack, suppress
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

from workbench.config import Config
from workbench.kernel import Door, the_house
from workbench.kernel.store import Store
from workbench.people.commands import ORIGIN, RecordDelivery
from workbench.people.models import Mail

log = logging.getLogger(__name__)
_POST = the_house("post")
_AT_ONCE = 50
_PATIENCE = 20.0

Deliver = Callable[[EmailMessage, str], None]


def send_waiting_mails(store: Store, config: Config, door: Door) -> int:
    """Send the letters that wait and are due; return how many were delivered. Those that fail wait longer each time.

    A crash between sending and recording sends a letter twice: better than never.
    """
    now, delivered = door.clock(), 0
    with store.reading() as session:
        due = select(Mail).where(Mail.settled.is_(None), Mail.next_try <= now).order_by(Mail.created).limit(_AT_ONCE)
        waiting = session.scalars(due).all()
    if not waiting:
        return 0
    with ExitStack() as stack:
        deliver = _connect(config, stack)
        for letter in waiting:
            sent = deliver is not None and _tried(deliver, letter, config)
            delivered += sent
            door.perform(_POST, RecordDelivery(mail=letter.id, delivered=sent), f"{letter.id}-{letter.tries}")
    return delivered


def _connect(config: Config, stack: ExitStack) -> Deliver | None:
    """Return how to deliver now, or None when the mail server cannot be reached."""
    if config.smtp_url is None:
        return lambda message, name: _lay_down(config, message, name)
    try:
        server = _server(config.smtp_url)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("the mail server cannot be reached: %s", type(error).__name__)
        return None
    stack.callback(_part, server)
    return lambda message, name: _hand_over(server, message)


def _server(url: str) -> smtplib.SMTP:
    """Return a connection for smtp://, smtp+starttls:// or smtps://[user:password@]host[:port]."""
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=_PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or (587 if parts.scheme == "smtp+starttls" else 25), timeout=_PATIENCE)
    if parts.scheme == "smtp+starttls":
        server.starttls(context=context)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _part(server: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):
        server.quit()


def _tried(deliver: Deliver, letter: Mail, config: Config) -> bool:
    try:
        deliver(_message(letter, config), f"{letter.created:%Y%m%dT%H%M%S}-{letter.id}")
    except (OSError, smtplib.SMTPException, ValueError) as error:
        log.warning("the letter %s was not delivered: %s", letter.id, type(error).__name__)
        return False
    return True


def _message(letter: Mail, config: Config) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = config.mail_from
    message["To"] = letter.recipient
    message["Date"] = format_datetime(letter.created)
    message["Message-ID"] = make_msgid(letter.id, domain=urlsplit(config.origin).hostname)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body.replace(ORIGIN, config.origin))
    return message


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    server.send_message(message)


def _lay_down(config: Config, message: EmailMessage, name: str) -> None:
    folder = config.data / "mail"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / f"{name}.eml", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(message))
