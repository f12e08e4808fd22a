"""Parts of one long paper, drawn one after another, as one PDF with one tree of tags (PDF 32000-1, 14.7)."""

from contextlib import ExitStack
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String


def joined(content: bytes, later) -> bytes:
    """The PDF `content` with the pages and the tags of `later` behind its own, all of them tagged.

    `later` are functions, called one after another: each is given how many pages there are, and returns the next part.
    What a part says of its tags by number (which page, which cell has which head) is counted on from the part before.
    """
    with ExitStack() as opened:
        whole = opened.enter_context(pikepdf.open(BytesIO(content)))
        for draw in later:
            part = opened.enter_context(pikepdf.open(BytesIO(draw(len(whole.pages)))))
            _append(whole, part)
        written = BytesIO()
        whole.save(written, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return written.getvalue()


def _append(whole, part):
    tree, added = whole.Root.StructTreeRoot, part.Root.StructTreeRoot
    numbers, begins = tree.ParentTree.Nums, len(whole.pages)
    _tell_apart(part, begins)
    for page in part.pages:
        page.StructParents = begins + int(page.StructParents)
    # Pages first: a tag points to its page, and a page is copied by nothing else.
    whole.pages.extend(part.pages)
    (document,) = added.K
    del document["/P"]
    root = tree.K[0]
    copy = whole.copy_foreign(document)
    # It goes on with what the part before began, and is no thing of its own.
    copy.S, copy.P = Name.NonStruct, root
    root.K.append(copy)
    given = list(whole.copy_foreign(added.ParentTree).Nums)
    for page, tags in zip(given[::2], given[1::2], strict=True):
        numbers.extend(Array([begins + int(page), tags]))


def _tell_apart(part, begins):
    """Heads of tables are called by the number of their object, which each part counts for itself."""
    for thing in part.objects:
        if not isinstance(thing, Dictionary):
            continue
        if "/ID" in thing and thing.get("/S") == Name.TH:
            thing.ID = String(f"{begins}-{thing.ID}")
        elif thing.get("/S") == Name.TD and (heads := thing.A.get("/Headers")) is not None:
            thing.A.Headers = Array([String(f"{begins}-{one}") for one in heads])
