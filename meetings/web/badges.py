"""With which icon, tone and word a state is shown.

Keyed by the noun and the class, so that this floor knows no domain; a test holds that none is forgotten.
"""

from typing import NamedTuple

from meetings.base.language import _l


class Badge(NamedTuple):
    """How a state looks: icon of the sprite, tone of the pill, word."""

    icon: str
    tone: str
    word: str


BADGES = {
    "base.Outcome": {
        "new": Badge("circle-plus", "ok", _l("New")),
        "changed": Badge("pencil", "info", _l("Changed")),
        "unchanged": Badge("equal", "mute", _l("Unchanged")),
        "refused": Badge("circle-x", "bad", _l("Refused")),
        "passed_over": Badge("arrow-right", "mute", _l("Passed over: no person")),
    },
    "conferences.ConferenceState": {
        "draft": Badge("pencil", "outline", _l("Draft")),
        "inviting": Badge("send", "warn", _l("Awaiting confirmation")),
        "ready": Badge("checks", "info", _l("Ready")),
        "live": Badge("broadcast", "live", _l("In session")),
        "paused": Badge("player-pause", "talk", _l("Paused")),
        "ended": Badge("flag", "mute", _l("Has ended")),
        "concluded": Badge("file-check", "ok", _l("Conclusions issued")),
        "cancelled": Badge("ban", "bad", _l("Cancelled")),
        "postponed": Badge("calendar-time", "gold", _l("Postponed")),
    },
    "workdays.DayKind": {
        "off": Badge("calendar-off", "mute", _l("Day off")),
        "worked": Badge("briefcase", "info", _l("Worked instead")),
    },
    "series.Departure": {
        "none": Badge("repeat", "mute", _l("As ruled")),
        "changed": Badge("pencil", "info", _l("Changed once")),
        "skipped": Badge("calendar-x", "bad", _l("Skipped")),
    },
    "invitations.PartStat": {
        "needs_action": Badge("clock", "outline", _l("No answer yet")),
        "accepted": Badge("circle-check", "ok", _l("Will come")),
        "tentative": Badge("help", "warn", _l("Perhaps")),
        "declined": Badge("circle-x", "bad", _l("Will not come")),
        "delegated": Badge("user-share", "info", _l("Sends somebody else")),
    },
    "invitations.ReplyState": {
        "open": Badge("alert-circle", "warn", _l("To be decided")),
        "settled": Badge("check", "mute", _l("Settled")),
    },
    "sites.SiteState": {
        "unsent": Badge("circle-dashed", "outline", _l("Not invited yet")),
        "waiting": Badge("clock", "warn", _l("Awaiting answer")),
        "seen": Badge("eye", "info", _l("Seen")),
        "confirmed": Badge("circle-check", "ok", _l("Confirmed")),
        "change_requested": Badge("refresh", "talk", _l("Asks for a change")),
        "declined": Badge("circle-x", "bad", _l("Does not take part")),
    },
    "sites.SiteKind": {
        "main": Badge("star-filled", "gold", _l("Main site")),
        "member": Badge("map-pin", "outline", _l("Member site")),
        "relay": Badge("broadcast", "mute", _l("Relay site")),
    },
    "sites.LineState": {
        "untested": Badge("plug-connected-x", "warn", _l("Not tested")),
        "good": Badge("plug-connected", "ok", _l("Good")),
        "faulty": Badge("alert-triangle", "bad", _l("Faulty")),
    },
    "rehearsals.RehearsalState": {
        "planned": Badge("calendar-event", "info", _l("Planned")),
        "closed": Badge("lock", "mute", _l("Signed off")),
        "cancelled": Badge("ban", "bad", _l("Called off")),
    },
    "rehearsals.Verdict": {
        "open": Badge("circle-dashed", "outline", _l("Not looked at yet")),
        "passed": Badge("circle-check", "ok", _l("Passed")),
        "failed": Badge("alert-triangle", "bad", _l("Failed")),
        "absent": Badge("plug-connected-x", "warn", _l("Did not connect")),
    },
    "rehearsals.Finding": {
        "unchecked": Badge("circle-dashed", "outline", _l("Not checked")),
        "good": Badge("circle-check", "ok", _l("Good")),
        "bad": Badge("circle-x", "bad", _l("Bad")),
    },
    "rehearsals.Result": {
        "untried": Badge("circle-dashed", "outline", _l("Not tried")),
        "good": Badge("circle-check", "ok", _l("Works")),
        "bad": Badge("circle-x", "bad", _l("Does not work")),
        "refused": Badge("lock", "bad", _l("Not allowed by the browser")),
        "missing": Badge("circle-minus", "warn", _l("Not found")),
    },
    "attendance.Presence": {
        "unmarked": Badge("circle-dashed", "outline", _l("Not checked in")),
        "in_room": Badge("circle-check", "ok", _l("Present in the room")),
        "online": Badge("video", "info", _l("Present online")),
        "late": Badge("clock-exclamation", "warn", _l("Late")),
        "absent_excused": Badge("circle-minus", "mute", _l("Absent with reason")),
        "absent_unexcused": Badge("circle-x", "bad", _l("Absent without reason")),
    },
    "attendance.ListStand": {
        "missing": Badge("clock", "warn", _l("No list yet")),
        "lacking": Badge("user-question", "bad", _l("Lacks a required post")),
        "over": Badge("users-group", "talk", _l("Over the quota")),
        "late": Badge("clock-exclamation", "gold", _l("Changed after the deadline")),
        "complete": Badge("circle-check", "ok", _l("List is there")),
        "erased": Badge("trash", "mute", _l("Names erased")),
    },
    "speeches.SpeechState": {
        "offered": Badge("inbox", "warn", _l("Offered")),
        "accepted": Badge("circle-check", "ok", _l("In the agenda")),
        "returned": Badge("arrow-forward-up", "talk", _l("Returned")),
        "withdrawn": Badge("x", "mute", _l("Withdrawn")),
    },
    "minutes.MinutesState": {
        "draft": Badge("writing", "outline", _l("Being written")),
        "in_review": Badge("hourglass", "talk", _l("With the chair")),
        "approved": Badge("rubber-stamp", "info", _l("Approved")),
        "released": Badge("file-check", "ok", _l("Released")),
        "dropped": Badge("ban", "mute", _l("Dropped")),
        "unwanted": Badge("ban", "mute", _l("Not wanted")),
    },
    "conclusions.NoticeState": {
        "draft": Badge("writing", "outline", _l("Being written")),
        "in_review": Badge("hourglass", "talk", _l("With the chair")),
        "approved": Badge("rubber-stamp", "info", _l("Approved")),
        "released": Badge("file-check", "ok", _l("Released")),
        "dropped": Badge("ban", "mute", _l("Dropped")),
    },
    "minutes.BlockKind": {
        "narrative": Badge("note", "mute", _l("Narrative")),
        "opinion": Badge("message-2", "info", _l("Opinion")),
        "conclusion": Badge("gavel", "gold", _l("Conclusion")),
        "directive": Badge("clipboard-list", "talk", _l("Directive")),
        "award": Badge("award", "ok", _l("Award")),
    },
    "directives.DirectiveState": {
        "assigned": Badge("inbox", "outline", _l("New")),
        "accepted": Badge("check", "info", _l("Taken on")),
        "in_progress": Badge("progress", "info", _l("In progress")),
        "submitted": Badge("hourglass", "talk", _l("Awaiting acceptance")),
        "done": Badge("circle-check", "ok", _l("Done")),
        "returned": Badge("arrow-forward-up", "warn", _l("Returned")),
        "withdrawn": Badge("arrow-back-up", "mute", _l("Withdrawn")),
    },
    "directives.OfficialClass": {
        "done_on_time": Badge("circle-check", "ok", _l("Completed in time")),
        "done_late": Badge("clock-check", "gold", _l("Completed late")),
        "open_in_time": Badge("progress", "info", _l("Not completed, in time")),
        "open_overdue": Badge("alert-triangle", "bad", _l("Not completed, overdue")),
    },
    "notices.NoticeState": {
        "queued": Badge("clock", "outline", _l("Queued")),
        "sending": Badge("send", "info", _l("Sending")),
        "sent": Badge("checks", "ok", _l("Sent")),
        "failed": Badge("mail-off", "bad", _l("Not delivered")),
        "gathered": Badge("inbox", "mute", _l("In a digest")),
        "kept": Badge("bell", "mute", _l("Only under the bell")),
    },
    "notices.Channel": {
        "mail": Badge("mail", "outline", _l("Mail")),
        "text": Badge("message", "outline", _l("Short message")),
        "digest": Badge("inbox", "outline", _l("Daily digest")),
        "bell": Badge("bell", "outline", _l("Only under the bell")),
    },
}
