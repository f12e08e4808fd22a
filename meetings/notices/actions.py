"""Writing to the outbox, in the transaction of the change that is told."""

import uuid

from meetings.base import clock
from meetings.base.db import db
from meetings.base.refs import ref
from meetings.notices.models import Notice, NoticeState


def tell(people, kind, *, about=None, within=None, reason="", send_after=None, attachments=(), **facts):
    """Queue one message of `kind` to each of `people` (Person rows or (name, address) pairs) that has an address.

    `facts` are the plain values of the text in templates/notices/<kind>.txt; `reason` says why these people are told;
    `attachments` are dicts {"paper_id": …} or {"fingerprint", "file_name", "content_type"}. Each address is told once.
    """
    reached = {address.lower(): (name, person_id) for name, address, person_id in map(_address, people) if address}
    rows = [
        Notice(
            key=uuid.uuid4().hex,
            kind=kind,
            person_id=person_id,
            to_name=name,
            to_address=address,
            facts=facts,
            about=ref(about) if about is not None else None,
            within=ref(within) if within is not None else None,
            reason=str(reason),
            attachments=list(attachments),
            state=NoticeState.QUEUED,
            created_at=clock.now(),
            send_after=send_after or clock.now(),
        )
        for address, (name, person_id) in reached.items()
    ]
    db.session.add_all(rows)
    return rows


def _address(someone):
    if isinstance(someone, tuple):
        return (*someone, None)
    return someone.name, someone.email or "", someone.id
