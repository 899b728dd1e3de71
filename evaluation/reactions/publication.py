"""What becomes public when a title is named, followed, revoked or restored, in the same transaction.

Only what stands here is copied: no score, no reason that somebody wrote, no person's name. Why a title was revoked is told by
the item of the published scheme. That a title has run out is told by its day, so nothing has to be written then.
"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.events.publication import TitlePublished
from evaluation.events.titles import TitleNamed, TitleRestored, TitleRevoked, TitleUpgraded
from evaluation.models import PublicTitle, Round, SchemeVersion, Title
from evaluation.policy.schemes import scheme_from, scheme_of
from evaluation.rules.certificates import Certificate, digest, message
from evaluation.rules.item_rules import Text
from evaluation.rules.public_register import TitleState
from evaluation.rules.schemes import Scheme
from workbench.kernel import Act, Event, reaction
from workbench.people.queries import organisation_name

_NOTHING = ("", "")


@reaction(TitleNamed)
def publish(act: Act, event: TitleNamed) -> Iterator[Event]:
    """Enter a named title in the public register and sign its certificate."""
    title = act.find(Title, event.title)
    round_ = act.find(Round, title.round)
    scheme = scheme_from(act.find(SchemeVersion, round_.scheme).source)
    tier_zh, tier_en = _tier(scheme, title.tier)
    stated = Certificate(
        title=title.id,
        number=title.number,
        enterprise=title.enterprise_name,
        tier=title.tier or "",
        tier_zh=tier_zh,
        tier_en=tier_en,
        scheme=scheme.key,
        scheme_version=scheme.version,
        scheme_digest=title.scheme_digest,
        area=round_.area,
        office=organisation_name(act.session, round_.organiser),
        named_on=title.named_on,
        valid_until=title.valid_until,
        house=act.house,
    )
    act.add(_row(act, stated, round_.year, scheme.title))
    yield TitlePublished(application=event.application, title=title.id, number=title.number, digest=digest(stated))


@reaction(TitleUpgraded)
def follow(act: Act, event: TitleUpgraded) -> Iterator[Event]:
    """Say of the earlier title that another has taken its place."""
    row, follower = act.find(PublicTitle, event.before), act.find(Title, event.title)
    row.ended_on, row.ended_by, row.followed_by = follower.named_on, TitleState.FOLLOWED.value, follower.id
    yield from ()


@reaction(TitleRevoked)
def revoke(act: Act, event: TitleRevoked) -> Iterator[Event]:
    """Say that a title was revoked, and on which kind of event; the reason that was written stays in the file."""
    row = act.find(PublicTitle, event.title)
    item = scheme_of(act, event.application).by_id.get(event.veto)
    row.ended_on, row.ended_by = act.today, TitleState.REVOKED.value
    row.cause = "veto" if event.veto else "review"
    row.because_zh, row.because_en = (item.title.zh, item.title.en) if item else _NOTHING
    yield from ()


@reaction(TitleRestored)
def restore(act: Act, event: TitleRestored) -> Iterator[Event]:
    """Say no more that a title was revoked."""
    row = act.find(PublicTitle, event.title)
    row.ended_on, row.ended_by, row.cause = None, "", ""
    row.because_zh, row.because_en = _NOTHING
    yield from ()


def _row(act: Act, stated: Certificate, year: int, scheme: Text) -> PublicTitle:
    return PublicTitle(
        id=stated.title,
        number=stated.number,
        enterprise=stated.enterprise,
        tier=stated.tier,
        tier_zh=stated.tier_zh,
        tier_en=stated.tier_en,
        scheme=stated.scheme,
        scheme_version=stated.scheme_version,
        scheme_digest=stated.scheme_digest,
        scheme_zh=scheme.zh,
        scheme_en=scheme.en,
        area=stated.area,
        year=year,
        office=stated.office,
        named_on=stated.named_on,
        valid_until=stated.valid_until,
        house=stated.house,
        digest=digest(stated),
        signature=act.sign(message(stated)).hex(),
        published_at=act.now,
    )


def _tier(scheme: Scheme, key: str | None) -> tuple[str, str]:
    """Return what a tier is called in Chinese and English: its title, else its key; nothing where the scheme has none."""
    found = next((tier.title for tier in scheme.tiers if tier.key == key), None)
    return (found.zh, found.en) if found else (key or "", key or "")
