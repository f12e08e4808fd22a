"""The doors to a trial's own room: for who has an account, and for who holds a site's link."""

from flask import redirect, render_template, url_for

from meetings.rehearsals import queries, room_hours, rules
from meetings.rehearsals.doors import bp
from meetings.rooms import passes
from meetings.rooms import queries as rooms
from meetings.sites import entry
from meetings.sites import rules as sites
from meetings.web.access import allow, me
from meetings.web.headers import private_address

JOINABLE = (entry.Stand.OPEN, entry.Stand.LOCKED, entry.Stand.LIVE)


@bp.get("/rehearsals/<int:rehearsal_id>/room")
@allow(rules.can_enter, find=queries.rehearsal)
def room(rehearsal):
    judges, site = rules.can_judge(me(), rehearsal), rooms.site_name_of(rehearsal.conference_id, me())
    return render_template(
        "rehearsals/room.html",
        conference=rehearsal.conference,
        rehearsal=rehearsal,
        judges=judges,
        reads=rules.can_read(me(), rehearsal),
        **_door(rehearsal, passes.person(me(), site), judges=judges, group=site),
    )


@bp.get("/x/<token>/rehearsal")
@allow(sites.holds_link, find=entry.opened)
def linked_room(link):
    token, trial = entry.token_of(link), queries.next_of_site(link.site)
    if entry.stand(link) not in JOINABLE or trial is None:
        return redirect(url_for("sites.linked", token=token))
    page = render_template(
        "rehearsals/linked_room.html",
        link=link,
        token=token,
        site=link.site,
        conference=link.site.conference,
        rehearsal=trial.rehearsal,
        **_door(trial.rehearsal, passes.bearer(link), judges=False, group=link.site.name),
    )
    return private_address(page)


def _door(rehearsal, guest, *, judges, group):
    """What stands at the door: whether there is a server, whether it is time, and the way in."""
    deployment = passes.settings()
    opens_at = room_hours.opens_at(rehearsal)
    facts = {"configured": bool(deployment), "opens_at": opens_at, "way_in": None}
    if deployment and room_hours.is_open(rehearsal, judges=judges):
        lasts = room_hours.pass_lasts(rehearsal)
        facts["way_in"] = passes.way_in(
            deployment, rehearsal.slug, guest, subject=rehearsal.title, lasts=lasts, moderates=judges, group=group
        )
    return facts
