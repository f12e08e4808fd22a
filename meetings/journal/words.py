"""What each verb of the journal reads like, after the name of who did it. A test holds that none is forgotten.

Where the program itself gives the reason of an act, it is kept as a code and said in the language of who reads it.
"""

from meetings.base.language import _l
from meetings.base.vietnamese import collation_key, fold
from meetings.web.retold import Retold

SENTENCES = {
    "signed_in": _l("signed in"),
    "signed_out_everywhere": _l("ended all sessions"),
    "asked_for_password": _l("asked for a new password"),
    "gave_password": _l("gave a one-time password"),
    "changed_password": _l("changed the password"),
    "added_person": _l("added the person"),
    "changed_person": _l("changed the person's data"),
    "swept_files": _l("deleted stored files that nothing names any more"),
    "hurried_notice": _l("sent a waiting message at once"),
    "chose_channels": _l("chose how to be told"),
    "exported_people": _l("took away a table of people"),
    "closed_account": _l("closed the account"),
    "reopened_account": _l("reopened the account"),
    "invited_person": _l("sent an invitation to set a password"),
    "gave_post": _l("gave a position"),
    "changed_post": _l("changed a position"),
    "ended_post": _l("ended a position"),
    "dropped_post": _l("took away a position before it began"),
    "took_over_days": _l("took over the official days of the year"),
    "set_day": _l("said that a day is off or worked"),
    "removed_day": _l("took a special day out of the table"),
    "added_unit": _l("added the unit"),
    "imported_units": _l("took in a table of units"),
    "undid_unit_import": _l("took an import of units back"),
    "took_back_unit": _l("took the unit out with its import"),
    "put_back_unit": _l("put the unit back as before the import"),
    "changed_unit": _l("changed the unit"),
    "changed_letterhead": _l("changed the letterhead"),
    "moved_unit": _l("moved the unit in the tree"),
    "ended_unit": _l("ended the unit"),
    "reopened_unit": _l("reopened the unit"),
    "noted_slot_agreement": _l("noted that the technical unit agreed to the slot"),
    "went_on_despite": _l("sent the invitation though rules were not kept"),
    "set_reminders": _l("set when silent sites are reminded"),
    "switched_reminders_off": _l("switched reminders by schedule off"),
    "switched_reminders_on": _l("switched reminders by schedule on"),
    "set_limits": _l("set the limits that an organiser keeps to"),
    "dropped_limits": _l("let an organiser keep to the common limits again"),
    "adopted_counter": _l("adopted the time that a calendar proposed"),
    "declined_reply": _l("declined what a calendar proposed"),
    "believed_report": _l("believed that mail does not reach an address"),
    "counted_reply": _l("let an answer count that came without its code"),
    "set_aside_reply": _l("set an answer aside"),
    "invited_guest": _l("invited one more"),
    "withdrew_invite": _l("took one off those invited"),
    "gave_back_invite": _l("invited one again who had been taken off"),
    "drafted": _l("drafted the conference"),
    "revised": _l("revised the conference"),
    "deleted_draft": _l("deleted the draft"),
    "named_secretary": _l("named the secretary"),
    "continued_series": _l("made the next conference of the series"),
    "moved_head_count": _l("moved one over in the reported head-count"),
    "continued_numbers": _l("went on with the numbers of a kind of paper"),
    "opened_series": _l("opened the series"),
    "revised_series": _l("changed the title of the series or its number of drafts"),
    "filled_series": _l("made drafts of the series"),
    "changed_series_rule": _l("changed the rule of the series: it goes on as a new one"),
    "closed_series": _l("closed the series"),
    "changed_occurrence": _l("changed one occurrence of the series"),
    "skipped_occurrence": _l("skipped one occurrence of the series"),
    "restored_occurrence": _l("put one occurrence back to the rule of the series"),
    "made_template": _l("made the template"),
    "revised_template": _l("changed the template"),
    "retired_template": _l("took the template out of use"),
    "brought_back_template": _l("brought the template back into use"),
    "used_template": _l("made a conference from a template"),
    "invited": _l("called the conference"),
    "marked_ready": _l("marked the conference as ready"),
    "began": _l("began the sitting"),
    "paused": _l("paused the sitting"),
    "resumed": _l("resumed the sitting"),
    "ended": _l("ended the sitting"),
    "recorded_held": _l("recorded that the conference was held"),
    "took_back_beginning": _l("took the beginning of the sitting back"),
    "reopened": _l("took the end of the sitting back"),
    "concluded": _l("closed the conference with its conclusions"),
    "cancelled": _l("cancelled the conference"),
    "restored": _l("let the cancelled conference take place after all"),
    "postponed": _l("postponed the conference"),
    "rescheduled": _l("set another time"),
    "turned_guest_away": _l("had no room for a site that wanted to attend there"),
    "chose_sites": _l("chose the sites"),
    "dropped_site": _l("dropped the site"),
    "exported_sites": _l("took away the list of sites"),
    "exported_calendar_answers": _l("took away the answers of calendars"),
    "exported_protocol": _l("took away the protocol of a rehearsal"),
    "dropped_with_sites": _l("dropped lists and speeches with their sites"),
    "edited_site": _l("edited the site"),
    "saw_site": _l("opened the question to the site"),
    "confirmed_site": _l("confirmed the site"),
    "declined_site": _l("declined for the site"),
    "requested_site_change": _l("asked for a change"),
    "took_confirmation": _l("took by telephone that the site takes part"),
    "took_refusal": _l("took by telephone that the site does not take part"),
    "took_site_change": _l("took by telephone that the site asks for a change"),
    "granted_site_change": _l("granted the change"),
    "refused_site_change": _l("refused the change"),
    "invite_sites": _l("asked the sites"),
    "ask_again_sites": _l("asked the sites anew"),
    "reminded_sites": _l("reminded the sites"),
    "tested_line": _l("tested the line"),
    "planned_rehearsal": _l("planned a rehearsal"),
    "revised_rehearsal": _l("changed a rehearsal"),
    "took_sites_into_rehearsal": _l("took new sites into the rehearsal"),
    "closed_rehearsal": _l("closed the rehearsal"),
    "reopened_rehearsal": _l("reopened the rehearsal"),
    "cancelled_rehearsal": _l("called the rehearsal off"),
    "judged_site": _l("gave a verdict on the site in the rehearsal"),
    "tested_own_site": _l("tested the site's own equipment"),
    "saved_site_group": _l("saved a group of sites"),
    "renamed_site_group": _l("renamed a group of sites"),
    "changed_site_group": _l("changed the units of a group of sites"),
    "deleted_site_group": _l("deleted a group of sites"),
    "added_item": _l("added an agenda item"),
    "revised_item": _l("revised an agenda item"),
    "closed_item": _l("said that an agenda item has secret content"),
    "opened_item": _l("said that an agenda item has no secret content"),
    "removed_item": _l("removed an agenda item"),
    "reordered_agenda": _l("put the agenda in another order"),
    "laid_out_agenda": _l("laid out the agenda after a template"),
    "copied_agenda": _l("copied an agenda"),
    "moved_agenda": _l("moved the fixed hours of the agenda with the conference"),
    "published_agenda": _l("published the agenda"),
    "added_document": _l("added a document"),
    "replaced_document": _l("replaced a document by a newer one"),
    "revised_document": _l("changed what is said of a document"),
    "opened_document": _l("opened a document to the sites"),
    "closed_document": _l("closed a document to the sites"),
    "closed_shelf": _l("said that the conference has secret content: no files"),
    "opened_shelf": _l("opened the shelf of files again"),
    "removed_document": _l("removed a document"),
    "put_back_document": _l("put back a document"),
    "told_of_document": _l("told the sites of a document"),
    "dropped_telling_of_document": _l("dropped a message about a document that had not left"),
    "started_letter": _l("began the letter of invitation"),
    "wrote_letter": _l("wrote in the letter of invitation"),
    "released_letter": _l("released the letter of invitation"),
    "sent_invitations": _l("sent the invitations"),
    "issued_link": _l("gave out a link to the site's page"),
    "ended_link": _l("ended a link to the site's page"),
    "renewed_feed": _l("renewed the address of the calendar"),
    "reported_attendance": _l("reported the head-count"),
    "named_delegates": _l("named delegates"),
    "took_back_delegates": _l("took a pasted list of delegates back"),
    "edited_delegate": _l("edited a delegate"),
    "removed_delegate": _l("removed a delegate"),
    "marked_delegate": _l("marked a delegate"),
    "marked_delegates": _l("marked several delegates"),
    "unmarked_delegates": _l("took back marks of delegates"),
    "called_for_lists": _l("said what is asked of the lists of delegates"),
    "called_for_list": _l("said what is asked of a site's list of delegates"),
    "exported_delegates": _l("took away a list of delegates"),
    "erased_delegates": _l("erased the names of delegates"),
    "offered_speech": _l("offered a speech"),
    "revised_speech": _l("revised the offered speech"),
    "accepted_speech": _l("took a speech into the agenda"),
    "returned_speech": _l("returned a speech"),
    "withdrew_speech": _l("withdrew a speech"),
    "ordered_speeches": _l("put the speeches into another order"),
    "closed_attendance": _l("closed the attendance"),
    "started_minutes": _l("began the minutes"),
    "wrote_minutes_head": _l("wrote the head of the minutes"),
    "removed_block": _l("removed a part of the minutes"),
    "put_back_block": _l("put back a part of the minutes"),
    "restored_block": _l("restored an earlier text of the minutes"),
    "submitted_minutes": _l("submitted the minutes"),
    "sent_back_minutes": _l("sent back the minutes"),
    "approved_minutes": _l("approved the minutes"),
    "released_minutes": _l("released the minutes"),
    "corrected_minutes": _l("began a corrected edition of the minutes"),
    "started_notice": _l("began the notice of conclusions"),
    "wrote_notice": _l("wrote in the notice of conclusions"),
    "submitted_notice": _l("submitted the notice of conclusions"),
    "dropped_minutes": _l("dropped the correction of the minutes"),
    "dropped_notice": _l("dropped the correction of the notice of conclusions"),
    "sent_back_notice": _l("sent back the notice of conclusions"),
    "approved_notice": _l("approved the notice of conclusions"),
    "released_notice": _l("released the notice of conclusions"),
    "corrected_notice": _l("began a corrected notice of conclusions"),
    "made_room": _l("chose a name for the video room"),
    "renamed_room": _l("gave the video room another name"),
    "took_kit": _l("took away the kit of the site"),
    "exported_directives": _l("took away a table of directives"),
    "released_paper": _l("released an official paper"),
    "queued_notice_again": _l("sent a message once more"),
    "directive_given": _l("gave the directive"),
    "directive_taken_on": _l("took on the directive"),
    "directive_returned": _l("returned the directive"),
    "directive_assigned_again": _l("assigned the directive again"),
    "directive_reported": _l("reported progress"),
    "directive_submitted": _l("submitted the result"),
    "directive_accepted": _l("accepted the result"),
    "directive_sent_back": _l("sent back the result"),
    "directive_taken_back": _l("took back the result"),
    "directive_withdrawn": _l("withdrew the directive"),
    "directive_reminded": _l("reminded of the directive"),
    "directive_passed_down": _l("passed the directive down"),
    "directive_longer_asked": _l("asked for longer"),
    "directive_longer_granted": _l("granted longer"),
    "directive_longer_refused": _l("refused longer"),
    "directive_amended": _l("amended the directive by a replacing notice"),
}

THINGS = {
    "person": _l("Person"),
    "unit": _l("Unit"),
    "unit_import": _l("Import of units"),
    "conference": _l("Conference"),
    "site": _l("Site"),
    "agenda_item": _l("Agenda item"),
    "speech": _l("Speech"),
    "document": _l("Document"),
    "minutes": _l("Minutes"),
    "conclusion_notice": _l("Notice of conclusions"),
    "paper": _l("Official paper"),
    "directive": _l("Directive"),
    "conference_series": _l("Series"),
    "conference_template": _l("Template"),
    "series_occurrence": _l("Occurrence"),
    "notice": _l("Message"),
}


# What the details of an entry add to its sentence, in words that hold for ever; empty ones are left out.
SPOKE = {"given_by": _l("(%(text)s spoke)")}
DETAILS = {
    "moved_unit": {"before": _l("from under “%(text)s”"), "after": _l("to under “%(text)s”")},
    **dict.fromkeys(("took_confirmation", "took_refusal", "took_site_change"), SPOKE),
    "went_on_despite": {"rules": _l("(not kept: %(text)s)"), "clashes": _l("(clashes with: %(text)s)")},
}
# The rules, as details name them.
RULES = {
    "length": _l("length of the conference"),
    "day_off": _l("a day on which offices work"),
    "letter": _l("days ahead for the letter"),
    "papers": _l("days ahead for the papers"),
    "slot": _l("consent of the technical unit"),
}


def more(entry) -> str:
    """What the entry's details say in words, where they say more than its sentence."""
    said = DETAILS.get(entry.verb, {})
    kept = [(words, entry.details.get(name)) for name, words in said.items()]
    return ", ".join(str(words % {"text": _text(value)}) for words, value in kept if value)


def _text(kept):
    return "; ".join(str(RULES.get(one, one)) for one in kept) if isinstance(kept, list) else kept


SERIES_CLOSED, NEW_RULE, DAY_OFF = "series_closed", "series_rule_changed", "day_off"
REASONS = {
    SERIES_CLOSED: _l("The series has been closed."),
    NEW_RULE: _l("The rule of the series has changed."),
    DAY_OFF: _l("By the rule of the series this day falls out."),
}
# Rows of former releases hold the sentence itself, in the language of who acted.
FORMER = Retold(*REASONS.values())


def reason(kept: str) -> str:
    """A reason as its reader is told it: what a person wrote stays as it is."""
    return str(REASONS[kept]) if kept in REASONS else FORMER.said(kept)


def sentence(verb: str) -> str:
    """The verb in the reader's language; the bare verb when it has no sentence."""
    return str(SENTENCES.get(verb, verb.replace("_", " ")))


def verbs_with(part: str) -> list[str]:
    """The verbs whose sentence, in the reader's language and without marks, has that part of a word in it."""
    return [verb for verb, words in SENTENCES.items() if part in fold(str(words))]


def named_by(parts: list[str]) -> dict[str, list[str]]:
    """The kinds of things whose word is among `parts` (without marks) whole, each with the parts of it."""
    kinds = {thing: fold(str(words)).split() for thing, words in THINGS.items()}
    return {thing: name for thing, name in kinds.items() if set(name) <= set(parts)}


def choices() -> list[tuple[str, str]]:
    """All verbs with their sentences, by sentence."""
    return _by_words(SENTENCES)


def things() -> list[tuple[str, str]]:
    """The kinds of things that are acted on, by their word."""
    return _by_words(THINGS)


def _by_words(named):
    """The pairs in the order of the Vietnamese alphabet."""
    return sorted(((name, str(words)) for name, words in named.items()), key=lambda row: collation_key(row[1]))
