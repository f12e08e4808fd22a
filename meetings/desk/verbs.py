"""What the journal's verbs are called, so that its lines read as sentences."""

from meetings.base.language import _l
from meetings.desk.doors import bp

VERBS = {
    "account_closed": _l("closed an account"),
    "account_reopened": _l("reopened an account"),
    "added_document": _l("put a document on the shelf"),
    "added_item": _l("added an item to the agenda"),
    "approved_minutes": _l("approved the minutes"),
    "approved_notice": _l("approved the notice of conclusions"),
    "ask_again_sites": _l("asked all sites anew"),
    "began": _l("began the sitting"),
    "cancelled": _l("cancelled the conference"),
    "chose_sites": _l("chose sites"),
    "concluded": _l("closed the conference"),
    "confirmed_site": _l("confirmed the site"),
    "copied_agenda": _l("copied an agenda"),
    "corrected_minutes": _l("began a corrected edition of the minutes"),
    "corrected_notice": _l("began a corrected notice of conclusions"),
    "declined_site": _l("said that the site does not take part"),
    "deleted_draft": _l("deleted a draft"),
    "drafted": _l("planned a conference"),
    "dropped_site": _l("dropped a site"),
    "edited_site": _l("corrected the facts of a site"),
    "ended": _l("ended the sitting"),
    "granted_site_change": _l("agreed to the change a site asked for"),
    "invite_sites": _l("asked the sites"),
    "invited": _l("sent the invitation"),
    "marked_ready": _l("marked the conference as ready"),
    "named_secretary": _l("named the secretary"),
    "paused": _l("paused the sitting"),
    "postponed": _l("postponed the conference"),
    "published_agenda": _l("published the agenda"),
    "put_back_block": _l("put a block of the minutes back"),
    "put_back_document": _l("put a document back"),
    "refused_site_change": _l("refused the change a site asked for"),
    "released_minutes": _l("gave out the minutes"),
    "released_notice": _l("gave out the notice of conclusions"),
    "released_paper": _l("released an official paper"),
    "reminded_sites": _l("reminded sites"),
    "removed_block": _l("removed a block of the minutes"),
    "removed_document": _l("took a document off the shelf"),
    "removed_item": _l("took an item off the agenda"),
    "reordered_agenda": _l("put the agenda in another order"),
    "replaced_document": _l("put a newer version of a document on the shelf"),
    "requested_site_change": _l("asked for a change at the site"),
    "rescheduled": _l("set a new time"),
    "restored_block": _l("restored an earlier text in the minutes"),
    "resumed": _l("let the sitting go on"),
    "revised": _l("changed the information"),
    "revised_document": _l("changed what is said of a document"),
    "revised_item": _l("changed an item of the agenda"),
    "saw_site": _l("opened the question to the site"),
    "sent_back_minutes": _l("sent the minutes back"),
    "sent_back_notice": _l("sent the notice of conclusions back"),
    "started_minutes": _l("opened the minutes"),
    "started_notice": _l("opened the notice of conclusions"),
    "submitted_minutes": _l("handed in the minutes"),
    "submitted_notice": _l("handed in the notice of conclusions"),
    "tested_line": _l("tested a line"),
}


@bp.app_template_global()
def verb(name: str) -> str:
    """What somebody did, in words; a verb without words of its own is shown as it is."""
    return VERBS.get(name, name.replace("_", " "))
