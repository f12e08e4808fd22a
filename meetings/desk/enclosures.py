"""What is enclosed with a mail: a released paper, a stored file, the entry for the recipient's calendar."""

from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.registry import queries as registry
from meetings.web import files

NOT_DRAWN = _l("The PDF of the paper that is enclosed has not been drawn yet.")
GONE = _l("What was to be enclosed is no longer there.")


def opened(notice, enclosure: dict) -> tuple[str, str, bytes]:
    """File name, content type and content of one of a notice's `attachments`.

    Raises `Unreachable`: `again` while a paper still waits to be drawn.
    """
    if "paper_id" in enclosure:
        return _paper(enclosure["paper_id"])
    if "fingerprint" in enclosure:
        return enclosure["file_name"], enclosure["content_type"], _content(enclosure["fingerprint"])
    raise Unreachable(GONE, again=False)


def _paper(paper_id):
    paper = registry.paper(paper_id)
    if paper is None:
        raise Unreachable(GONE, again=False)
    if paper.fingerprint is None:
        raise Unreachable(NOT_DRAWN, again=True)
    return f"{paper.symbol.replace('/', '-')}.pdf", "application/pdf", _content(paper.fingerprint)


def _content(fingerprint):
    with files.store().open(fingerprint) as file:
        return file.read()
