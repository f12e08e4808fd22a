"""What minutes and the notice of conclusions are alike in: they are written, judged, given out, and corrected in
editions that stand beside each other."""

from meetings.base.lifecycle import Lifecycle, move


def life(states, refusal) -> Lifecycle:
    """The moves of an edition through `states`, an enum of its own for each paper; `refusal` says no to the others."""
    return Lifecycle(
        refusal,
        submit=move(states.DRAFT, to=states.IN_REVIEW),
        send_back=move(states.IN_REVIEW, to=states.DRAFT),
        approve=move(states.IN_REVIEW, to=states.APPROVED),
        release=move(states.APPROVED, to=states.RELEASED),
        drop=move(states.DRAFT, to=states.DROPPED),
    )


class Edition:
    """Mixed into a table with the columns `edition` and `state`; its class names its `lifecycle`."""

    lifecycle: Lifecycle

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
