"""Vietnamese text: one spelling in storage, and search without marks."""

import unicodedata


def nfc(text: str) -> str:
    """The composed form, in which all text is stored and printed."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text as somebody types it without marks: "Hương Khê" -> "huong khe", "đ" -> "d"."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("đ", "d").split())
