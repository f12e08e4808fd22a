"""Who may do what with the number series; who may see a paper depends on its conference (`desk.paper_sight`)."""


def can_continue_series(user):
    """Administrators say which number a series had reached outside."""
    return user.is_authenticated and user.is_admin


def can_set_numbering(user):
    """Administrators say whether the papers of an issuer share one series of numbers."""
    return can_continue_series(user)
