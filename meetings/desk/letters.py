"""The letter leaves: its recipients by site, and sending it to those who have not had it."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.conferences import queries as conferences
from meetings.desk import actions
from meetings.desk.doors import bp
from meetings.desk.notice_names import kind_name
from meetings.invitations import actions as invitations
from meetings.invitations import mailings, queries, rules
from meetings.notices import queries as outbox
from meetings.notices.actions import Recipient
from meetings.reminders import queries as reminders
from meetings.reminders.hours import hour_of
from meetings.sites import queries as site_queries
from meetings.sites import rules as sites
from meetings.sites import stages, telling
from meetings.sites.models import SiteKind, SiteState
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm
from meetings.web.paging import page

FOLLOWS_SECONDS = "10"
FEW = 20


@bp.get("/conferences/<int:conference_id>/invitation/recipients")
@allow(rules.can_write, find=conferences.conference)
def recipients(conference):
    return _page(conference, EmptyForm(formdata=None))


def _page(conference, form):
    # Whom it reaches, each address once: as the messages leave.
    plan, rows = reminders.timeline(conference, hour_of(current_app.config))
    reach, (letter, sending) = queries.reach(conference), queries.letter_and_sending(conference.id)
    shown = page(queries.invited_sites(conference.id), total=reach.sites)
    people = {one: [*map(Recipient.of, telling.once(all_))] for one, all_ in telling.people(shown.items).items()}
    units = [site.unit.email or "" for site in shown.items]
    lost = outbox.lost([one.address for named in people.values() for one in named] + units)
    html = render_template(
        "desk/recipients.html",
        conference=conference,
        form=form,
        sites=shown,
        people=people,
        unreached={one.id for one in shown.items if not mailings.reaching(one, people[one.id], lost)},
        lost=lost,
        notices=queries.notices_of(shown.items),
        reach=reach,
        sending=sending,
        told=kind_name(sending.kind) if sending else "",
        letter=letter,
        flaw=invitations.flaw(letter),
        may_send=mailings.goes_on(conference),
        plan=plan,
        steps=rows,
        waits=stages.waits(conference),
    )
    # Without a script, too, the page follows what the worker does.
    follows = request.method == "GET" and (sending or reach.underway > FEW)
    return html, form.status, {"Refresh": FOLLOWS_SECONDS} if follows else {}


@bp.post("/sites/<int:site_id>/invitation")
@allow(sites.can_manage_site, find=site_queries.site)
def send_invitation_to(site):
    form = EmptyForm()
    if not form.done(lambda: mailings.send_to(site, by=me())):
        return _page(site.conference, form)
    flash(_("The invitation to %(site)s is on its way.", site=site.name))
    return redirect(url_for("desk.recipients", conference_id=site.conference_id))


@bp.app_context_processor
def offer():
    """Let the pages of a site offer to send it the invitation that none of its former addresses got."""
    return {"wants_invitation": wants_invitation}


def wants_invitation(site, notices=None, people=None, lost=None) -> bool:
    """Whether the site is asked, no invitation has reached it, and somebody there can be reached now; `notices`,
    `people` and addresses from which mail came back (`lost`) where the caller has read them already."""
    if not mailings.goes_on(site.conference) or site.state is SiteState.UNSENT or site.kind is SiteKind.MAIN:
        return False
    found = queries.notices_of([site])[site.id] if notices is None else notices
    return bool(found) and not any(map(queries.may_reach, found)) and bool(mailings.reaching(site, people, lost))


@bp.post("/conferences/<int:conference_id>/invitation/send")
@allow(rules.can_write, find=conferences.conference)
def send_invitations(conference):
    form, again = EmptyForm(), request.form.get("again") == "yes"

    def send():
        if again:
            return mailings.send(conference, by=me(), again=True)
        return actions.send_invitations(conference, by=me())

    if not form.done(send):
        return _page(conference, form)
    number = form.outcome
    flash(
        ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", number)
        if number
        else _("All sites have had the invitation already.")
    )
    return redirect(url_for("desk.recipients", conference_id=conference.id))
