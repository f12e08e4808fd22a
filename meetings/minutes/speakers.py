"""Who speaks, as minutes name him: a person by name and position, a unit through somebody who stands for it."""

import re

from meetings.agenda.models import Item
from meetings.base.vietnamese import fold

BODIES = (
    "cac|mot so|so|ubnd|uy ban|hdnd|hoi dong|ban|phong|trung tam|cong an|hoi|van phong|chi cuc|cuc|dang uy|huyen uy|"
    "tinh uy|huyen|xa|phuong|thi xa|thanh pho|tinh|doan|lien doan|lien minh|vien|truong thpt|truong dai hoc|benh vien|"
    "kho bac|bao hiem|ngan hang|cong ty|tap doan|toa an|mat tran|bo chi huy|bo tu lenh|bo|diem cau|don vi|dia phuong"
)
STANDS_FOR = "Đại diện"


def one_who_speaks(item: Item) -> str:
    """Who presents the item as the subject of a sentence; empty when nobody is named."""
    if item.presenter_person_id is None and item.presenter:
        return stands_in(item.presenter)
    return item.presenter


def presenter_in_words(chair) -> str:
    """Whoever presides by name and position; empty where nobody does."""
    return ", ".join(part for part in (chair.name, chair.title) if part) if chair else ""


def stands_in(whom: str) -> str:
    """ "Sở Y tế" -> "Đại diện Sở Y tế", "Các xã" -> "Đại diện các xã"; people stay as they are."""
    heard = fold(whom)
    if re.match(r"(?:cac )?(?:dai bieu|dong chi)\b", heard) or not re.match(rf"(?:{BODIES})\b", heard):
        return first_capital(whom)
    many = re.match(r"(?:cac|mot so)\b", heard)
    return f"{STANDS_FOR} {first_small(whom) if many else whom}"


def first_small(words: str) -> str:
    """With a small first letter, unless the first word is an abbreviation."""
    first = words.split(" ", 1)[0]
    return words if len(first) > 1 and first.isupper() else words[:1].lower() + words[1:]


def first_capital(words: str) -> str:
    """With a capital first letter; the others stay."""
    return words[:1].upper() + words[1:]
