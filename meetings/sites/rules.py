"""Who takes part in a conference, and who answers for a site."""

from meetings.accounts.models import Role
from meetings.conferences import rules as conferences
from meetings.conferences.models import ConferenceState
from meetings.sites import queries


def takes_part(user, conference):
    """People of the units that have a site in it, those who preside there, and those who preside over all."""
    return user.is_authenticated and (
        conferences.presides(user, conference)
        or queries.has_site_of(conference.id, user.unit_ids)
        or queries.is_site_chair(conference.id, user.id)
    )


def can_see(user, conference):
    """Who manages it or takes part; a draft is seen by those who manage it and who preside."""
    if conferences.can_run(user, conference):
        return True
    return conference.state is not ConferenceState.DRAFT and takes_part(user, conference)


def can_answer(user, site):
    """Who answers for the site: its unit's officers and leaders, its chair, and the secretariat on its behalf."""
    return user.is_authenticated and (
        user.id == site.chair_id
        or user.acts_for(site.unit_id, Role.SITE_OFFICER, Role.LEADER)
        or conferences.can_manage(user, site.conference)
    )
