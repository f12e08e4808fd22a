"""Who signs in without holding a position sees next to nothing: why that is, and whom to ask."""

from typing import NamedTuple

from meetings.accounts import queries as accounts
from meetings.accounts.models import Person, Post
from meetings.base import clock


class Postless(NamedTuple):
    """The position held last or to come, where there is one, and the administrators, who can give another."""

    last: Post | None
    coming: Post | None
    administrators: list[Person]


def postless(user) -> Postless | None:
    """What home tells somebody who holds no position today; None for all others, without a statement."""
    if user.current_posts:
        return None
    today = clock.today()
    over = [post for post in user.posts if post.valid_until and post.valid_until < today]
    ahead = [post for post in user.open_posts if post.valid_from and post.valid_from > today]
    last = max(over, key=lambda post: post.valid_until, default=None)
    return Postless(last, min(ahead, key=lambda post: post.valid_from, default=None), accounts.administrators())
