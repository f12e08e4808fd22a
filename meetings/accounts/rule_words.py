"""Who may, in words for people: one sentence for each rule that guards a page. A test holds that none is forgotten."""

from meetings.base.language import _l

RULES = {
    "accounts.can_administer": _l("Administrators."),
    "accounts.can_edit_person": _l(
        "Administrators; the secretariat when its post covers all posts of the person, who is no administrator."
    ),
    "accounts.can_edit_post": _l(
        "Administrators; the secretariat for posts in the units it covers, other than an administrator's."
    ),
    "accounts.can_keep_people": _l(
        "Administrators, and the secretariats for the people of the units that their post covers."
    ),
    "accounts.can_see_person": _l("Oneself, and whoever keeps the people of a unit in which the person holds a post."),
    "agenda.can_shape_item": _l("Whoever manages the conference of the item."),
    "attendance.corrects": _l("Whoever manages the conference fills in the whole sheet at once."),
    "attendance.can_report": _l("Who answers for the site, and who manages the conference."),
    "attendance.can_mark": _l("Who reports the attendance of the delegate's site."),
    "attendance.can_look": _l("Who sees the attendance of the site."),
    "attendance.can_see_names": _l("Who may read the names of the delegates: their own site and the secretariat."),
    "conclusions.can_decide": _l("Those who preside approve, or send back with a note."),
    "conclusions.can_read": _l("A released notice is for all who take part."),
    "conclusions.can_read_drafts": _l(
        "Who writes and who decides see the work before it is released; either may take it back from review."
    ),
    "conclusions.can_write": _l("The secretariat of the organiser and the conference's secretary."),
    "conferences.can_create": _l("The secretariats; an administrator can always help."),
    "conferences.can_manage": _l(
        "The secretariat whose post covers the organiser, the conference's secretary, an administrator."
    ),
    "conferences.can_run": _l("Whoever manages it, and those who preside: begin, pause and end the sitting."),
    "desk.outbox.can_read_notice": _l("The administrator; a secretariat what was told within a conference it manages."),
    "desk.outbox.can_read_outbox": _l(
        "The secretariats, each within the conferences it manages, and the administrator."
    ),
    "desk.paper_sight.can_see_paper": _l(
        "Administrators, the secretariat whose post covers the issuer, who may see the conference it belongs to, and "
        "of a notice of conclusions who may see a directive that rests on it."
    ),
    "desk.paper_sight.can_see_paper_by_link": _l(
        "Whoever holds the link of a site of its conference, once minutes or a notice are released."
    ),
    "directives.can_answer": _l(
        "The lead unit's leaders, officers and secretariat, and the person named: take on, return, submit, ask longer."
    ),
    "directives.can_extract": _l(
        "Who belongs to the unit, and the leaders and secretariats above it; the paper holds what each may see."
    ),
    "directives.can_give": _l(
        "Leaders and secretariats give directives in the name of their unit; an administrator can always help."
    ),
    "directives.can_judge": _l(
        "The giving side: its unit's leaders and secretariat, and who gave it while he holds the post that he held "
        "then. It accepts, withdraws, urges."
    ),
    "directives.can_record": _l(
        "The giving side, for a unit of which nobody has an account: what it said by telephone or on paper is recorded."
    ),
    "directives.can_pass_down": _l("Who may give directives in the name of the lead unit."),
    "directives.can_read_file": _l("Whoever may see the directive whose report it came with."),
    "directives.can_report": _l("Also the members of the lead unit, who do the work."),
    "directives.can_see_order": _l("Whoever may see one of the directives that were given together."),
    "directives.can_see": _l(
        "The units that lead, coordinate and gave it, those above them, who presides over its conference."
    ),
    "documents.can_change": _l("Whoever manages the conference of the document."),
    "documents.can_read_earlier": _l(
        "Whoever manages the conference looks up what a file said before; nobody, where it has secret content."
    ),
    "documents.can_read_by_link": _l(
        "Whoever holds a site's link of the conference: the papers for the sites, never those with secret content."
    ),
    "documents.can_read": _l("Those for whom the document is on the shelf of a conference that they may see."),
    "documents.can_shelve": _l("Whoever manages the conference puts files on its shelf and takes them off."),
    "invitations.can_decide": _l("Those who manage the conference that a letter is about."),
    "invitations.can_read_replies": _l(
        "The secretariats and the administrator: what belongs to nobody must be seen by somebody."
    ),
    "invitations.can_set_aside": _l(
        "The secretariats that have to do with the sender through the tree; "
        "the topmost and the administrator for all others."
    ),
    "invitations.can_write_invite": _l("Those who manage the conference of the one invited."),
    "invitations.can_write_letter": _l("Those who manage the conference of the letter."),
    "journal.can_read": _l(
        "Administrators; what concerns one conference or directive is read there by those who see it."
    ),
    "minutes.can_decide": _l("Those who preside approve, or send back with a note."),
    "minutes.can_read": _l("Released minutes are for all who take part."),
    "minutes.can_read_block": _l("The history of a block is for those who see drafts."),
    "minutes.can_read_drafts": _l("Who writes and who decides see the work before it is released."),
    "minutes.can_take_back": _l("The chair sends back; who handed in may take it back to write on."),
    "minutes.can_waive": _l(
        "Whether minutes are made is for those who preside to decide, and for who would write them to note."
    ),
    "minutes.can_write": _l("The secretariat of the organiser and the conference's secretary write and hand in."),
    "minutes.can_write_block": _l("Who writes the minutes writes its blocks."),
    "notices.was_told": _l("Only the one whom it was told."),
    "registry.can_set_numbering": _l("Administrators say whether the papers of an issuer share one series of numbers."),
    "registry.can_continue_series": _l("Administrators say which number a series had reached outside."),
    "rehearsals.can_change": _l("The secretariat of the conference: time, technical unit, closing, calling off."),
    "rehearsals.can_enter": _l("All who take part in the conference, and who gives verdicts."),
    "rehearsals.can_judge_trial": _l("The secretariat of the conference and the people of its technical unit."),
    "rehearsals.can_list": _l("Who runs the conference, and the technical unit of one of its rehearsals."),
    "rehearsals.can_read": _l("Who gives verdicts, and those who preside over the conference."),
    "rooms.can_keep": _l("Those who preside and the secretariat; an administrator can help, but does not moderate."),
    "series.can_edit_template": _l(
        "The secretariat of the very unit that keeps the template, and nobody above it; an administrator can help."
    ),
    "series.can_keep": _l("The secretariat whose post covers the organiser; an administrator can always help."),
    "series.can_keep_day": _l("Whoever keeps the series."),
    "series.can_plan": _l("The secretariats; an administrator can always help."),
    "sites.answers_for": _l(
        "Who gives the site's own answer: its unit's officers and leaders, and its chair; not while it is a draft."
    ),
    "sites.can_answer": _l(
        "Who answers for the site: its unit's officers and leaders, its chair, and the secretariat on its behalf."
    ),
    "sites.can_look": _l(
        "Who sees the site's own page: who answers for it, who runs the conference, and people of its unit."
    ),
    "sites.can_manage_group": _l(
        "The secretariat whose post covers the unit that keeps the group; an administrator can always help."
    ),
    "sites.can_manage_link": _l("The secretariat of the conference of the link's site."),
    "sites.can_decide": _l(
        "Those who preside over the conference consent to another chair or refuse; the secretariat on their behalf."
    ),
    "sites.can_see_scan": _l("The secretariat, those who preside, and who answers for the own site."),
    "sites.can_turn_away": _l("Who answers for the site in whose room it attends, and the secretariat."),
    "sites.can_manage_site": _l("The secretariat of the conference."),
    "sites.holds_link": _l("Whoever has the whole address that was sent to him, as long as it is good."),
    "sites.can_see": _l("Who manages it or takes part; a draft is seen by those who manage it and who preside."),
    "sites.takes_part": _l("People of the units that have a site in it, and those who preside."),
    "speeches.can_change": _l("Who answers for the speech's site, and the secretariat on its behalf."),
    "speeches.can_decide": _l("The secretariat of the conference takes speeches into the agenda or returns them."),
    "speeches.can_read_text": _l("Those who read the speech; nobody, where its text has secret content."),
    "speeches.can_read": _l("Who answers for the speech's site, who manages the conference, and those who preside."),
    "units.can_edit_letterhead": _l("Administrators, and the secretariat whose post covers the unit."),
    "units.can_keep": _l("Administrators keep the tree of units."),
    "units.can_see": _l("Everybody with an account."),
    "workdays.can_keep_days": _l("Administrators and the secretariats."),
    "web.access.anyone": _l("Everybody, also without an account."),
    "web.access.signed_in": _l("Everybody with an account."),
}
PARTS = {
    "accounts": _l("People and accounts"),
    "agenda": _l("Agenda"),
    "attendance": _l("Attendance"),
    "conclusions": _l("Conclusions"),
    "conferences": _l("Conferences"),
    "desk": _l("Home and overviews"),
    "directives": _l("Directives"),
    "documents": _l("Documents"),
    "invitations": _l("Invitations and calendar"),
    "journal": _l("Journal"),
    "live": _l("The live room"),
    "minutes": _l("Minutes"),
    "notices": _l("Messages"),
    "registry": _l("Official papers"),
    "rehearsals": _l("Rehearsals"),
    "reminders": _l("Schedule of reminders"),
    "rooms": _l("Video room"),
    "series": _l("Series and templates"),
    "sites": _l("Sites"),
    "speeches": _l("Speeches"),
    "units": _l("Units"),
    "workdays": _l("Working days"),
}


def name_of(rule) -> str:
    """The name of a rule: "sites.can_see"."""
    return f"{rule.__module__.removeprefix('meetings.').removesuffix('.rules')}.{rule.__qualname__}"


def sentence(rule) -> str:
    """Who may, in the reader's language; else what the code says of it."""
    said = (rule.__doc__ or name_of(rule)).strip().split("\n\n")[0]
    return str(RULES.get(name_of(rule), " ".join(said.split())))
