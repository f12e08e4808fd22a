"""What a speech is called in the agenda and on the shelf, no word twice."""

from meetings.base.vietnamese import fold


def named_at(speaker: str, site: str) -> str:
    """ "A, Chủ tịch UBND phường" at "UBND phường Trần Phú" -> "A, Chủ tịch UBND phường Trần Phú".

    A site that the position names already is not named again; one that has no word in common stands in brackets.
    """
    if fold(site) in fold(speaker):
        return speaker
    said, place = speaker.split(), site.split()
    for number in range(min(len(said), len(place)), 0, -1):
        if fold(" ".join(said[-number:])) == fold(" ".join(place[:number])):
            return " ".join([*said, *place[number:]])
    return f"{speaker} ({site})"


def title_of_text(topic: str) -> str:
    """What the text of a speech is called on the shelf."""
    return topic if fold(topic).startswith("tham luan") else f"Tham luận: {topic}"
