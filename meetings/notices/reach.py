"""By what somebody can be reached here at all, as this installation is set up."""

from flask import current_app


def by_text() -> bool:
    """Whether short messages can be sent: where no gateway is set up, a mobile number alone reaches nobody."""
    return bool(current_app.config["TEXT_GATEWAY"])
