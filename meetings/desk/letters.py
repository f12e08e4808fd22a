"""The letter leaves: its recipients by site, and sending it to those who have not had it."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.base.db import transaction
from meetings.conferences import queries as conferences
from meetings.desk import actions
from meetings.desk.doors import bp
from meetings.invitations import actions as invitations
from meetings.invitations import queries, rules
from meetings.notices.actions import Recipient
from meetings.reminders import queries as reminders
from meetings.reminders.hours import hour_of
from meetings.sites import actions as site_actions
from meetings.sites import telling
from meetings.web.access import allow, me
from meetings.web.paging import page


@bp.get("/conferences/<int:conference_id>/invitation/recipients")
@allow(rules.can_write, find=conferences.conference)
def recipients(conference):
    # Whom it reaches, each address once: as the messages leave.
    plan, rows = reminders.timeline(conference, hour_of(current_app.config))
    sites, letter = page(queries.invited_sites(conference.id)), queries.letter(conference.id)
    return render_template(
        "desk/recipients.html",
        conference=conference,
        sites=sites,
        people={one: [*map(Recipient.of, telling.once(all_))] for one, all_ in telling.people(sites.items).items()},
        notices=queries.notices_of(sites.items),
        reach=queries.reach(conference),
        letter=letter,
        outdated=invitations.is_outdated(letter),
        may_send=conference.state in invitations.SENDING,
        plan=plan,
        steps=rows,
        waits=conference.state in site_actions.ASKED,
    )


@bp.post("/conferences/<int:conference_id>/invitation/send")
@allow(rules.can_write, find=conferences.conference)
def send_invitations(conference):
    with transaction():
        if request.form.get("again") == "yes":
            number = invitations.send(conference, by=me(), again=True)
        else:
            number = actions.send_invitations(conference, by=me())
    flash(
        ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", number)
        if number
        else _("All sites have had the invitation already.")
    )
    return redirect(url_for("desk.recipients", conference_id=conference.id))
