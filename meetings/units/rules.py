"""Who may look at the tree of units, and who keeps it."""


def can_see(user, _unit=None):
    """Everybody with an account."""
    return user.is_authenticated


def can_keep(user, _unit=None):
    """Administrators keep the tree of units."""
    return user.is_authenticated and user.is_admin


def can_edit_letterhead(user, unit):
    """Administrators, and the secretariat whose post covers the unit."""
    return user.is_authenticated and user.keeps(unit)
