"""Where are we this month: the month with what comes next beside it, and the table for searching."""

from datetime import timedelta

from flask import redirect, render_template, url_for

from meetings.base import clock
from meetings.base.language import _l
from meetings.conferences import rules
from meetings.conferences.models import ConferenceKind
from meetings.desk import clashes, listing, tallies
from meetings.desk.doors import bp
from meetings.desk.month import Month
from meetings.sites import sight
from meetings.web import asking
from meetings.web.access import allow, me, signed_in
from meetings.web.paging import kept, page
from meetings.web.words import choices

GROUPS = (
    ("", _l("All"), ""),
    ("inviting", _l("Awaiting confirmation"), "send"),
    ("ready", _l("Ready"), "checks"),
    ("live", _l("In session"), "broadcast"),
    ("draft", _l("Drafts"), "pencil"),
    ("ended", _l("Held, without conclusions"), "flag"),
    ("concluded", _l("Conclusions issued"), "file-check"),
    ("off", _l("Postponed or cancelled"), "ban"),
)
SHOWN_ON_A_DAY = 4


@bp.get("/conferences")
@allow(signed_in)
def conferences():
    user, typed = me(), asking.asked()
    filters, month = listing.Filters.of(typed), typed.parsed("month", Month.read) or Month.of("")
    first, last = month.shown
    shown = listing.between(filters, user, first, last)
    coming = listing.upcoming(filters, user)
    facts = {
        "month": month,
        "weeks": month.weeks(shown),
        "week": _week(filters, user),
        "coming": coming,
        "tallies": tallies.tallies([conference.id for conference in coming]),
        "clashes": clashes.clashes({one.id for one in (*shown, *coming)}, sight.seen_by(user)),
        "counts": listing.counts(filters, user, month.first, month.last),
        "limit": SHOWN_ON_A_DAY,
    }
    return render_template("desk/calendar.html", **facts, **_asked(filters, user))


@bp.get("/conferences/calendar")
@allow(signed_in)
def calendar():
    return redirect(url_for("desk.conferences", **kept(many=True)))


@bp.get("/conferences/table")
@allow(signed_in)
def conference_table():
    user, filters = me(), listing.Filters.of(asking.asked())
    found = page(listing.found(filters, user))
    ids = [conference.id for conference in found.items]
    facts = {
        "page": found,
        "tallies": tallies.tallies(ids),
        "clashes": clashes.clashes(ids, sight.seen_by(user)),
        "counts": listing.counts(filters, user),
    }
    return render_template("desk/table.html", **facts, **_asked(filters, user))


def _week(filters, user):
    """Today and the six days after it, each with how many conferences it has: the strip on phones."""
    first = clock.today()
    days = {first + timedelta(days=n): 0 for n in range(7)}
    for conference in listing.between(filters, user, first, first + timedelta(days=6)):
        day = max(clock.local(conference.starts_at).date(), first)
        days[day] += 1
    return days


def _asked(filters, user):
    return {
        "filters": filters,
        "groups": GROUPS,
        "kinds": choices(ConferenceKind),
        "organisers": listing.organisers(user),
        "may_create": rules.can_create(user),
        "today": clock.today(),
    }
