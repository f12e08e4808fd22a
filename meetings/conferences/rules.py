"""Who may do what with a conference, as far as the conference itself can tell."""

from meetings.accounts.models import Role


def can_create(user):
    """The secretariats; an administrator can always help."""
    return user.is_authenticated and (user.is_admin or bool(user.posts_as(Role.SECRETARIAT)))


def can_manage(user, conference):
    """The secretariat whose post covers the organiser, the conference's secretary, an administrator."""
    return user.is_authenticated and (
        user.is_admin or user.id == conference.secretary_id or user.reaches(conference.organiser, Role.SECRETARIAT)
    )


def presides(user, conference):
    """The chair and the co-chairs."""
    return user.is_authenticated and any(chair.person_id == user.id for chair in conference.chairs)


def can_run(user, conference):
    """Whoever manages it, and those who preside: begin, pause and end the sitting."""
    return can_manage(user, conference) or presides(user, conference)


def can_approve(user, conference):
    """Those who preside approve minutes and the notice of conclusions; a leader of the organiser may, too."""
    return presides(user, conference) or (user.is_authenticated and user.acts_for(conference.organiser_id, Role.LEADER))
