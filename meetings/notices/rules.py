"""Who opens a notice as his own."""


def was_told(user, notice):
    """The one whom it was told, nobody else."""
    return user.is_authenticated and notice.person_id == user.id and not notice.is_private
