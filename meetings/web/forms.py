"""A form is a list of questions. It turns typed text into values, and faults into words beside their field."""

import re
from hashlib import file_digest, sha256

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, TextAreaField

from meetings.base import once
from meetings.base.db import barred, transaction
from meetings.base.errors import Refusal, Stale
from meetings.base.vietnamese import nfc, seen
from meetings.web.conflict import Difference, differences

# Lines of a text, and what the page sends back by itself are not made one line.
AS_SENT = (TextAreaField, HiddenField)
# Beside breaks the blank that a word processor pastes and no eye can tell from one.
BREAKS = re.compile("[\t\n\u0080-\u00a0\u202f\u2028\u2029]")


def tidy(text):
    """Typed text as it is kept: composed, without blanks around it, control characters, unseen signs."""
    return tidy_secret(seen(text)) if isinstance(text, str) else tidy_secret(text)


def tidy_secret(text):
    """The same for a secret, which keeps the unseen signs that it may have been set with."""
    if not isinstance(text, str):
        return "" if text is None else text
    kept = "".join(c for c in nfc(text) if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127))
    return kept.replace("\r\n", "\n").strip()


def tidy_line(text):
    """The same for a question of one line: a break in it, which no browser sends, would tear a header of a mail."""
    kept = tidy(text)
    if not isinstance(kept, str) or not BREAKS.search(kept):
        return kept
    return " ".join(BREAKS.sub(" ", kept).split())


def _way(kind):
    """How what was typed into a question of this kind is kept."""
    if issubclass(kind, PasswordField):
        return tidy_secret
    return tidy if issubclass(kind, AS_SENT) else tidy_line


def fingerprint() -> str | None:
    """What was sent, the files too, where to, and from which drawing of the page, as 64 hex digits; None where no page
    says so.

    A page that is opened anew has another token, so that who means the same a second time may send it.
    """
    if not request.form.get("csrf_token"):
        return None
    sent = [request.path, *(part for pair in request.form.items(multi=True) for part in pair)]
    for question, upload in request.files.items(multi=True):
        sent += [question, upload.filename or "", _digest(upload.stream)]
    return sha256("\0".join(sent).encode("utf-8", "surrogatepass")).hexdigest()


def _digest(stream):
    place = stream.tell()
    stream.seek(0)
    found = file_digest(stream, "sha256").hexdigest()
    stream.seek(place)
    return found


class Form(FlaskForm):
    """The base of all forms: Vietnamese messages, tidy text, and one way to act on what was typed."""

    # Of a form that makes a new row: the same page's answers, sent a second time, are refused.
    is_for_once = False
    refusal: Refusal | None = None
    # After a refusal because somebody else was faster: what he wrote, where the page has no words of its own for it.
    differences: list[Difference] = []

    class Meta(FlaskForm.Meta):
        """Every text field is tidied unless it has filters of its own."""

        def bind_field(self, form, unbound_field, options):
            if issubclass(unbound_field.field_class, StringField):
                options["filters"] = [*unbound_field.kwargs.pop("filters", []), _way(unbound_field.field_class)]
            return super().bind_field(form, unbound_field, options)

    def values(self) -> dict:
        """What was typed, by the name of the question, as keyword arguments for an action."""
        return {name: field.data for name, field in self._fields.items() if name not in ("csrf_token", "version")}

    def further(self):
        """Faults that lie between questions, as `NotValid`s: told together with those of single questions. What a rule
        reads may be None, where its own question has a fault."""
        return ()

    def done(self, act, *, prepare=None, look=None) -> bool:
        """Whether the form was sent, is valid, and `act()` was kept in a transaction.

        `prepare()` runs before the transaction (files, slow sums); what it gives is handed to `act`. A refusal becomes
        words beside its field (or over the form), what was typed stays, and `status` says why not. Where questions
        have faults of their own, `look()` gives what the action would find besides, so that all are told at once.
        """
        if not self._is_right(look):
            return False
        try:
            ready = (prepare(),) if prepare else ()
            sent = fingerprint() if self.is_for_once else None
            with transaction():
                if sent:
                    once.take(sent)
                self.outcome = act(*ready)
        except Refusal as refusal:
            self._take(refusal)
            return False
        return True

    def foreseen(self, ask, *, look=None):
        """What `ask()` finds, where the form was sent and is valid; it reads only. None where it was refused, with the
        same words as in `done`."""
        if not self._is_right(look):
            return None
        try:
            return ask()
        except Refusal as refusal:
            self._take(refusal)
            return None

    def _is_right(self, look):
        """Whether it was sent and no question has a fault; the faults between questions are told with them."""
        if not self.is_submitted():
            return False
        if expired := barred():  # before any question is checked, for that takes files into storage
            if expired.is_bare:
                raise expired
            self._take(expired)
            return False
        is_valid, besides = self.validate(), [*self.further()]
        if is_valid and not besides:
            return True
        for fault in [*besides, *(look() if look else ())]:
            if not (fault.field in self._fields and self._fields[fault.field].errors):
                self._place(fault)
        return False

    def _take(self, refusal):
        self.refusal = refusal
        if isinstance(refusal, Stale) and refusal.row is not None and "version" in self._fields:
            self._meet(refusal)
        for fault in getattr(refusal, "faults", [refusal]):
            self._place(fault)

    def _place(self, fault):
        field = getattr(fault, "field", None)
        if field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, fault.message]
        elif fault.message not in self.form_errors:
            self.form_errors.append(fault.message)

    def _meet(self, stale):
        """Whoever has read what the other wrote and saves again means it: the next try rests on the row as it is."""
        self.version.raw_data, self.version.data = None, stale.row.version
        if stale.theirs is None:
            self.differences = differences(self, stale.row)

    @property
    def status(self) -> int:
        """The HTTP status under which the form is shown (again)."""
        if self.refusal:
            return self.refusal.status
        return 422 if self.errors else 200
