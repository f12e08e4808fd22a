"""Where an act comes from: set at the door, read by the journal, so that actions never need the request."""

from contextvars import ContextVar

_address: ContextVar[str] = ContextVar("address", default="")


def arrive(address: str) -> None:
    """Remember the network address of the person whose request is being answered."""
    _address.set(address or "")


def address() -> str:
    """The address remembered for this act; empty for jobs and commands."""
    return _address.get()
