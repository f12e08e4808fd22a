"""To which paper an annex belongs (Decree 30/2020, Annex III, forms 2.1 and 2.2)."""

import re
from dataclasses import replace

import pytest

from meetings.gateways import pdf
from tests.papers import reading, samples


def _attached(drawn):
    """The lines that say to which paper an annex belongs, each as one, without what room is left."""
    text = " ".join(reading.text(drawn).split())
    return re.findall(r"\(Kèm theo [^)]*\)", text)


@pytest.mark.parametrize("whose", ["của Ủy ban nhân dân tỉnh Hà Tĩnh", samples.ATTACHED], ids=["before", "after"])
def test_the_annexes_of_a_draft_leave_room_for_number_and_day_of_their_paper(whose):
    facts = samples.minutes()
    facts = replace(facts, attendance_annex=replace(facts.attendance_annex, attached_to=whose))

    drawn = _attached(pdf.paper("bien_ban", facts, draft=True))

    assert (
        drawn
        == [
            "(Kèm theo Biên bản số …/BB-UBND ngày … tháng … năm … của Ủy ban nhân dân tỉnh Hà Tĩnh)",
        ]
        * 2
    )


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (True, "Giấy mời số …/GM-UBND ngày … tháng … năm … của Ủy ban nhân dân tỉnh Hà Tĩnh"),
        (False, "Giấy mời số …/GM-UBND ngày … tháng … năm … của Ủy ban nhân dân tỉnh Hà Tĩnh"),
    ],
)
def test_the_list_of_sites_says_to_which_letter_it_belongs(draft, said):
    facts = samples.invitation()
    head = replace(facts.head, symbol="97/GM-UBND", issued_on="2015-12-01")
    facts = replace(facts, head=head, inviter="Ủy ban nhân dân tỉnh Hà Tĩnh", listed_sites=["Xã Vũ Quang"])

    assert _attached(pdf.paper("giay_moi", facts, draft=draft)) == [f"(Kèm theo {said})"]


@pytest.mark.parametrize(
    ("frozen", "said"),
    [
        ("của UBND tỉnh Hà Tĩnh", "Biên bản số …/BB-UBND ngày … tháng … năm … của UBND tỉnh Hà Tĩnh"),
        (samples.ATTACHED, samples.ATTACHED),
    ],
    ids=["now", "given out earlier"],
)  # fmt: skip
def test_the_annex_of_an_electronic_paper_leaves_number_and_day_open(frozen, said):
    facts = samples.minutes()
    facts = replace(
        facts,
        attendance_annex=replace(facts.attendance_annex, attached_to=frozen),
        directive_annex=replace(facts.directive_annex, attached_to=frozen),
    )

    assert _attached(pdf.paper("bien_ban", facts)) == [f"(Kèm theo {said})"] * 2
