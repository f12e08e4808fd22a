"""Who plans rehearsals, who gives verdicts, who reads them."""

from meetings.conferences import rules as conferences
from meetings.rehearsals import queries
from meetings.sites import rules as sites

# Whoever manages the conference plans its rehearsals.
can_plan = conferences.can_manage
# A site's own self-test: who sees the site's own page.
can_test = sites.can_look


def can_list(user, conference):
    """Who runs the conference, and the technical unit of one of its rehearsals."""
    if not user.is_authenticated:
        return False
    return conferences.can_run(user, conference) or queries.operates(conference.id, user.unit_ids)


def can_change(user, rehearsal):
    """The secretariat of the conference: time, technical unit, closing, calling off."""
    return conferences.can_manage(user, rehearsal.conference)


def can_judge(user, rehearsal):
    """The secretariat of the conference and the people of the rehearsal's technical unit."""
    if not user.is_authenticated:
        return False
    return can_change(user, rehearsal) or rehearsal.operator_id in user.unit_ids


def can_read(user, rehearsal):
    """Who gives verdicts, and those who preside over the conference."""
    return can_judge(user, rehearsal) or conferences.presides(user, rehearsal.conference)


def can_judge_trial(user, trial):
    """Those who may give verdicts in the rehearsal: the trial of one site has no rule of its own."""
    return can_judge(user, trial.rehearsal)


def can_enter(user, rehearsal):
    """Everybody who takes part in the conference may come to the door of the trial's room, and who gives verdicts."""
    return can_read(user, rehearsal) or sites.takes_part(user, rehearsal.conference)
