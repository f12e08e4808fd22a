"""The smallest delegate, and an act in a transaction of its own."""

from meetings.attendance.models import Delegate
from meetings.base.db import transaction
from tests.make import saved


def a_delegate(site, name="Ông Lê Văn An", **facts):
    return saved(Delegate(site_id=site.id, name=name, **facts))


def do(act, *things, **facts):
    with transaction():
        return act(*things, **facts)
