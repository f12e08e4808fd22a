"""Hashing takes its time; nobody is to wait for it with the only pen in hand."""

import pytest

from meetings.accounts import passwords
from meetings.base.db import transaction


def test_a_password_is_not_hashed_inside_a_transaction(app):
    with transaction(), pytest.raises(RuntimeError, match="inside a transaction"):
        passwords.made("một-mật-khẩu-đủ-dài-9")


def test_outside_of_one_it_is(app):
    assert passwords.fits(passwords.made("một-mật-khẩu-đủ-dài-9").hash, "một-mật-khẩu-đủ-dài-9")
