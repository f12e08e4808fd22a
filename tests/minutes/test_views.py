import re
from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.vietnamese import moment_in_words
from meetings.conferences.models import Conference, ConferenceState
from meetings.gateways import pdf
from meetings.minutes import actions, papers, queries
from meetings.minutes.models import Block, BlockKind, MinutesState
from meetings.minutes.queries import blocks_of as queries_of_blocks
from meetings.sites.models import Site, SiteState
from tests.make import a_leader, a_secretary, a_site, a_site_officer, a_stranger, a_unit
from tests.minutes.make import a_held_conference, an_item, block_in, drafted, minutes_in

S = MinutesState
JSON = {"Accept": "application/json"}


def written(minutes=None, **facts):
    """Minutes, a block in them and the secretary who writes."""
    minutes = minutes or drafted()
    return minutes, block_in(minutes, **facts), minutes.conference.secretary


def fields(block, **changes):
    """What the form of a block sends."""
    sent = {"version": block.version, "text": block.text, "item_id": block.item_id or ""}
    if block.kind is BlockKind.DIRECTIVE:
        sent["leads"] = [unit.id for unit in block.leads]
        sent["due_on"] = block.due_on.strftime("%d/%m/%Y") if block.due_on else ""
        sent["expected_result"] = block.expected_result
    return {**sent, **changes}


def test_the_secretary_begins_the_minutes_and_fills_them_from_the_agenda(login):
    conference = a_held_conference()
    an_item(conference, presenter_text="Ông Phan Tấn Linh")
    client = login(conference.secretary)

    empty = client.get(f"/conferences/{conference.id}/minutes").text
    client.post(f"/conferences/{conference.id}/minutes")
    minutes = queries.newest(conference.id)
    client.post(f"/minutes/{minutes.id}/outline")

    page = client.get(f"/conferences/{conference.id}/minutes").text
    assert (f'action="/conferences/{conference.id}/minutes"' in empty, "Ông Phan Tấn Linh trình bày" in page) == (
        True,
        True,
    )


def test_a_block_is_added_opened_and_saved_by_plain_forms(login):
    minutes = drafted()
    item = an_item(minutes.conference)
    client = login(minutes.conference.secretary)

    to = client.post(f"/minutes/{minutes.id}/blocks", data={"kind": "opinion", "item_id": item.id}).location
    [block] = queries.blocks_of(minutes.id)
    opened = client.get(to.partition("#")[0]).text
    saved = client.post(f"/blocks/{block.id}", data=fields(block, text=" Đề nghị. ", speaker_name="Ông A"))

    assert (f'action="/blocks/{block.id}"' in opened, saved.status_code) == (True, 302)
    block = db.session.get(Block, block.id)
    assert (block.text, block.speaker_name, block.item_id) == ("Đề nghị.", "Ông A", item.id)


def test_autosave_answers_with_the_new_version(login):
    _minutes, block, secretary = written()

    answer = login(secretary).post(f"/blocks/{block.id}", data=fields(block, text="Mới"), headers=JSON)

    assert (answer.status_code, answer.json["version"]) == (200, 2)


@pytest.mark.parametrize("headers", [JSON, {}])
def test_the_second_writer_gets_both_texts_and_nothing_is_overwritten(login, headers):
    _minutes, block, secretary = written(text="chung")
    client = login(secretary)
    client.post(f"/blocks/{block.id}", data=fields(block, version=1, text="của họ"))

    answer = client.post(f"/blocks/{block.id}", data=fields(block, version=1, text="của tôi"), headers=headers)

    page = answer.json["html"] if headers else answer.text
    assert (answer.status_code, "của họ" in page, "của tôi" in page) == (409, True, True)
    assert db.session.get(Block, block.id).text == "của họ"


@pytest.mark.parametrize(
    ("begun", "theirs", "mine", "both"),
    [
        ("", "Người này ghi: vắng hai.", "Người kia ghi: muộn.", "Người này ghi: vắng hai.\nNgười kia ghi: muộn."),
        ("Họp đã mở. Đã hết.", "Họp mở muộn. Đã hết.", "Họp đã mở. Đã hết giờ.", "Họp mở muộn. Đã hết giờ."),
    ],
)
def test_both_in_one_mixes_no_words_of_two_writers_in_a_sentence(login, begun, theirs, mine, both):
    _minutes, block, secretary = written(text=begun)
    client = login(secretary)
    client.post(f"/blocks/{block.id}", data=fields(block, version=1, text=theirs))

    page = client.post(f"/blocks/{block.id}", data=fields(block, version=1, text=mine)).text

    assert re.findall(r'<textarea class="form-control" id="merge\d+"[^>]*>(.*?)</textarea>', page, re.S) == [both]


@pytest.mark.parametrize(
    ("hurried", "said"), [(2, ["Còn 2 đoạn đánh dấu cần đọc lại. Duyệt biên bản này?"]), (0, ["Duyệt biên bản này?"])]
)
def test_the_chair_is_asked_about_parts_that_are_still_to_be_read_again(login, hurried, said):
    minutes = drafted()
    for number in range(2):
        block_in(minutes, BlockKind.CONCLUSION, text=f"Kết luận {number}.", needs_reading=number < hurried)
    with transaction():
        actions.submit(minutes, by=None)
    chair = db.session.merge(minutes.conference.chair.person)

    page = login(chair).get(f"/conferences/{minutes.conference_id}/minutes").text

    assert re.findall(r'<p>([^<"]*Duyệt biên bản này\?)', page) == said


def test_the_text_of_another_writer_is_shown_as_text(login):
    _minutes, block, secretary = written()
    client = login(secretary)
    client.post(f"/blocks/{block.id}", data=fields(block, version=1, text="<script>alert(1)</script>"))

    answer = client.post(f"/blocks/{block.id}", data=fields(block, version=1, text="mine"), headers=JSON)

    shown = answer.json["html"]
    assert ("&lt;script&gt;alert(1)" in shown, "<script>alert(1)" in shown) == (True, False)


def test_keeping_mine_saves_over_the_version_that_was_shown(login):
    _minutes, block, secretary = written()
    client = login(secretary)
    client.post(f"/blocks/{block.id}", data=fields(block, version=1, text="của họ"))

    client.post(f"/blocks/{block.id}", data=fields(block, version=2, text="của tôi"))

    assert [r.content["text"] for r in queries.revisions(block.id)][:2] == ["của tôi", "của họ"]


def test_a_directive_takes_its_units_deadline_and_result(login):
    minutes = drafted()
    block, lead, helper = block_in(minutes, BlockKind.DIRECTIVE, text="x"), a_unit(), a_unit()
    data = fields(block, leads=[lead.id], coordinators=[helper.id], due_on="25/12/2026", expected_result="Kế hoạch")

    login(minutes.conference.secretary).post(f"/blocks/{block.id}", data=data)

    block = db.session.get(Block, block.id)
    assert ([u.id for u in block.leads], [u.id for u in block.coordinators], str(block.due_on)) == (
        [lead.id],
        [helper.id],
        "2026-12-25",
    )


def test_units_are_found_without_marks_and_without_losing_what_was_typed(login):
    minutes = drafted()
    block = block_in(minutes, BlockKind.DIRECTIVE, text="x")
    a_unit("Huyện Hương Khê")
    client = login(minutes.conference.secretary)

    found = client.get(f"/minutes/{minutes.id}/units?words=huong khe").text
    page = client.post(f"/blocks/{block.id}", data=fields(block, text="đã gõ", find="1", words="huong khe")).text

    assert ("Huyện Hương Khê" in found, "Huyện Hương Khê" in page, "đã gõ" in page) == (True, True, True)
    assert db.session.get(Block, block.id).text == "x"


def test_units_that_nobody_can_be_told_for_are_marked_before_the_choice(login):
    minutes = drafted()
    block = block_in(minutes, BlockKind.DIRECTIVE, text="x")
    silent, reached = a_unit("Huyện Hương Khê"), a_unit("Huyện Hương Sơn")
    a_site_officer(reached)
    client = login(minutes.conference.secretary)

    found = client.get(f"/minutes/{minutes.id}/units?words=huong").text
    page = client.post(f"/blocks/{block.id}", data=fields(block, text="x", find="1", words="huong")).text

    for shown in (found, page):
        rows = {unit: shown.partition(f'data-unit="{unit.id}"')[2].partition("</tr>")[0] for unit in (silent, reached)}
        assert ["chưa có ai nhận tin" in rows[unit] for unit in (silent, reached)] == [True, False]


@pytest.mark.parametrize("number", [1, 300])
def test_the_editor_of_a_directive_asks_as_often_for_three_hundred_units_as_for_one(login, queries, number):
    minutes = drafted()
    lead, helper = a_unit(), a_unit()
    block = block_in(minutes, BlockKind.DIRECTIVE, text="x", leads=[lead], coordinators=[helper])
    for n in range(number):
        a_unit(f"Xã {n}", parent=minutes.conference.organiser)
    client, path = login(minutes.conference.secretary), f"/conferences/{minutes.conference_id}/minutes?edit={block.id}"
    db.session.expunge_all()
    queries.clear()

    client.get(path)

    assert len(queries) <= 12, "\n".join(queries)


def test_moving_answers_where_the_block_now_stands(login):
    minutes = drafted()
    first, second = block_in(minutes, text="a"), block_in(minutes, text="b")

    answer = login(minutes.conference.secretary).post(f"/blocks/{second.id}/move/up", headers=JSON)

    assert answer.json == {"item": 0, "before": first.id}


def test_a_removed_block_is_undone_from_the_page(login):
    minutes, block, secretary = written(text="Đoạn này")
    client = login(secretary)

    to = client.post(f"/blocks/{block.id}/remove", data={"version": 1}).location
    page = client.get(to).text
    client.post(f"/blocks/{block.id}/back")

    assert (f"/blocks/{block.id}/back" in page, len(queries.blocks_of(minutes.id))) == (True, 1)


def test_the_history_shows_what_was_added_and_taken_away(login):
    _minutes, block, secretary = written(text="một hai ba")
    with transaction():
        actions.revise_block(block, version=1, text="một bốn ba", by=secretary)

    page = login(secretary).get(f"/blocks/{block.id}/history").text

    assert ("<del>hai</del>" in page, "<ins>bốn</ins>" in page) == (True, True)


def test_an_earlier_text_is_restored(login):
    _minutes, block, secretary = written(text="một")
    with transaction():
        actions.revise_block(block, version=1, text="hai", by=None)

    login(secretary).post(f"/blocks/{block.id}/restore", data={"version": 2, "number": 1})

    assert db.session.get(Block, block.id).text == "một"


def test_the_head_is_written(login):
    minutes = drafted()
    data = dict(version=1, began_on="30/11/2026", began_clock="7:40", finished_on="30/11/2026", finished_clock="11h15")

    login(minutes.conference.secretary).post(f"/minutes/{minutes.id}/head", data=data | {"recipients": "Lưu: VT"})

    minutes = queries.minutes(minutes.id)
    assert (minutes.began_at.isoformat(), minutes.recipients) == ("2026-11-30T00:40:00+00:00", "Lưu: VT")


def test_the_head_saved_while_it_sits_does_not_make_the_planned_end_the_true_one(login):
    minutes = drafted()
    conference = minutes.conference
    began, planned = conference.starts_at + timedelta(seconds=40), conference.ends_at
    with transaction():
        conference.state, conference.began_at, conference.finished_at = ConferenceState.LIVE, began, None
    browser = login(conference.secretary)
    page = browser.get(f"/minutes/{minutes.id}/head").text
    names = ("version", "began_on", "began_clock", "finished_on", "finished_clock")
    shown = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in names}

    browser.post(f"/minutes/{minutes.id}/head", data=shown | {"recipients": "Lưu: VT"})
    with transaction():
        conference = db.session.get(Conference, conference.id)
        conference.state, conference.finished_at = ConferenceState.ENDED, planned - timedelta(seconds=20)
    overview = browser.get(f"/conferences/{conference.id}").text

    ended = clock.local(planned - timedelta(minutes=1))
    assert papers.facts(queries.minutes(minutes.id))["ended"] == moment_in_words(ended)
    assert f"{ended:%d/%m/%Y %H:%M}" in overview


def test_minutes_go_from_the_secretary_to_the_chair_and_out(login):
    minutes = minutes_in(S.DRAFT)
    secretary, chair = login(minutes.conference.secretary), login(minutes.conference.chair.person)
    states = []

    for client, move, data in (
        (secretary, "submit", {}),
        (chair, "send-back", {"note": "Xem lại"}),
        (secretary, "submit", {}),
        (chair, "approve", "version"),
        (secretary, "release", {}),
    ):
        sent = {"version": queries.minutes(minutes.id).version} if data == "version" else data
        client.post(f"/minutes/{minutes.id}/{move}", data=sent)
        states.append(queries.minutes(minutes.id).state)

    assert states == [S.IN_REVIEW, S.DRAFT, S.IN_REVIEW, S.APPROVED, S.RELEASED]


def test_whoever_takes_part_sees_only_what_is_released(login):
    minutes = minutes_in(S.APPROVED)
    officer = a_site_officer(a_site(minutes.conference).unit)
    url = f"/conferences/{minutes.conference_id}/minutes"

    before = login(officer).get(url).text
    with transaction():
        actions.release(minutes, by=None)
    after = login(officer).get(url).text

    assert (f"/minutes/{minutes.id}/preview" in before, f"/minutes/{minutes.id}/preview" in after) == (False, True)
    assert login(officer).get(f"/minutes/{minutes.id}/preview").status_code == 200


def test_who_writes_is_led_from_released_minutes_to_their_correction_and_who_decides_is_not(login):
    minutes = minutes_in(S.RELEASED)
    url = f"/conferences/{minutes.conference_id}/minutes"
    chair = db.session.merge(minutes.conference.chair.person)

    writer, reader = login(minutes.conference.secretary).get(url).text, login(chair).get(url).text

    assert 'href="#correct"' in writer and 'id="correct"' in writer
    assert "đã phát hành thì không bỏ được nữa" in writer
    assert "#correct" not in reader and f"/minutes/{minutes.id}/correct" not in reader


def test_a_correction_without_a_reason_says_so(login):
    minutes = minutes_in(S.RELEASED)

    answer = login(minutes.conference.secretary).post(f"/minutes/{minutes.id}/correct", data={"reason": " "})

    assert (answer.status_code, len(queries.editions(minutes.conference_id))) == (422, 1)


WRITING = (
    "/minutes/{m}/outline",
    "/minutes/{m}/head",
    "/minutes/{m}/blocks",
    "/minutes/{m}/correct",
    "/minutes/{m}/submit",
    "/minutes/{m}/release",
    "/blocks/{b}",
    "/blocks/{b}/move/up",
    "/blocks/{b}/remove",
    "/blocks/{b}/back",
    "/blocks/{b}/restore",
    "/blocks/{b}/read",
)


@pytest.mark.parametrize("address", WRITING)
@pytest.mark.parametrize("cast", ["stranger", "other_secretary", "site_officer", "chair"])
def test_nobody_else_writes(login, address, cast):
    minutes, block, _ = written()
    person = {
        "stranger": a_stranger,
        "other_secretary": a_secretary,
        "site_officer": lambda: a_site_officer(a_site(minutes.conference).unit),
        "chair": lambda: minutes.conference.chair.person,
    }[cast]()

    answer = login(person).post(address.format(m=minutes.id, b=block.id), data=fields(block))

    assert answer.status_code == 403


@pytest.mark.parametrize("move", ["approve", "send-back"])
def test_a_leader_of_another_unit_does_not_decide(login, move):
    minutes = minutes_in(S.IN_REVIEW)

    assert login(a_leader()).post(f"/minutes/{minutes.id}/{move}", data={"version": 1}).status_code == 403


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_asks_as_often_for_three_hundred_blocks_as_for_one(login, queries, number):
    minutes = drafted()
    item = an_item(minutes.conference)
    unit = a_unit()
    with transaction():
        for n in range(number):
            kind = list(BlockKind)[n % 5]
            leads = [unit] if kind is BlockKind.DIRECTIVE else []
            actions.add_block(minutes, kind, by=None, text=f"Nội dung {n}", item=item, leads=leads)
    client = login(minutes.conference.secretary)
    url = f"/conferences/{minutes.conference_id}/minutes"
    client.get(url)
    queries.clear()

    client.get(url)

    assert len(queries) <= 12, "\n".join(queries)


def test_a_frozen_page_offers_nothing_to_write(login):
    minutes = minutes_in(S.APPROVED)
    a_directive = queries.blocks_of(minutes.id)[1]

    page = login(minutes.conference.secretary).get(f"/conferences/{minutes.conference_id}/minutes").text
    answer = login(minutes.conference.secretary).post(f"/blocks/{a_directive.id}", data=fields(a_directive, text="x"))

    assert ("data-autosave" in page, answer.status_code) == (False, 409)


def test_the_chair_says_what_is_to_be_changed_and_the_writer_may_take_back_without_a_word(login):
    minutes = minutes_in(S.IN_REVIEW)
    address = f"/minutes/{minutes.id}/send-back"

    chair = login(minutes.conference.chair.person).post(address, data={"note": " "}).status_code
    writer = login(minutes.conference.secretary).post(address, data={"note": ""}).status_code

    assert (chair, writer, queries.minutes(minutes.id).state) == (422, 302, S.DRAFT)


def corrected(minutes, **changes):
    """The next edition of released minutes, its first directive changed."""
    with transaction():
        new = actions.correct(minutes, reason="Ghi sai thời hạn.", by=None)
        block = queries.blocks_of(new.id, BlockKind.DIRECTIVE)[0]
        actions.revise_block(block, version=block.version, by=None, **changes)
        actions.add_block(new, BlockKind.NARRATIVE, text="Thêm một đoạn.", by=None)
        gone = queries.blocks_of(new.id, BlockKind.CONCLUSION)[0]
        actions.remove(gone, version=gone.version, by=None)
    return queries.minutes(new.id)


def test_a_corrected_edition_shows_what_it_changes(login):
    new = corrected(minutes_in(S.RELEASED), text="Tổ chức hai lớp tập huấn.", expected_result="Báo cáo")
    client = login(new.conference.secretary)

    page = client.get(f"/minutes/{new.id}/changes").text

    assert "Tổ chức <ins>hai lớp </ins>tập huấn." in page
    assert "<ins>Thêm một đoạn.</ins>" in page
    assert "<del>Toàn ngành tiếp tục phấn đấu.</del>" in page
    assert page.count("đổi thêm: sản phẩm") == 1
    assert f'href="/minutes/{new.id}/changes"' in client.get(f"/conferences/{new.conference_id}/minutes").text


def test_the_first_edition_changes_nothing(login):
    minutes = minutes_in(S.RELEASED)

    page = login(minutes.conference.secretary).get(f"/minutes/{minutes.id}/changes").text

    assert "<ins>" not in page and "<del>" not in page


def test_a_correction_in_the_making_is_not_for_those_who_take_part(login):
    new = corrected(minutes_in(S.RELEASED), text="Tổ chức hai lớp tập huấn.")
    officer = a_site_officer(a_site(new.conference, a_unit()).unit)

    assert login(officer).get(f"/minutes/{new.id}/changes").status_code == 403


@pytest.mark.parametrize("number", [1, 300])
def test_what_an_edition_changes_is_asked_for_as_often_for_three_hundred_parts_as_for_one(login, queries, number):
    minutes, unit = drafted(), a_unit()
    with transaction():
        for n in range(number):
            actions.add_block(minutes, BlockKind.DIRECTIVE, by=None, text=f"Việc {n}", leads=[unit], is_standing=True)
        for move in (actions.submit, actions.approve):
            move(minutes, by=None)
        new = actions.correct(minutes, reason="Sai", by=None)
        for block in queries_of_blocks(new.id):
            actions.revise_block(block, version=block.version, by=None, text=f"{block.text}, sửa")
    client = login(minutes.conference.secretary)
    client.get(f"/minutes/{new.id}/changes")
    queries.clear()

    page = client.get(f"/minutes/{new.id}/changes").text

    assert len(queries) <= 12, "\n".join(queries)
    assert page.count("<ins>") == number


def test_one_button_says_that_a_part_was_read_and_what_the_program_wrote_was_not_noted_in_a_hurry(login):
    conference = a_held_conference()
    an_item(conference, presenter_text="Ông Phan Tấn Linh")
    client, page = login(conference.secretary), f"/conferences/{conference.id}/minutes"
    client.post(page)
    minutes = queries.newest(conference.id)
    client.post(f"/minutes/{minutes.id}/outline")
    [begun] = queries_of_blocks(minutes.id)
    hasty = block_in(minutes, BlockKind.OPINION, text="Đề nghị.", speaker_name="An", needs_reading=True)

    before = client.get(page).text
    faults = re.findall(r"<span>(Dựng từ[^<]*|Ghi vội[^<]*) <a", before)
    answers = [
        client.post(f"/blocks/{one.id}/read", data={"version": version})
        for one, version in ((begun, begun.version), (hasty, hasty.version), (hasty, hasty.version - 1))
    ]
    after = client.get(page).text

    assert faults == ["Dựng từ chương trình, cần đọc.", "Ghi vội, cần đọc lại."]
    assert [f'action="/blocks/{one.id}/read"' in before for one in (begun, hasty)] == [True, True]
    assert [answer.status_code for answer in answers] == [302, 302, 302]  # said again it is no change
    assert "/read" not in after and "đọc lại</span>" not in after
    assert [one.needs_reading for one in queries_of_blocks(minutes.id)] == [False, False]


@pytest.mark.parametrize(("state", "is_told"), [(S.DRAFT, True), (S.IN_REVIEW, True), (S.APPROVED, False)])
def test_what_was_to_be_read_again_is_no_longer_said_once_the_text_is_approved(login, state, is_told):
    minutes = minutes_in(state)
    with transaction():
        queries_of_blocks(minutes.id)[0].needs_reading = True

    page = login(minutes.conference.secretary).get(f"/conferences/{minutes.conference_id}/minutes").text

    assert ("1 đoạn cần đọc lại" in page, "<span>đọc lại</span>" in page) == (is_told, is_told)


def test_of_released_minutes_no_draft_is_offered(login):
    minutes = minutes_in(S.RELEASED)

    page = login(minutes.conference.secretary).get(f"/conferences/{minutes.conference_id}/minutes").text

    assert "Bản 1" in page
    assert f"/minutes/{minutes.id}/draft.pdf" not in page


@pytest.mark.parametrize(("state", "marked"), [(S.DRAFT, True), (S.APPROVED, False)])
def test_what_was_to_be_read_again_is_no_more_once_the_minutes_are_approved(login, state, marked):
    minutes = drafted()
    block_in(minutes, text="Một", needs_reading=True)
    for act in [actions.submit, actions.approve] if state is S.APPROVED else []:
        with transaction():
            act(minutes, by=None)

    page = login(minutes.conference.secretary).get(f"/conferences/{minutes.conference_id}/minutes").text

    assert ("đọc lại" in page.partition("minutes-desk")[2].partition("minutes-right")[0]) is marked


def test_an_opinion_is_asked_for_its_site_first_of_those_that_take_part(login):
    minutes = drafted()
    here, away, kept = (a_site(minutes.conference, name=name) for name in ("Xã Một", "Xã Vắng", "Xã Cũ"))
    block = block_in(minutes, BlockKind.OPINION)
    with transaction():
        db.session.get(Block, block.id).site_id = kept.id
        for site in (away, kept):
            db.session.get(Site, site.id).state = SiteState.DECLINED

    page = login(minutes.conference.secretary).get(f"/blocks/{block.id}/edit", follow_redirects=True).text

    asked = page.partition('name="site_id"')[2].partition("</select>")[0]
    assert [name in asked for name in (here.name, away.name, kept.name)] == [True, False, True]
    assert page.index('name="site_id"') < page.index('name="speaker_name"')


def test_who_may_lead_begins_with_the_units_of_the_sites():
    conference = a_held_conference()
    near, far = a_unit("Sở A", parent=conference.organiser), a_unit("Xã B")
    a_site(conference, far)
    a_site(conference, conference.organiser)

    found = [unit.id for unit in queries.unit_choices(conference, set())]

    assert [number for number in found if number in (near.id, far.id)] == [far.id, near.id] and found[0] == far.id


def test_a_site_brings_along_who_presides_there(login):
    minutes = drafted()
    site = a_site(minutes.conference, name="Xã Một", chair_name="Trần Văn Bình", chair_title="Chủ tịch UBND xã")
    block = block_in(minutes, BlockKind.OPINION)

    page = login(minutes.conference.secretary).get(f"/blocks/{block.id}/edit", follow_redirects=True).text

    [option] = re.findall(rf'<option [^>]*value="{site.id}"[^>]*>', page.partition('name="site_id"')[2])
    assert re.findall(r'data-(\w+)="([^"]*)"', option) == [("name", "Trần Văn Bình"), ("title", "Chủ tịch UBND xã")]


def test_the_paper_beside_says_for_who_writes_which_part_is_which_and_the_facts_do_not(login):
    minutes = drafted()
    item = an_item(minutes.conference)
    last, first = block_in(minutes, text="Ngoài chương trình."), block_in(minutes, text="Một.\nHai.", item=item)
    block_in(minutes, BlockKind.CONCLUSION, text="", item=item)
    empty = queries.blocks_of(minutes.id)[1]

    shown = [
        re.findall(r'<p data-place="(\d+)">([^<]*)', login(who).get(f"/minutes/{minutes.id}/preview").text)
        for who in (minutes.conference.secretary, minutes.conference.chair.person)
    ]

    assert shown[0] == [(str(first.id), "Một."), (str(empty.id), ""), (str(last.id), "Ngoài chương trình.")]
    assert "data-place" not in pdf.html(papers.TEMPLATE, papers.facts(minutes), draft=True)
