"""The messages with the entry that wait to leave, as far as they are written anew while they wait: plain values, not
rows, for there may be thousands of them.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, or_, select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.refs import ref
from meetings.base.rows import write_all
from meetings.base.search import key_of as search_key_of
from meetings.conferences import times
from meetings.invitations import entries, known, telling
from meetings.notices import models as notices
from meetings.notices.models import Notice, NoticeState
from meetings.sites.pace import merge_window

CHANGED, CORRECTED = GATHERED = "conference_changed", "conference_corrected"
INVITING = ("invitation", "conference_announced", entries.ENTERED)
# What a message names as it was: "before", "former_place" …
BEFORE = ("before", "former_")
READ = "id kind facts attachments send_after about to_name to_address to_phone person_id subject created_at".split()
WRITTEN = "kind facts attachments send_after".split()


@dataclass(slots=True)
class Waiting:
    """One of them: what is READ of it. What is WRITTEN may be set, and is kept by `keep`."""

    id: int
    kind: str
    facts: dict
    attachments: list
    send_after: datetime
    about: str | None
    to_name: str
    to_address: str
    to_phone: str
    person_id: int | None
    subject: str
    created_at: datetime
    was: dict | None = None

    @property
    def said(self) -> str:
        """What it says, as words to search by."""
        return notices.said(self.kind, self.facts)

    def now(self) -> dict:
        """What may be set, as it stands."""
        return {name: getattr(self, name) for name in WRITTEN}


def read(conference, keys=None) -> list[Waiting]:
    """Those of a conference in the order in which they were queued (to these `keys` alone, where they are given):
    invitations do not count, their words are older than the change. Held, so that none of them leaves with its former
    words while it is being written anew."""
    # Whom nothing reaches finds it in his own list, or stands among the failed: once told is enough for a while.
    unreached = Notice.state == NoticeState.FAILED, Notice.to_address == ""
    lately = and_(*unreached, Notice.created_at > clock.now() - merge_window())
    stands = or_(Notice.state == NoticeState.QUEUED, lately)
    query = select(*(getattr(Notice, name) for name in READ))
    query = query.where(Notice.within == ref(conference), stands, Notice.kind.not_in(INVITING), known.are_to_some(keys))
    found = [Waiting(*row) for row in db.session.execute(query.order_by(Notice.id).with_for_update())]
    found = [one for one in found if entries.brings_entry(one) and (keys is None or known.key_of(one) in keys)]
    for one in found:
        one.was = one.now()
    return found


def keep(messages) -> None:
    """Keep what was set of the messages, in one statement."""
    changes = []
    for one in messages:
        if (now := one.now()) != one.was:
            key = search_key_of(Notice, {name: getattr(one, name) for name in Notice.searched})
            changes.append({"id": one.id, "search_key": key, **now})
            one.was = now
    write_all(Notice, changes)


def gather(messages) -> tuple[list[Waiting], dict[str, Waiting]]:
    """Those that stay, and by recipient the last of them: an older change goes into the newer, which says what was
    before both, and is deleted."""
    found, gone = {}, set()
    for one in messages:
        key = known.key_of(one)
        older = found.get(key)
        if older is not None and older.kind in GATHERED and one.kind in GATHERED:
            first = {name: value for name, value in older.facts.items() if value and name.startswith(BEFORE)}
            one.facts, one.send_after = one.facts | first, older.send_after
            one.kind = CHANGED if CHANGED in (older.kind, one.kind) else one.kind
            gone.add(older.id)
        elif one.kind in GATHERED and one.created_at == one.send_after:
            one.send_after = one.created_at + merge_window()
        found[key] = one
    if gone:
        db.session.execute(delete(Notice).where(Notice.id.in_(gone)))
    return [one for one in messages if one.id not in gone], found


def join(conference, kind, pairs, before_of, named) -> list[int]:
    """Let messages that are gathered, each beside its row, say what is true now; they leave when they would have left.

    `before_of(row)` is the time and place that its recipient knows. Returns the numbers of the rows that read of a new
    one.
    """
    stands, said, enclosed = times.told(conference), telling.facts(conference), times.enclosure(conference)
    restored = {"before": stands, "former_title": conference.named, "former_chair": said["chair"]}
    former = {name: value for name, value in named.items() if name.startswith(BEFORE)}
    # Of what is named as it was the first counts, of what is so now the last.
    now = {name: said[name] for name in said if name != "path"}
    now |= {name: value for name, value in named.items() if name not in former}
    told = []
    for row, one in pairs:
        if one.kind not in GATHERED:
            continue
        one.kind = CHANGED if kind == CHANGED else one.kind
        facts = one.facts | now
        was = former | ({"before": before_of(row)} if kind == CHANGED else {})
        facts |= {name: facts.get(name) or value for name, value in was.items()}
        again = restored | {"former_main": facts.get("main")}
        one.facts = facts | dict.fromkeys((name for name, value in again.items() if facts.get(name) == value), "")
        one.attachments = [enclosed if times.ENTRY in part else part for part in one.attachments]
        told += [row.id] if one.kind == CHANGED else []
    return told
