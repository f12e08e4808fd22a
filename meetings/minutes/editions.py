"""What minutes and the notice of conclusions are alike in: they are written, judged, given out, and corrected in
editions that stand beside each other."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.base.lifecycle import Lifecycle, move


def life(states, refusal, **more) -> Lifecycle:
    """The moves of an edition through `states`, an enum of its own for each paper, and `more` that only that paper
    has; `refusal` says no to the others."""
    return Lifecycle(
        refusal,
        submit=move(states.DRAFT, to=states.IN_REVIEW),
        send_back=move(states.IN_REVIEW, to=states.DRAFT),
        approve=move(states.IN_REVIEW, to=states.APPROVED),
        release=move(states.APPROVED, to=states.RELEASED),
        drop=move(states.DRAFT, to=states.DROPPED),
        **more,
    )


class Edition:
    """Mixed into a table with the column `state`; its class names its `lifecycle`.

    `review_note` is what the chair wants changed, `facts` what the paper says, frozen at approval.
    """

    lifecycle: Lifecycle

    edition: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime | None]
    review_note: Mapped[str] = mapped_column(default="")
    correction_reason: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))

    @property
    def is_correction(self) -> bool:
        """Whether an edition stands before it, which it is to take the place of."""
        return self.edition > 1

    @property
    def is_draft(self) -> bool:
        """Whether it is being written."""
        return self.state == "draft"

    @property
    def is_frozen(self) -> bool:
        """Whether nothing in it may change any more."""
        return self.state in ("approved", "released")
