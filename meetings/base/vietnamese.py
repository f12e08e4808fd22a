"""Vietnamese text: one spelling in storage, search without marks, alphabetical order, and days and numbers in words."""

import re
import unicodedata
from datetime import date, datetime
from itertools import chain, groupby, islice

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Within a word the tone counts last, in the order of the dictionary: level, huyền, hỏi, ngã, sắc, nặng.
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# The letters of points a), b), c), d), đ), e), g) … (Decree 30/2020, Annex I §II.6).
POINTS = "abcdđeghiklmnopqrstuvxy"
ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


# Signs without shape or width, among them those that turn the direction of a line: no eye can tell that they are there.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]"
)


# To bring the marks of one letter into their order takes time with the square of their number: 200,000 of them would
# hold a worker for half a minute. No writing has more than 30 on a letter (Unicode, UAX 15: stream-safe text).
MOST_MARKS, HARMLESS = 30, 500


def nfc(text: str) -> str:
    """The composed form, in which all text is stored and printed; without NUL, which PostgreSQL cannot store, and
    without marks beyond the thirtieth of a letter in a long text."""
    bare = text.replace("\x00", "")
    return unicodedata.normalize("NFC", bare if len(bare) <= HARMLESS or bare.isascii() else _uncrowded(bare))


def _uncrowded(text):
    runs = groupby(text, lambda sign: unicodedata.combining(sign) > 0)
    return "".join(chain.from_iterable(islice(signs, MOST_MARKS) if marks else signs for marks, signs in runs))


def seen(text: str) -> str:
    """The text composed (NFC), without signs that no eye can tell from nothing."""
    return nfc(UNSEEN.sub("", text))


def alike(text: str) -> str:
    """The same for two spellings of one name that differ in capitals and blanks only."""
    return " ".join(nfc(text).casefold().split())


def fold(text: str) -> str:
    """The text as somebody types it without marks: "Hương Khê" -> "huong khe", "đ" -> "d"."""
    bare = unicodedata.normalize("NFD", nfc(text))
    for mark in filter(unicodedata.combining, set(bare)):
        bare = bare.replace(mark, "")
    return " ".join(bare.casefold().replace("đ", "d").split())


def collation_key(text: str) -> tuple:
    """The place of a name in the Vietnamese alphabet: a ă â b … d đ e ê …; a word's tone decides last; 2 before 10."""
    return tuple(_word_key(word) for word in re.findall(r"\d+|[^\W\d]+|[^\w\s]", nfc(text).casefold()))


def _word_key(word):
    if word.isdecimal():
        return (0, int(word), (), ())
    letters, tones = [], []
    for character in word:
        bare = "".join(c for c in unicodedata.normalize("NFD", character) if c not in TONES)
        marks = [TONES[c] for c in unicodedata.normalize("NFD", character) if c in TONES]
        letter = unicodedata.normalize("NFC", bare)
        place = ALPHABET.find(letter)
        letters.append((place, "") if place >= 0 else (len(ALPHABET), letter))
        tones.append(marks[0] if marks else 0)
    return (1, 0, tuple(letters), tuple(tones))


def person_key(name: str) -> tuple:
    """The place of a person in a list: by the given name, which comes last, then by the whole name."""
    given = name.split().pop() if name.strip() else ""
    return (collation_key(given), collation_key(name))


def name_key(name: str) -> str:
    """The same place as digits, which every database and collation sorts alike: what the column of that name keeps."""
    return "".join(_written(word) for part in person_key(name) for word in (*part, None))


def _written(word):
    """Digits of one word; those of none are lower than those of any, as those of the end of its letters are."""
    if word is None:
        return "00"
    kind, number, letters, tones = word
    if not kind:
        digits = str(number)
        return f"01{len(digits):04d}{digits}"
    places = "".join(f"{place + 1:02d}" + "".join(f"{ord(c):07d}" for c in foreign) for place, foreign in letters)
    return f"02{places}00" + "".join(map(str, tones))


def day_in_words(day: date) -> str:
    """ngày 07 tháng 12 năm 2015: a zero before days below ten and before months 1 and 2 (Annex I §II.4)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def clock_in_words(moment: datetime) -> str:
    """08 giờ 00, of a time that already is local."""
    return f"{moment.hour:02d} giờ {moment.minute:02d}"


def moment_in_words(moment: datetime) -> str:
    """08 giờ 00, ngày 07 tháng 12 năm 2015, of a time that already is local."""
    return f"{clock_in_words(moment)}, {day_in_words(moment.date())}"


def span_in_words(starts: datetime, ends: datetime) -> str:
    """từ 08 giờ 00 đến 11 giờ 30, ngày 07 tháng 12 năm 2015, of times that already are local; each hour with its own
    day where the days differ: từ 22 giờ 00, ngày 24 tháng 12 năm 2026 đến 02 giờ 00, ngày 25 tháng 12 năm 2026."""
    if starts.date() == ends.date():
        return f"từ {clock_in_words(starts)} đến {moment_in_words(ends)}"
    return f"từ {moment_in_words(starts)} đến {moment_in_words(ends)}"


def roman(number: int) -> str:
    """The Roman number of a part or annex: I, II, III …"""
    written = ""
    for value, sign in ROMAN:
        while number >= value:
            written, number = written + sign, number - value
    return written


def point_letter(number: int) -> str:
    """The letter of the n-th point, counted from 1: a, b, c, d, đ, e, g … y, aa, ab …"""
    rest, place = divmod(number - 1, len(POINTS))
    return (point_letter(rest) if rest else "") + POINTS[place]
