"""Who takes part in a conference, and who answers for a site."""

from meetings.accounts.models import Role
from meetings.conferences import rules as conferences
from meetings.conferences.models import ConferenceState
from meetings.sites import queries
from meetings.sites.models import SiteKind, SiteState


def takes_part(user, conference):
    """People of the units that have a site in it, those who preside there, and those who preside over all."""
    return user.is_authenticated and (
        conferences.presides(user, conference) or queries.has_part(conference.id, user.unit_ids, user.id)
    )


def can_see(user, conference):
    """Who manages it or takes part; a draft, also one called off unsent, is seen by those who manage it and who
    preside."""
    if conferences.can_run(user, conference):
        return True
    if not user.is_authenticated or conference.state is ConferenceState.DRAFT:
        return False
    is_off = conference.state is ConferenceState.CANCELLED
    return queries.has_part(conference.id, user.unit_ids, user.id, called=is_off)


def _was_asked(site):
    """Whether the site was ever told of the conference: it is no draft, and was none when it was called off."""
    state = site.conference.state
    if state is ConferenceState.CANCELLED:
        if site.kind is SiteKind.MAIN:  # it is sent no letter: what it knows of is what the others were sent
            return queries.was_called(site.conference_id)
        return site.invited_at is not None or site.state is not SiteState.UNSENT
    return state is not ConferenceState.DRAFT


def answers_for(user, site):
    """Who gives the site's own answer: its unit's officers and leaders, and its chair; not while it is a
    draft."""
    if not user.is_authenticated or not _was_asked(site):
        return False
    return user.id == site.chair_id or user.acts_for(site.unit_id, *queries.ANSWERERS)


def can_answer(user, site):
    """Who answers for the site, and the secretariat on its behalf."""
    return answers_for(user, site) or conferences.can_manage(user, site.conference)


def can_look(user, site):
    """Who sees the site's own page: who answers for it, who runs the conference, and people of its unit."""
    if not user.is_authenticated:
        return False
    if can_answer(user, site) or conferences.presides(user, site.conference):
        return True
    return _was_asked(site) and site.unit_id in user.unit_ids


def can_manage_site(user, site):
    """The secretariat of the conference."""
    return conferences.can_manage(user, site.conference)


def can_decide(user, site):
    """Those who preside over the conference consent to another chair or refuse; the secretariat on their behalf."""
    return conferences.can_run(user, site.conference)


def can_see_scan(user, substitution):
    """The secretariat, those who preside, and who answers for the own site."""
    return can_answer(user, substitution.site) or conferences.presides(user, substitution.site.conference)


def can_turn_away(user, hosting):
    """Who answers for the site in whose room it attends, and the secretariat; nobody, where it attends at none. Whose
    guest it was until now may try, and reads that it is not his any more."""
    return hosting.host is not None and can_answer(user, hosting.host)


def can_manage_group(user, group):
    """The secretariat whose post covers the unit that keeps the group; an administrator can always help."""
    return user.is_authenticated and (user.is_admin or user.reaches(group.owner, Role.SECRETARIAT))


def holds_link(user, link):
    """Whoever has the whole address: its token is the proof (`entry.opened` refuses every other)."""
    return link is not None


def can_manage_link(user, link):
    """The secretariat of the conference of its site."""
    return can_manage_site(user, link.site)
