"""What follows where a unit ends: its sites go to what takes its place, and so do the posts of its people."""

from meetings.accounts import actions as accounts
from meetings.accounts.models import Post
from meetings.base.db import db
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.desk import hanging
from meetings.desk.hanging import A_DAY
from meetings.sites import choosing, ended
from meetings.sites.models import SiteKind

NO_SUCCESSOR = _l("No unit that exists on the day of the conference took the place of this one. Drop the site instead.")
NO_POSTS = _l("Tick at least one post.")
NOT_ENDED = _l("The unit has no last day. End it first.")


def choice(site) -> dict:
    """The sites of its conference with those of the successors in the place of this one, as `choose_sites` takes them.

    Raises `NotValid` where no successor exists on that day.
    """
    successors = [unit.id for unit in ended.heirs_of(site)]
    if not successors:
        raise NotValid(NO_SUCCESSOR)
    rows = choosing.there(site.conference)
    main, relays = choosing.parts(rows, None, None)
    if site.kind is SiteKind.RELAY:
        relays |= set(successors) - {row.unit_id for row in rows}
    return {
        "unit_ids": {row.unit_id for row in rows} - {site.unit_id} | set(successors),
        "main_unit_id": successors[0] if main == site.unit_id else main,
        "relay_ids": relays - {site.unit_id},
    }


def comes(conference, choice) -> bool:
    """Whether a site comes with that `choice`, or what took the place of the one that goes is there already."""
    return bool(choice["unit_ids"] - {row.unit_id for row in choosing.there(conference)})


def settle_posts(unit, post_ids, *, to=None, by) -> int:
    """Let those posts of the unit and its parts end on its last day, and be held in the unit `to` (None: nowhere) from
    the day after; returns how many. The unit's name in their title becomes that of `to`. A post that was to begin later
    begins there on its own first day, and here it never was; who holds that position there already is given no second.

    Raises `NotNow` where the unit goes on, `NotValid` where none is chosen, and as `end_post` and `give_post` do.
    """
    on = unit.valid_until
    if on is None:
        raise NotNow(NOT_ENDED)
    query = hanging.posts_after(unit, on).where(Post.id.in_(list(post_ids)))
    posts = list(db.session.scalars(query.order_by(Post.id)))
    if not posts:
        raise NotValid(NO_POSTS, field="posts")
    for post in posts:
        first = max(on + A_DAY, post.valid_from or on)
        if to is not None:  # before the other ends: an administrator stays one, also the last
            facts = {"title": title_in(to, post), "role": post.role}
            facts |= {"valid_from": first, "valid_until": post.valid_until}
            if not accounts.holds(post.person, to, **facts):
                accounts.give_post(post.person, to, **facts, by=by)
        if post.valid_from and post.valid_from > on:
            accounts.drop_post(post, by=by)
        else:
            accounts.end_post(post, on=on, by=by)
    return len(posts)


def title_in(unit, post) -> str:
    """What the title of the post reads in another unit."""
    for former, new in ((post.unit.name, unit.name), (post.unit.short_name, unit.short_name)):
        if former and former in post.title:
            return post.title.replace(former, new)
    return post.title
