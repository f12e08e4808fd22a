"""One preview for each way and each recipient, before anything leaves."""

from flask import current_app, make_response, render_template, request
from werkzeug.exceptions import NotFound

from meetings.base.search import matches
from meetings.conferences import queries as conferences
from meetings.desk import previews, why_not
from meetings.desk.doors import bp
from meetings.invitations import queries, rules
from meetings.sites.models import Site
from meetings.web import english
from meetings.web.access import allow
from meetings.web.paging import page

SHOWN = 20
# The mail brings styles of its own and nothing else; no script, no form, no request leaves the frame.
OF_MAIL = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@bp.get("/conferences/<int:conference_id>/invitation/previews")
@allow(rules.can_write, find=conferences.conference)
def invitation_previews(conference):
    words = request.args.get("q", "").strip()[:100]
    sites = page(queries.invited_sites(conference.id).where(matches(Site, words)), size=SHOWN)
    letter = queries.letter(conference.id)
    house, found = previews.of_house(conference), previews.of_sites(sites.items)
    chosen = _chosen([*found, *house])
    return render_template(
        "desk/previews.html",
        conference=conference,
        sites=sites,
        house=house,
        found=found,
        chosen=chosen,
        shown=previews.preview(conference, chosen, letter, current_app.config) if chosen else None,
        letter=letter,
        words=words,
        why=why_not.of_way,
        told_because=english.reason_for_reader,
        asked={name: request.args[name] for name in ("q", "page") if request.args.get(name)},
    )


@bp.get("/conferences/<int:conference_id>/invitation/previews/mail")
@allow(rules.can_write, find=conferences.conference)
def mail_preview(conference):
    key = request.args.get("to", "")
    number = key[1:].partition("-")[0]
    if key.startswith("s") and number.isascii() and number.isdigit() and len(number) < 10:
        site = queries.invited_sites(conference.id).where(Site.id == int(number))
        found = previews.of_sites(page(site, size=1).items)
    else:
        found = previews.of_house(conference)
    chosen = next((one for one in found if one.key == key), None)
    if chosen is None:
        raise NotFound
    shown = previews.preview(conference, chosen, queries.letter(conference.id), current_app.config)
    answer = make_response(shown.mail.html)
    answer.headers["Content-Security-Policy"] = OF_MAIL
    return answer


def _chosen(everybody):
    """The one whom the address names; else the first."""
    key = request.args.get("to", "")
    return next((one for one in everybody if one.key == key), everybody[0] if everybody else None)
