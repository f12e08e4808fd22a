"""The door to telling the sites of papers that came after their invitation."""

from flask import flash, redirect, url_for
from flask_babel import ngettext

from meetings.base.db import transaction
from meetings.conferences import queries, rules
from meetings.desk import late_papers
from meetings.desk.doors import bp
from meetings.web.access import allow, me


@bp.post("/conferences/<int:conference_id>/documents/tell")
@allow(rules.can_manage, find=queries.conference)
def tell_papers(conference):
    with transaction():
        number = late_papers.tell(conference, by=me())
    flash(ngettext("%(num)s message leaves within minutes.", "%(num)s messages leave within minutes.", number))
    return redirect(url_for("desk.show", conference_id=conference.id))
