"""What may be done once for one sending: the same form, sent again out of the browser's past, does nothing.

Forms that change a row carry its version. Those that make a new row have none: of these it is kept that they were sent.
"""

from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from meetings.base import clock
from meetings.base.db import Base, db, insert_new
from meetings.base.errors import NotNow
from meetings.base.language import _l

REPEATED = _l(
    "This form was sent before, and what it asks for was done then. Send it once more only if it is to be done a "
    "second time."
)
# A page lies open, or waits behind the Back button, for no longer.
KEPT = timedelta(days=30)


class SentForm(Base):
    """That a form was sent and carried out."""

    __tablename__ = "sent_form"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(index=True)


def take(fingerprint: str) -> None:
    """Take the one chance of what was sent; it comes back if the transaction is given up.

    `fingerprint` is of all that was sent, the page's token and the files among it (64 hex digits). Raises `NotNow`
    where the same was carried out before; of two that come together the second waits for the first. Needs a
    transaction.
    """
    # What another holds is left to it: two that clear up together would wait for each other.
    old = select(SentForm.fingerprint).where(SentForm.sent_at < clock.now() - KEPT).with_for_update(skip_locked=True)
    db.session.execute(delete(SentForm).where(SentForm.fingerprint.in_(old)))
    row = insert_new(SentForm).values(fingerprint=fingerprint, sent_at=clock.now())
    if db.session.scalar(row.returning(SentForm.fingerprint)) is None:
        raise NotNow(REPEATED)
