"""The whole demo in one database: units, people, the conference of 2015, a year around today."""

from datetime import timedelta

from meetings.base import clock
from meetings.base.db import transaction
from meetings.demo import cast, everywhere, lists, repeating, seeds, shelf, states, trials, y2015, year
from meetings.notices import actions as notices
from meetings.workdays import jobs as workdays

# The people of the demo have opened what they were told longer ago.
OPENED_AFTER = timedelta(days=3)


def load(*, password: str) -> None:
    """Load what is not there yet; every account of the demo gets this password.

    Told again on the same database nothing doubles: what stands there is found by its name and day, and what another
    day's run left sitting is ended.
    """
    with transaction():
        seeds.units()
    workdays.seed_due()
    with transaction():
        people = cast.invite_all(password)
        year.close_yesterdays(people)
    papers, sources = shelf.stored(), shelf.sources()
    with transaction():
        if not y2015.told():
            cast.people_of_communes()
            y2015.close(y2015.tell(sources))
    with transaction():
        year.tell(people, papers)
        everywhere.give(people)
        year.save_groups(people)
        repeating.begin(people)
        trials.tell(people)
        lists.tell(people)
        states.tell(people)
    with transaction():
        for person in people.values():
            notices.open_all(person.id, before=clock.now() - OPENED_AFTER)


def tell_2015():
    """Only the conference of 2015 with its units; returns it."""
    with transaction():
        seeds.units()
        return y2015.tell().id
