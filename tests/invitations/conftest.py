from tests.invitations.make import server, some_day

__all__ = ["server", "some_day"]
