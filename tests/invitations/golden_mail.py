"""A whole mail as text that can be compared: headers in order, then each part decoded, as a reader would unpack it."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
SIGNED = re.compile(r"\+([0-9]+)-[a-z2-7]{24}@")
LINK = re.compile(r"/x/[0-9]+-[a-z2-7]{32}")
TAGS = re.compile(r"<style.*?</style>|<title>.*?</title>|<[^>]*>", re.DOTALL)
NUMBERS = re.compile(r"/(conferences|sites|x)/[0-9]+")


def whole(mail) -> str:
    """The mail as text. What differs from run to run (row numbers, keys, boundaries) stands as N, KEY and dots."""
    headers = "\n".join(f"{name}: {_plain(name, str(value))}" for name, value in mail.items())
    return headers + "\n" + "".join(_part(part, 0) for part in [mail])


def _part(part, depth):
    mark = ">" * (depth + 1)
    kind = f"{mark} {part.get_content_type()}"
    if part.is_multipart():
        return f"\n{kind}\n" + "".join(_part(inner, depth + 1) for inner in part.iter_parts())
    told = "".join(f"; {name}={value}" for name, value in part["Content-Type"].params.items())
    content = part.get_content().replace("\r\n ", "").replace("\r\n", "\n")
    if part.get_content_subtype() == "html":
        # Tags are design and may change; words may not.
        content = "\n".join(line.strip() for line in TAGS.sub("\n", content).splitlines() if line.strip())
    return f"\n{kind}{told}\n{_numbers(content).rstrip()}\n"


def _plain(name, value):
    if name == "Content-Type":
        return value.partition(";")[0]
    if name == "Message-ID":
        return re.sub(r"<[0-9a-f]{32}@", "<KEY@", value)
    return _numbers(value)


def _numbers(text):
    return NUMBERS.sub(r"/\1/N", LINK.sub("/x/TOKEN", SIGNED.sub("+N-SIGNED@", text)))
