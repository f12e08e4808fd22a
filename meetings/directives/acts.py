"""Which forms stand on the page of a directive: those that are timely in its state and allowed to the reader."""

from typing import NamedTuple

from flask_babel import gettext as _

from meetings.accounts import speakers
from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.vietnamese import person_key
from meetings.directives import act_forms, family, forms, phrases, queries, rules
from meetings.directives.models import LIFECYCLE, OWED, Directive, DirectiveState


class Possible(NamedTuple):
    """An act: its form, the move of the lifecycle behind it, and who may."""

    form: type
    move: str
    rule: object


# The one that fits role and state best stands first and open, the others below it.
ACTS = (
    Possible(act_forms.TakeOnForm, "take_on", rules.can_answer),
    Possible(act_forms.GrantForm, "answer_longer", rules.can_judge),
    Possible(act_forms.RefuseForm, "answer_longer", rules.can_judge),
    Possible(act_forms.AcceptForm, "accept", rules.can_judge),
    Possible(act_forms.SendBackForm, "send_back", rules.can_judge),
    Possible(act_forms.AssignAgainForm, "assign_again", rules.can_judge),
    Possible(act_forms.ReportForm, "report", rules.can_report),
    Possible(act_forms.LongerForm, "ask_for_longer", rules.can_answer),
    Possible(act_forms.ReturnForm, "return_", rules.can_answer),
    Possible(act_forms.TakeBackForm, "take_back", rules.can_answer),
    Possible(act_forms.RecordForm, "record", rules.can_record),
    Possible(act_forms.RemindForm, "remind", rules.can_judge),
    Possible(act_forms.HandOverForm, "hand_over", rules.can_judge),
    Possible(act_forms.WithdrawForm, "withdraw", rules.can_judge),
)


# Not while what the unit passed down is open: it has to be withdrawn first.
AFTER_BELOW = {"return_", "hand_over"}


def acts_for(directive: Directive, user, around, below, sent=None) -> list[act_forms.Act]:
    """The forms for the reader, in order; `sent` is one that was just refused and comes first with what was typed.

    `around` are the people of the lead unit, `below` the numbers of what was passed down.
    """
    timely = timely_moves(directive)
    if below.open:
        timely -= AFTER_BELOW
    allowed = {rules.can_judge} if rules.can_judge(user, directive) else set()
    known = rules.can_answer, rules.can_report, rules.can_record
    allowed |= {rule for rule in known if rule(user, directive, around.speaking)}
    found = [
        offered(act.form, directive, user, around=around, below=below)
        for act in ACTS
        if act.move in timely and act.rule in allowed and not isinstance(sent, act.form)
    ]
    return [sent, *found] if sent else found


def timely_moves(directive: Directive) -> set[str]:
    """The names of what can be done in the state of the directive, those outside the lifecycle's table too."""
    moves = set(LIFECYCLE.timely(directive.state))
    if directive.state is DirectiveState.RETURNED:
        moves.discard("hand_over")  # assigning again asks for the unit, too
    if directive.due_on is None or directive.wanted_due_on:
        moves.discard("ask_for_longer")
    if directive.state in OWED:
        moves |= {"remind", "record"}
    if directive.wanted_due_on and directive.is_open:
        moves.add("answer_longer")
    return moves


def offered(kind, directive: Directive, user, *, sent=False, around=None, below=None) -> act_forms.Act:
    """A form of `kind` with its choices and suggestions."""
    form = kind.on(directive, sent=sent)
    if kind is act_forms.HandOverForm:
        held = directive.lead_unit_id
        form.lead_unit.offer([pair for pair in _units_and_whether_reached(directive.giver_unit) if pair[0] != held])
    elif kind is act_forms.TakeOnForm:
        form.person.offer(_labelled((around or speakers.around(directive.lead_unit)).posts))
    elif kind is act_forms.AssignAgainForm:
        form.lead_unit.offer(_units_and_whether_reached(directive.giver_unit))
        form.lead_unit.data = form.lead_unit.data if sent else directive.lead_unit_id
    elif kind is act_forms.TakeBackForm:
        form.warn(is_late=directive.due_on is not None and directive.due_on < clock.today())
    elif kind is act_forms.WithdrawForm:
        form.tell_below((below or family.family(directive)).open)
    elif kind is act_forms.ReportForm:
        answers = rules.can_answer(user, directive, around.speaking if around else None)
        _suggest(form, answers, phrases.progress(directive, below or family.family(directive)), sent)
    return form


def _suggest(form, answers, progress, sent):
    """A parent's progress is suggested from its children; only who answers for the unit may hand in the result."""
    if not answers:
        form.how.choices = [choice for choice in act_forms.HOWS if choice[0] != "done"]
    if not sent:
        form.progress.data = progress


def passing_down(directive: Directive, user) -> forms.PassDownForm:
    """The form with which the lead unit hands the work on to its own offices."""
    form = forms.PassDownForm()
    leaders = _people(directive.lead_unit, Role.LEADER)
    form.offer(directive, units=_units_and_whether_reached(directive.lead_unit), givers=leaders)
    if not form.is_submitted():
        form.version.data = str(directive.version)
        form.giver.data = user.id if user.id in dict(leaders) else None
    return form


def giving(user, *, units, conference=None) -> forms.GiveForm:
    """The form for a directive of one's own; `units` are those in whose name the person may give."""
    form = forms.GiveForm()
    form.giver_unit.offer([(unit.id, unit.name) for unit in units])
    leaders = {post.person_id: label for unit in units for post, label in _leaders(unit)}
    form.giver.offer(list(leaders.items()))
    below = {pair[0]: pair for unit in units for pair in _units_and_whether_reached(unit)}
    form.lead_units.choices = form.coordinators.choices = list(below.values())
    if not form.is_submitted():
        form.giver_unit.data = units[0].id if units else None
        form.giver.data = user.id if user.id in leaders else None
        form.source.data = conference.named if conference else ""
    return form


def _leaders(unit):
    return [(post, _label(post)) for post in queries.posts_acting_for(unit, Role.LEADER)]


def _people(unit, *roles):
    return _labelled(queries.posts_acting_for(unit, *roles))


def _labelled(posts):
    posts = sorted(posts, key=lambda post: person_key(post.person.name))
    return list({post.person_id: (post.person_id, _label(post)) for post in posts}.values())


def _label(post):
    return f"{post.person.name}, {post.placed}"


def _units_and_whether_reached(unit):
    below = queries.units_below(unit)
    unheard, pairs = speakers.unheard(below), _told_apart(below, unit)
    return [(n, _("%(unit)s (nobody to tell)", unit=words) if n in unheard else words) for n, words in pairs]


def _told_apart(below, unit):
    """Those below `unit` in words; of its own offices nobody asks whose they are."""
    return [(one.id, one.name if one.parent_id == unit.id else one.placed) for one in below]
