"""What each kind of message is called in the outbox."""

from meetings.base.language import _l

NAMES = {
    "invitation": _l("Invitation"),
    "confirm_reminder": _l("Reminder to confirm"),
    "site_change_asked": _l("A site asks for a change"),
    "site_declined": _l("A site does not take part"),
    "site_change_granted": _l("Change of a site granted"),
    "site_change_refused": _l("Change of a site refused"),
    "substitute_named": _l("Named to preside at a site"),
    "site_chair_replaced": _l("Another one presides at a site"),
    "site_joined": _l("Another site attends in your room"),
    "site_left": _l("Another site does not attend in your room after all"),
    "site_turned_away": _l("Cannot attend at the chosen site"),
    "site_dropped": _l("Site no longer invited"),
    "site_unit_ended": _l("The unit of a site ends"),
    "unit_ended": _l("A unit ends"),
    "unit_reopened": _l("A unit goes on after all"),
    "site_unit_reopened": _l("The unit of a site goes on after all"),
    "rehearsal_planned": _l("Rehearsal planned"),
    "rehearsal_moved": _l("Rehearsal moved"),
    "rehearsal_cancelled": _l("Rehearsal called off"),
    "link_given": _l("Link of a site"),
    "link_sent_back": _l("Link came to the wrong unit"),
    "speech_offered": _l("Speech registered"),
    "speech_withdrawn": _l("Speech withdrawn"),
    "speech_accepted": _l("Speech taken into the agenda"),
    "speech_returned": _l("Speech returned"),
    "papers_added": _l("More papers for a site"),
    "conference_announced": _l("Conference announced"),
    "conference_changed": _l("Time, place or chair changed"),
    "conference_corrected": _l("Entry in calendars corrected"),
    "conference_restored": _l("Conference takes place after all"),
    "conference_entered": _l("Entry for one more calendar"),
    "conference_withdrawn": _l("Entry taken from one calendar"),
    "counter_declined": _l("Proposed time declined"),
    "delegate_declined": _l("Proposed substitute declined"),
    "conference_cancelled": _l("Conference cancelled"),
    "conference_postponed": _l("Conference postponed"),
    "conference_rescheduled": _l("Conference moved to another day"),
    "conference_ended": _l("Conference ended"),
    "conference_reopened": _l("Conference goes on"),
    "minutes_submitted": _l("Minutes handed in"),
    "minutes_approved": _l("Minutes approved"),
    "minutes_sent_back": _l("Minutes sent back"),
    "minutes_released": _l("Minutes given out"),
    "notice_submitted": _l("Notice of conclusions handed in"),
    "notice_approved": _l("Notice of conclusions approved"),
    "notice_sent_back": _l("Notice of conclusions sent back"),
    "notice_released": _l("Notice of conclusions given out"),
    "directive_given": _l("Directive given"),
    "directive_to_coordinate": _l("Directive to help with"),
    "directive_reminded": _l("Directive urged"),
    "directive_submitted": _l("Directive handed in"),
    "directive_accepted": _l("Result accepted"),
    "directive_returned": _l("Directive returned"),
    "directive_sent_back": _l("Result sent back"),
    "directive_taken_back": _l("Result taken back"),
    "directive_hindered": _l("Directive hindered"),
    "directive_longer_asked": _l("More time asked for"),
    "directive_longer_answered": _l("Answer about more time"),
    "directive_handed_over": _l("Directive given to another unit"),
    "directive_amended": _l("Directive amended"),
    "directive_withdrawn": _l("Directive withdrawn"),
    "password_reset": _l("New password asked for"),
    "password_invited": _l("Invitation to set a password"),
    "digest": _l("Daily digest"),
}


def kind_name(kind: str) -> str:
    """The name of a kind of message, in the reader's language."""
    return str(NAMES.get(kind, kind))


ICONS = {
    "conference": "calendar-event",
    "invitation": "mail",
    "confirm": "clock",
    "site": "map-pin",
    "unit": "sitemap",
    "papers": "file-text",
    "minutes": "writing",
    "notice": "file-check",
    "directive": "clipboard-list",
}


def icon_of(kind: str) -> str:
    """The icon of a kind of message: that of its noun."""
    return ICONS.get(kind.partition("_")[0], "bell")
