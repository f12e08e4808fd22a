"""Who reads the journal of everything."""


def can_read(user):
    """Administrators; what concerns one conference or directive is read there by those who see it."""
    return user.is_authenticated and user.is_admin
