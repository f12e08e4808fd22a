"""Who may look at series and templates, and who keeps them."""

from meetings.accounts.models import Role
from meetings.conferences import rules as conferences


def can_plan(user, _thing=None):
    """The secretariats; an administrator can always help."""
    return conferences.can_create(user)


def can_keep(user, series):
    """The secretariat whose post covers the organiser; an administrator can always help."""
    return user.is_authenticated and user.keeps(series.organiser)


def can_keep_day(user, slot):
    """Whoever keeps the series of that day."""
    return can_keep(user, slot.series)


def can_edit_template(user, template):
    """The secretariat of the very unit that keeps the template, and nobody above it; an administrator can help."""
    return user.is_authenticated and (user.is_admin or user.acts_for(template.owner_id, Role.SECRETARIAT))
