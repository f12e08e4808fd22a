"""Who may report and mark who was there."""

from meetings.conferences import rules as conferences
from meetings.sites import rules as sites


def can_report(user, site):
    """Who answers for the site, and the secretariat on its behalf. When, is for the actions to say."""
    return sites.can_answer(user, site)


def can_mark(user, delegate):
    """Whoever reports for the delegate's site."""
    return can_report(user, delegate.site)


def can_look(user, site):
    """Who sees the names of a site's delegates: whoever sees the site's own page."""
    return sites.can_look(user, site)


def can_see_names(user, conference):
    """Who sees the delegates of all sites, and takes them away as sheet and paper."""
    return conferences.can_run(user, conference)


def corrects(user, conference):
    """Who may correct the sheet after the end."""
    return conferences.can_manage(user, conference)
