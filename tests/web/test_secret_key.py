"""The key of an installation is made once, also where two start for the first time at once."""

import secrets

from meetings import factory


def test_of_two_first_starts_both_take_the_key_of_the_one_that_was_first(tmp_path, monkeypatch):
    path, made = tmp_path / "secret_key", []

    def token(size):
        """While this one makes its key, another start finds none either and is faster."""
        if not made:
            made.append("")
            made[0] = factory._secret_key(path)
        return secrets.token_bytes(size).hex()

    monkeypatch.setattr(factory.secrets, "token_hex", token)

    assert factory._secret_key(path) == made[0] == path.read_text() != ""
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o600
