"""What each change of a list leaves behind: when and by whom, whether it came late, and which posts are missing now."""

from typing import NamedTuple

from sqlalchemy import select

from meetings.attendance import posts
from meetings.attendance.models import ChangeKind, Delegate, DelegateCall, DelegateChange, DelegateList, posts_in
from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import ConferenceState
from meetings.journal import actions as journal


def call_of(conference_id) -> DelegateCall | None:
    """What the conference asks of every list; None while nobody has said anything."""
    return db.session.scalar(select(DelegateCall).filter_by(conference_id=conference_id))


def list_of(site_id) -> DelegateList | None:
    """The site's list; None while nothing is asked of it alone and nobody has named anybody."""
    return db.session.scalar(select(DelegateList).filter_by(site_id=site_id))


def kept_list(site) -> DelegateList:
    """The site's list, begun where there is none."""
    return list_of(site.id) or begun_list(site.id)


def begun_list(site_id) -> DelegateList:
    """A list on which nothing has happened yet."""
    found = DelegateList(site_id=site_id, late_changes=0, missing="", changed_by="")
    db.session.add(found)
    return found


class Noted(NamedTuple):
    """A change by name, as it is to be kept."""

    kind: ChangeKind
    name: str
    former: str = ""


def note(site, noted, *, by):
    """Keep the changes that `by` made; the instant when that is after the deadline, else None."""
    call, now = call_of(site.conference_id), clock.now()
    is_late = bool(call and call.due_at and now > call.due_at)
    kept = kept_list(site)
    kept.changed_at, kept.changed_by = now, by.name if by else ""
    if is_late:
        kept.late_changes += len(noted)
    facts = {"site_id": site.id, "at": now, "by_name": kept.changed_by, "is_late": is_late}
    told = [one for one in noted if is_late or one.kind is not ChangeKind.ADDED]
    db.session.add_all(DelegateChange(**one._asdict(), **facts) for one in told)
    return now if is_late else None


def settle(site):
    """Find anew which required posts nobody on the list holds."""
    kept, call = kept_list(site), call_of(site.conference_id)
    db.session.flush()
    titles = db.session.execute(
        select(Delegate.title, Delegate.substitute_name, Delegate.substitute_title).filter_by(site_id=site.id)
    )
    keep_missing(kept, call, [title if not other else instead for title, other, instead in titles])


def keep_missing(kept, call, titles):
    """Write down which of the posts asked of the list (else of all) none of the `titles` holds."""
    asked = posts_in(kept.posts if kept.posts is not None else call.posts if call else "")
    found = "\n".join(posts.missing(asked, titles))
    if kept.missing != found:
        kept.missing = found


def record(by, verb, site, **details) -> None:
    """Write in the journal what `by` did to the attendance of the site; after the end it is a correction."""
    after_the_end = site.conference.state is ConferenceState.ENDED
    more = {"correction": True} if after_the_end else {}
    journal.record(by, verb, site, within=site.conference, **details, **more)
