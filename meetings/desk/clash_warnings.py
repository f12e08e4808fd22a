"""Who saves what another conference wants at the same time is told at once, on the page he lands on.

Nothing is blocked."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import false

from meetings.desk import clashes
from meetings.desk.doors import bp
from meetings.sites import rules as site_rules
from meetings.sites import sight
from meetings.sites.doors import site_saved
from meetings.web import filters
from meetings.web.access import me

NAMED = 3


def warn(conference):
    """Name the first of the conferences that want what this one wants, each with its time and whom to ring."""
    _warn(clashes.of(conference, sight.seen_by(me())))


def _warn(found):
    for clash in found[:NAMED]:
        flash(_said(clash), "warn")
    if len(found) > NAMED:
        more = len(found) - NAMED
        flash(ngettext("Clashes with %(num)s more.", "Clashes with %(num)s more.", more), "warn")


def _said(clash):
    title = f"“{clash.title}”" if clash.other_id else _("a conference of %(unit)s", unit=clash.title)
    when = filters.span(clash.starts_at, clash.ends_at)
    words = _("Clashes with %(title)s, %(when)s: %(what)s.", title=title, when=when, what=clash.said)
    if not clash.is_rung(me()):
        return words
    if not clash.phone:
        return f"{words} {_('Ring %(who)s', who=clash.call)}."
    return f"{words} {_('Ring %(who)s', who=clash.call)}: {clash.phone}."


@bp.record_once
def _listen(_state):
    site_saved.connect(_warn_of_site)


def _warn_of_site(site):
    """Who answers for a site, by a link or with an account, is told of a conference that he may not see that somebody
    of the site is wanted by one, and nothing of by whom: what he types is his own, and would let him ask after
    anybody."""
    user = me()
    found = clashes.of_site(site, sight.seen_by(user) if user.is_authenticated else false())
    told = found if site_rules.can_manage_site(user, site) else [clash for clash in found if clash.other_id]
    _warn(told)
    names = dict.fromkeys(name for clash in found if clash not in told for name in clash.wanted.values())
    if names:
        text = _("%(names)s: also wanted by another conference at that time. Ring the secretariat.")
        flash(text % {"names": ", ".join(name or _("The technician") for name in names)}, "warn")
