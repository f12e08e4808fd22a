"""Text that can do no harm where it is written: no control characters, no line breaks but the plain one."""

import re

from meetings.base.vietnamese import nfc

LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
SURROGATES = re.compile("[\ud800-\udfff]")
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def lines(text: str) -> str:
    """The text composed (NFC), with `\\n` as its only line break and no control character but the tab."""
    plain = NOT_TEXT.sub("", LINE_BREAKS.sub("\n", text))
    return nfc(SURROGATES.sub("\ufffd", plain))


def one_line(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(lines(text).split())


def is_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet would compute the text instead of showing it."""
    return text.startswith("\t") or text.lstrip().startswith(FORMULA_STARTS)
