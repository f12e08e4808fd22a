"""People as a table that the import reads again: one row for each post held today or later."""

from meetings.accounts.imports import ALIASES, ROLES

HEADINGS = [names[0] for names in ALIASES.values()]


def rows(people):
    """The rows of `people`; somebody without a post has one row."""
    for person in people:
        own = [person.name, person.user_name or "", person.email or "", person.phone]
        posts = person.open_posts
        for post in posts:
            place = post.unit.code or post.unit.name
            yield [*own, place, post.title, ROLES[post.role][0], post.valid_from, post.valid_until]
        if not posts:
            yield [*own, "", "", "", None, None]
