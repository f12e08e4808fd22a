"""Who offers a speech, who reads it, who decides."""

from meetings.conferences import rules as conferences
from meetings.sites import rules as sites
from meetings.speeches import queries

can_see_all = conferences.can_run
can_offer = sites.can_answer


def can_change(user, speech):
    """Who answers for its site, and the secretariat on its behalf."""
    return can_offer(user, speech.site)


def can_read(user, speech):
    """Whoever may change it, and those who preside."""
    return can_change(user, speech) or conferences.can_run(user, speech.conference)


def can_read_text(user, speech):
    """Whoever reads the speech; nobody, where its text has secret content (such papers are handed out)."""
    return can_read(user, speech) and speech.fingerprint not in queries.secret_texts(speech.conference.id)


def can_decide(user, speech):
    """The secretariat of the conference."""
    return conferences.can_manage(user, speech.conference)
