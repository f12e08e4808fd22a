"""Who keeps people and their posts. Rights never grow beyond one's own: only administrators make administrators."""

from meetings.accounts.models import Role


def can_keep_people(user, *_):
    """Administrators, and the secretariats for the people of the units that their post covers."""
    return user.is_authenticated and (user.is_admin or bool(user.posts_as(Role.SECRETARIAT)))


def can_see_person(user, person):
    """Oneself, and whoever may keep the person's data or gave him one of his posts through the tree."""
    return user.is_authenticated and (
        user.id == person.id or can_edit_person(user, person) or _reaches_one(user, person)
    )


def can_edit_person(user, person):
    """Administrators; the secretariat when its post covers all posts of the person and he is no administrator.

    Somebody without any post is kept by administrators only, so that nobody takes over an account by giving it a post.
    """
    if not user.is_authenticated:
        return False
    if user.is_admin:
        return True
    posts = person.open_posts
    return bool(posts) and all(
        post.role is not Role.ADMINISTRATOR and user.reaches(post.unit, Role.SECRETARIAT) for post in posts
    )


def can_edit_post(user, post):
    """Administrators; the secretariat for posts in the units it covers, other than an administrator's."""
    return user.is_authenticated and (
        user.is_admin or (post.role is not Role.ADMINISTRATOR and user.reaches(post.unit, Role.SECRETARIAT))
    )


def roles_to_give(user):
    """The roles that one may give to others: all for administrators, all but that one for the secretariat."""
    return [role for role in Role if user.is_admin or role is not Role.ADMINISTRATOR]


def reach(user):
    """The paths of the units whose people one keeps; None for all."""
    return None if user.is_admin else sorted({post.reach for post in user.posts_as(Role.SECRETARIAT)})


def can_administer(user, *_):
    """Whoever holds the post of an administrator today."""
    return user.is_authenticated and user.is_admin


def _reaches_one(user, person):
    return any(user.reaches(post.unit, Role.SECRETARIAT) for post in person.open_posts)
