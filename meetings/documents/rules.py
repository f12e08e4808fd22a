"""Who may see which document."""

from meetings.conferences import rules as conferences
from meetings.conferences.models import ConferenceState
from meetings.documents import queries
from meetings.documents.models import Audience
from meetings.sites import queries as sites
from meetings.sites import rules as site_rules

can_see_list = site_rules.can_see


def can_shelve(user, conference):
    """Whoever manages the conference puts files on its shelf and takes them off."""
    return conferences.can_manage(user, conference)


def can_change(user, document):
    """Whoever manages the conference of the document."""
    return conferences.can_manage(user, document.conference)


def audiences_of(user, conference) -> tuple[Audience, ...]:
    """What is on the shelf for the user; nothing for who may not see the conference."""
    return audiences_for(user, conference) if site_rules.can_see(user, conference) else ()


def audiences_for(user, conference) -> tuple[Audience, ...]:
    """What is on the shelf for somebody of whom is known that he may see the conference."""
    if conferences.can_run(user, conference):
        return tuple(Audience)
    answers = sites.has_part(conference.id, sites.units_answered_by(user), user.id)
    return queries.FOR_SITES if answers else (Audience.PARTICIPANTS,)


def can_read(user, document):
    """Those for whom the document is on the shelf of a conference that they may see.

    Nobody, once its item of the agenda or the whole conference is said to hold secret content: such papers are handed
    out (Law on Protection of State Secrets 2018, Art. 17).
    """
    if not user.is_authenticated or document.is_secret or queries.is_closed(document.conference_id):
        return False
    return document.audience in audiences_of(user, document.conference)


def can_read_by_link(_user, opened):
    """Whoever holds a link of a site of the conference, without an account: what is there for those who answer for a
    site. Nothing with secret content, as in `can_read`, and nothing once the link has ended or the conference is
    cancelled.
    """
    link, document = opened
    if link.ended_at is not None or link.site.conference.state is ConferenceState.CANCELLED:
        return False
    if document.is_secret or queries.is_closed(document.conference_id):
        return False
    return document.audience in queries.FOR_SITES


def can_read_earlier(user, document):
    """Whoever manages the conference looks up what a file said before; nobody, where it has secret content."""
    return can_change(user, document) and can_read(user, document)
