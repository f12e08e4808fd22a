"""Reading the sites of conferences. Each question costs a fixed number of statements, however many sites
there are."""

from sqlalchemy import and_, case, exists, false, func, or_, select

from meetings.accounts import queries as accounts
from meetings.accounts.models import Role
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.search import by_words, matches
from meetings.conferences import left
from meetings.conferences.models import HELD, Conference
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import (
    ANNOUNCING,
    NEEDS_ACTION,
    SILENT,
    Answer,
    Site,
    SiteGroup,
    SiteGroupUnit,
    SiteKind,
    SiteState,
)
from meetings.units.models import Unit, UnitKind

# Who answers for the sites of their unit; whom of them a message reaches says `telling.people`.
ANSWERERS = (Role.SITE_OFFICER, Role.LEADER)
ASKED = Site.kind != SiteKind.MAIN
# The site was asked once, reached or not; the main site never is, and knows what any of the others was sent.
WAS_ASKED = or_(Site.invited_at.is_not(None), and_(ASKED, Site.state != SiteState.UNSENT))
ANY_ASKED = exists().where(Site.conference_id == Conference.id, WAS_ASKED).correlate(Conference)
NOT_MAIN = case((ASKED, 1), else_=0)
URGENCY = case(*((Site.state == state, place) for place, state in enumerate(NEEDS_ACTION)), else_=len(NEEDS_ACTION))
# Whose line is tested: the main site's too; who attends elsewhere, or not at all, needs none.
NEEDS_LINE = and_(Site.joined_id.is_(None), Site.state != SiteState.DECLINED)
# The short name that lists show, like `Site.short_name`, where only names are read.
SHORT_NAME = case((and_(Unit.name == Site.name, Unit.short_name != ""), Unit.short_name), else_=Site.name)
CALLED = (C.INVITING, C.READY, C.LIVE, C.PAUSED, C.POSTPONED)
# How many delegates a site has announced: the one meaning of "announced" on every page, sheet and paper. It counts what
# the answer of a site says that takes part (also under a wish, and as a relay), each site its own people wherever they
# sit, and what stands with the main site, which nobody asks. A site that has not answered has announced nobody, though
# last time's number stands with it; nor has one that declined, or was asked anew and owes an answer.
ANNOUNCED = case((or_(~ASKED, Site.state.in_(ANNOUNCING)), func.coalesce(Site.expected_count, 0)), else_=0)


def has_part(conference_id, unit_ids, person_id, *, called=False) -> bool:
    """Whether one of the units takes part in the conference, or the person presides at one of its sites; `called`: and
    whether any site was ever asked (one statement)."""
    own = or_(Site.unit_id.in_(unit_ids), Site.chair_id == person_id)
    wanted = [exists().where(Site.conference_id == conference_id, own)]
    wanted += [exists().where(Site.conference_id == conference_id, WAS_ASKED)] if called else []
    return db.session.scalar(select(and_(*wanted)))


def conference(conference_id):
    """The conference of that number with its organiser and those who preside, or None (one statement)."""
    options = [by_join(Conference.organiser), by_join(Conference.chairs)]
    return db.session.get(Conference, conference_id, options=options)


def site(site_id):
    """The site of that number with unit, conference, organiser, secretary (whom it rings for help) and those who
    preside, or None (one statement)."""
    wanted = Conference.organiser, Conference.secretary, Conference.chairs
    house = [by_join(Site.conference, one) for one in wanted]
    return db.session.get(Site, site_id, options=[by_join(Site.unit), by_join(Site.joined), *house])


def sites_of(conference_id):
    """All sites in their order, the main one first."""
    query = select(Site).where(Site.conference_id == conference_id).options(by_join(Site.unit))
    return list(db.session.scalars(query.order_by(NOT_MAIN, Site.position, Site.id)))


def main_site(conference_id) -> Site | None:
    """The main site; None where there is none yet."""
    return db.session.scalar(select(Site).filter_by(conference_id=conference_id, kind=SiteKind.MAIN).limit(1))


def counts_by_state(conference_id) -> dict[SiteState, int]:
    """How many of the asked sites (all but the main one) stand in each state; every state is a key."""
    query = select(Site.state, func.count()).where(Site.conference_id == conference_id, ASKED).group_by(Site.state)
    return dict.fromkeys(SiteState, 0) | dict(db.session.execute(query).all())


def was_called(conference_id) -> bool:
    """Whether any of its sites was ever asked, reached or not."""
    return db.session.scalar(select(exists().where(Site.conference_id == conference_id, WAS_ASKED)))


def invited_at(conference_id, moment) -> list[Site]:
    """The sites that were asked at that moment, with their units."""
    query = select(Site).where(Site.conference_id == conference_id, Site.invited_at == moment)
    return list(db.session.scalars(query.options(by_join(Site.unit))))


def silent(conference_id):
    """The invited sites that have not answered, in their order."""
    return list(db.session.scalars(_silent(conference_id)))


def hold_silent(conference_id, *, site_ids=None, groups=None):
    """Those of them that are chosen, held until the transaction ends: who answers meanwhile waits, who just did is none
    of them."""
    query = _silent(conference_id).with_for_update(of=Site, key_share=True)
    if site_ids is not None:
        query = query.where(Site.id.in_(list(site_ids)))
    if groups is not None:
        query = query.where(Site.group_name.in_(list(groups)))
    return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def last_reminded(conference_id):
    """When a site of the conference was last reminded, or None."""
    return db.session.scalar(select(func.max(Site.reminded_at)).where(Site.conference_id == conference_id))


def first_silent(conference_id) -> Site | None:
    """The first of the invited sites that have not answered; None where all have."""
    return db.session.scalar(_silent(conference_id).limit(1))


def _silent(conference_id):
    query = select(Site).where(Site.conference_id == conference_id, ASKED, Site.state.in_(SILENT))
    return query.options(by_join(Site.unit)).order_by(Site.position, Site.id)


def answers_of(site):
    """Every answer the site has given, the latest first; without a statement before it gave one."""
    if site.answered_at is None:
        return []
    query = select(Answer).where(Answer.site_id == site.id).options(by_join(Answer.recorded_by))
    return list(db.session.scalars(query.order_by(Answer.id.desc())))


def last_answer(site) -> Answer | None:
    """The latest answer of the site; None before it gave one, without a statement."""
    if site.answered_at is None:
        return None
    query = select(Answer).where(Answer.site_id == site.id).order_by(Answer.id.desc()).limit(1)
    return db.session.scalar(query)


def last_sites(unit_ids, *, before):
    """By unit: its site in the last conference that was held or called before the conference `before`."""
    place = func.row_number().over(partition_by=Site.unit_id, order_by=(Conference.starts_at.desc(), Site.id.desc()))
    ranked = (
        select(Site.id, place.label("place"))
        .join(Conference, Conference.id == Site.conference_id)
        .where(
            Site.unit_id.in_(unit_ids),
            Conference.id != before.id,
            Conference.state.not_in((C.DRAFT, C.CANCELLED)),
            Conference.starts_at < before.starts_at,
        )
        .subquery()
    )
    query = select(Site).join(ranked, ranked.c.id == Site.id).where(ranked.c.place == 1)
    return {site.unit_id: site for site in db.session.scalars(query)}


def _posts_by_unit(unit_ids, *roles, whole=False):
    """The posts with one of `roles` by the unit in whose name they act: its own and its office's."""
    wanted = set(unit_ids)
    is_office = and_(Unit.parent_id.in_(wanted), Unit.kind == UnitKind.OFFICE)
    acting = select(Unit.id).where(or_(Unit.id.in_(wanted), is_office))
    found = {}
    for post in accounts.posts_in(acting, *roles, whole=whole):
        for unit_id in post.acts_for_ids & wanted:
            found.setdefault(unit_id, []).append(post)
    return found


def leaders(unit_ids) -> dict:
    """By unit: the posts of its leaders, the first of whom presides unless told otherwise."""
    return _posts_by_unit(unit_ids, Role.LEADER)


def officers(unit_ids) -> dict:
    """By unit: the posts of the officers of its sites."""
    return _posts_by_unit(unit_ids, Role.SITE_OFFICER)


def answerers(unit_ids) -> dict:
    """By unit: the posts of those who answer for its sites, officers and leaders (one statement)."""
    return _posts_by_unit(unit_ids, *ANSWERERS)


def staff(unit_id) -> list:
    """The posts of those who answer for the unit's sites, with all that each of these people holds (one statement)."""
    return _posts_by_unit([unit_id], *ANSWERERS, whole=True).get(unit_id, [])


def secretariats(unit_ids) -> dict:
    """By unit: the posts of those who prepare and run its conferences."""
    return _posts_by_unit(unit_ids, Role.SECRETARIAT)


def keepers(conferences) -> dict[int, list]:
    """By conference: whoever prepares it. Its secretary, and where nobody is named (or may act any more) the
    secretariat of its organiser (one statement)."""
    conferences = list(conferences)
    houses = secretariats({one.organiser_id for one in conferences})
    return {one.id: _keepers(one, houses.get(one.organiser_id, [])) for one in conferences}


def _keepers(conference, posts):
    named = conference.secretary
    if named is not None and not named.is_closed:
        return [named]
    return list({post.person_id: post.person for post in posts}.values())


def units_answered_by(user) -> set[int]:
    """The units for whose sites the person answers by a post."""
    return set().union(*(post.acts_for_ids for post in user.posts_as(*ANSWERERS)))


def _answered_by(user):
    return or_(Site.unit_id.in_(units_answered_by(user)), Site.chair_id == user.id)


def _own(user, *states):
    return (
        select(Site)
        .join(Site.conference)
        .where(_answered_by(user), Conference.state.in_(states))
        .options(by_join(Site.conference, Conference.organiser), by_join(Site.unit))
    )


def owing(user):
    """The condition for sites for which the person answers and that still owe one, on sites that are joined with their
    conferences; not for those of a conference that was left."""
    is_asked = and_(ASKED, Conference.state.in_((C.INVITING, C.READY)), ~left.are_left())
    return and_(_answered_by(user), is_asked, Site.state.in_((*SILENT, SiteState.UNSENT)))


def own_upcoming(user):
    """The sites for which the person answers, main ones among them, in conferences that are called or sit now and were
    not left: a select for a pager."""
    return _own(user, *CALLED).where(~left.are_left()).order_by(Conference.starts_at, Site.id)


def own_past(user):
    """Those of conferences that were held, called off (not as a draft) or left: a select for a pager, too."""
    query = _own(user, *HELD, C.CANCELLED, *left.OPEN)
    query = query.where(or_(Conference.state != C.CANCELLED, WAS_ASKED, and_(~ASKED, ANY_ASKED)))
    query = query.where(or_(Conference.state.not_in(left.OPEN), left.are_left()))
    return query.order_by(Conference.starts_at.desc(), Site.id)


def saved_groups(owner_ids):
    """The saved groups of the units, by name, with their units' ids."""
    query = select(SiteGroup).where(SiteGroup.owner_id.in_(owner_ids)).order_by(*by_words(SiteGroup), SiteGroup.id)
    found = list(db.session.scalars(query))
    members = {}
    for group_id, unit_id in db.session.execute(
        select(SiteGroupUnit.group_id, SiteGroupUnit.unit_id).where(
            SiteGroupUnit.group_id.in_([group.id for group in found])
        )
    ):
        members.setdefault(group_id, []).append(unit_id)
    return [(group, members.get(group.id, [])) for group in found]


def groups_for(user, words=None):
    """The saved groups that the person keeps (an administrator: all) and that fit: a select for a pager."""
    query = select(SiteGroup).join(SiteGroup.owner).where(matches(SiteGroup, words))
    if not user.is_admin:
        reach = [Unit.path.startswith(post.reach, autoescape=True) for post in user.posts_as(Role.SECRETARIAT)]
        query = query.where(or_(false(), *reach))
    return query.options(by_join(SiteGroup.owner)).order_by(*by_words(SiteGroup), SiteGroup.id)


def unit_names(group_ids) -> dict[int, list[str]]:
    """The names of the units in each of the groups, in the order of the tree."""
    found = {group_id: [] for group_id in group_ids}
    query = (
        select(SiteGroupUnit.group_id, Unit.name)
        .join(Unit, Unit.id == SiteGroupUnit.unit_id)
        .where(SiteGroupUnit.group_id.in_(group_ids))
        .order_by(Unit.position, *by_words(Unit), Unit.id)
    )
    for group_id, name in db.session.execute(query):
        found[group_id].append(name)
    return found


def group(group_id):
    """The saved group of that number with its owner, or None."""
    return db.session.get(SiteGroup, group_id, options=[by_join(SiteGroup.owner)])


def group_units(group) -> list[Unit]:
    """The units of a saved group, in the order of the tree."""
    query = select(Unit).join(SiteGroupUnit, SiteGroupUnit.unit_id == Unit.id)
    query = query.where(SiteGroupUnit.group_id == group.id).order_by(Unit.position, *by_words(Unit), Unit.id)
    return list(db.session.scalars(query))
