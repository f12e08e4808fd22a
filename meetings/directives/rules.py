"""Who may do what with a directive. When it is time is said by the lifecycle."""

from meetings.accounts import speakers
from meetings.directives import orders, queries, sight


def can_give(user):
    """Leaders and secretariats give directives in the name of their unit; an administrator can always help."""
    return user.is_authenticated and (user.is_admin or bool(user.posts_as(*sight.GIVERS)))


def can_give_for(user, unit_id):
    """Leaders and secretariat of this unit; for a body also its office's (văn phòng)."""
    return user.is_authenticated and (user.is_admin or user.acts_for(unit_id, *sight.GIVERS))


def can_give_at(user, conference):
    """Who gives directives of a conference: for its organiser, and once it has begun for the unit of one of its sites,
    whose chair gives his own after the link (workflow, step 17)."""
    if can_give_for(user, conference.organiser_id):
        return True
    has_begun = conference.is_sitting or conference.was_held
    return has_begun and can_give(user) and sight.gives_at_a_site(user, conference.id)


def can_see(user, directive):
    """The units that lead, coordinate and gave it, those above them, who presides over its conference, and who
    returned it for a unit for which he still acts: what became of it."""
    return user.is_authenticated and queries.is_seen_by(directive, user)


def can_see_order(user, order):
    """Whoever may see one of the directives that were given together."""
    return user.is_authenticated and orders.is_seen_by(order, user)


def can_judge(user, directive):
    """The giving side: its unit's leaders and secretariat, and who gave it while he holds the post that he held then.
    It accepts, withdraws, urges."""
    return user.is_authenticated and (sight.still_gives(user, directive) or can_give_for(user, directive.giver_unit_id))


def can_answer(user, directive, known=None):
    """The lead unit's leaders, officers and secretariat, and the person named: take on, return, submit, ask longer.

    Where the unit has none of these: its members; where it has no people: see `speakers`. `known` are those who speak
    for the unit, where that was asked already.
    """
    if not user.is_authenticated:
        return False
    speaks = user in known if known is not None else speakers.speaks(user, directive.lead_unit)
    return user.is_admin or user.id == directive.person_id or speaks


def can_report(user, directive, known=None):
    """Also the members of the lead unit, who do the work."""
    works = user.is_authenticated and user.acts_for(directive.lead_unit_id, *speakers.WORKING)
    return works or can_answer(user, directive, known)


def can_record(user, directive, known=None):
    """The giving side, for a unit of which nobody has an account: what it said by telephone or on paper is recorded."""
    if directive.person_id is not None or not can_judge(user, directive):
        return False
    return not (known if known is not None else speakers.of([directive.lead_unit])[directive.lead_unit_id])


def can_pass_down(user, directive):
    """Who may give directives in the name of the lead unit."""
    return can_give_for(user, directive.lead_unit_id)


def can_extract(user, unit):
    """Who belongs to the unit, and the leaders and secretariats above it; the paper holds what each may see."""
    return user.is_authenticated and (user.is_admin or unit.id in user.unit_ids or user.reaches(unit, *sight.GIVERS))


def can_read_file(user, file):
    """Whoever reads the report it came with."""
    return user.is_authenticated and queries.is_file_seen_by(file, user)
