"""The letter leaves: its recipients by site, and sending it to those who have not had it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.base.db import transaction
from meetings.conferences import queries as conferences
from meetings.desk import actions
from meetings.desk.doors import bp
from meetings.invitations import actions as invitations
from meetings.invitations import queries, rules
from meetings.notices import queries as outbox
from meetings.sites import telling
from meetings.web.access import allow, me
from meetings.web.paging import page

FOLLOWS_SECONDS = "10"
FEW = 20


@bp.get("/conferences/<int:conference_id>/invitation/recipients")
@allow(rules.can_write, find=conferences.conference)
def recipients(conference):
    sites, letter = page(queries.invited_sites(conference.id)), queries.letter(conference.id)
    people = {number: _once(someones) for number, someones in telling.people(sites.items).items()}
    reach, sending = queries.reach(conference), queries.sending(conference.id)
    html = render_template(
        "desk/recipients.html",
        conference=conference,
        sites=sites,
        people=people,
        lost=outbox.lost(address for named in people.values() for _name, address in named),
        notices=queries.notices_of(sites.items),
        reach=reach,
        sending=sending,
        letter=letter,
        outdated=invitations.is_outdated(letter),
        may_send=conference.state in invitations.SENDING,
    )
    # Without a script, too, the page follows what the worker does.
    return html, 200, {"Refresh": FOLLOWS_SECONDS} if sending or reach.underway > FEW else {}


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


def _once(people) -> list[tuple[str, str]]:
    """Name and address of each, every address once: as the messages leave."""
    named = [someone if isinstance(someone, tuple) else (someone.name, someone.email or "") for someone in people]
    return list({address.lower() or name: (name, address) for name, address in reversed(named)}.values())[::-1]
