"""Passwords: hashed with argon2id, measured against few clear rules, never shown twice."""

import hmac
import secrets
from base64 import b64encode
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from meetings.base.db import is_writing
from meetings.base.errors import Faults, NotValid
from meetings.base.language import _l
from meetings.base.vietnamese import fold, nfc

SHORTEST = 12
LONGEST = 200
# Letters and digits that nobody mixes up when a password is read out.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# What guessers try first, without marks and blanks; anything that only repeats or counts is refused anyway.
WEAK = frozenset(
    """password passw0rd matkhau matkhaumoi 123456 123456789 1234567890 12345678910 qwerty qwertyuiop asdfghjkl iloveyou
    admin administrator quantri quantrivien letmein welcome hoinghi hoinghitructuyen nhipcau vietnam hatinh ubndtinh
    vanphong abc123 000000 111111 1q2w3e4r5t6y 1qaz2wsx3edc anhyeuem emyeuanh khongbiet""".split()
)

TOO_SHORT = _l("At least %(least)s characters; four words in a row are easy to remember.")
TOO_LONG = _l("At most %(most)s characters.")
TOO_COMMON = _l("This password is too easy to guess. Take four words that do not belong together.")
HOLDS_NAME = _l("The password must not contain the user name or the e-mail address.")

_hasher = PasswordHasher()


def _nobody():
    """The hash of no password, measured against for accounts that do not exist, so that they answer in the same time.

    Put together instead of computed: a start of the program would take 64 MiB and a tenth of a second more.
    """
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, _hasher.hash_len))
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


def hashed(password: str) -> str:
    """What is kept of a password; blanks around it are none of it, wherever it was typed or copied from.

    Takes its time: inside a transaction, where everybody would wait for it, it is a fault of the program.
    """
    if is_writing():
        raise RuntimeError("a password was hashed inside a transaction")
    return _hasher.hash(_plain(password))


def _plain(password):
    return nfc(password).strip()


def fits(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; takes as long when there is none."""
    try:
        _hasher.verify(password_hash or _nobody(), _plain(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether it was hashed with weaker settings than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check(password: str, *, names=(), field="password") -> None:
    """Raise `NotValid` for a password that is too short, too common, or holds one of the person's `names`."""
    Faults(faults(password, names=names, field=field)).tell()


def faults(password: str, *, names=(), field="password"):
    """What is wrong with a password, as `NotValid`s."""
    password = _plain(password)
    if not SHORTEST <= len(password) <= LONGEST:
        is_short = len(password) < SHORTEST
        yield NotValid(TOO_SHORT % {"least": SHORTEST} if is_short else TOO_LONG % {"most": LONGEST}, field=field)
    bare = fold(password[:LONGEST]).replace(" ", "")
    if len(set(bare)) < 5 or _is_weak(bare):
        yield NotValid(TOO_COMMON, field=field)
    parts = [fold(part).replace(" ", "") for name in names if name for part in (name, name.partition("@")[0])]
    if any(len(part) >= 4 and part in bare for part in parts):
        yield NotValid(HOLDS_NAME, field=field)


def _is_weak(bare):
    """Nothing but listed words, once or repeated, and digits or signs around them."""
    letters = bare.strip("0123456789!@#$%^&*().,-_?+=")
    if not letters or bare in WEAK or letters in WEAK:
        return True
    return any(word * (len(letters) // len(word)) == letters for word in WEAK if len(word) >= 3)


class Made(NamedTuple):
    """A password and what is kept of it."""

    word: str
    hash: str


def made(password: str, *, names=()) -> Made:
    """A password, checked and hashed; takes its time: to be called before a transaction. Raises like `check`."""
    check(password, names=names)
    return Made(password, hashed(password))


class First(NamedTuple):
    """A one-time password, and the seed from which this installation alone makes it again."""

    word: str
    hash: str
    seed: str


def first(key: str) -> First:
    """A one-time password to be read out or copied once. Takes its time, too. `key` is the installation's secret."""
    seed = secrets.token_urlsafe(16)
    word = first_word(key, seed)
    return First(word, hashed(word), seed)


def first_word(key: str, seed: str) -> str:
    """The one-time password of that seed: four groups of four letters (79 bits), known to nobody without the key.

    A cookie is signed and can be read, so that it may hold the seed and never the word.
    """
    drawn = hmac.digest(key.encode(), f"first password {seed}".encode(), "sha512")
    letters = [LETTERS[int.from_bytes(drawn[n : n + 4]) % len(LETTERS)] for n in range(0, 64, 4)]
    return "-".join("".join(letters[n : n + 4]) for n in range(0, 16, 4))
