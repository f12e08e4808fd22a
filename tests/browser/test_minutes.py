"""Writing minutes in real Chromium: what is typed survives reloads, lost lines and other writers."""

import pytest
from playwright.sync_api import expect

from meetings.base.db import db, transaction
from meetings.minutes import actions, queries
from meetings.minutes.models import Block, BlockKind
from tests.browsing import session_cookie
from tests.make import a_site, a_unit
from tests.minutes.make import an_item, block_in, drafted

pytestmark = pytest.mark.browser
SAVED = '.minutes-form [data-saved][data-state="saved"]'
KEPT = '.minutes-form [data-saved][data-state="kept"]'


def text_of(block):
    db.session.rollback()
    return db.session.get(Block, block.id).text


@pytest.fixture
def written():
    minutes = drafted()
    return minutes, block_in(minutes, text="Mở đầu.", item=an_item(minutes.conference))


def opened(open_page, minutes, block, **how):
    page = open_page(minutes.conference.secretary, **how)
    page.goto(f"/conferences/{minutes.conference_id}/minutes?edit={block.id}#block-{block.id}")
    return page


def another_writes(block, text):
    db.session.rollback()
    with transaction():
        actions.revise_block(block, version=block.version, text=text, by=None)


def test_what_is_typed_is_saved_a_second_later_and_seen_on_the_paper_without_a_jump(open_page, written):
    minutes, block = written
    page = opened(open_page, minutes, block)
    paper = page.frame_locator("iframe")
    paper.locator("body").evaluate("body => body.ownerDocument.defaultView.scrollTo(0, 120)")
    before = paper.locator("body").evaluate("body => body.ownerDocument.defaultView.scrollY")

    page.locator("textarea").fill("Ông Nguyễn Thiện phát biểu.")
    page.wait_for_selector(SAVED)
    paper.get_by_text("Ông Nguyễn Thiện phát biểu.").wait_for()

    after = paper.locator("body").evaluate("body => body.ownerDocument.defaultView.scrollY")
    assert (text_of(block), after) == ("Ông Nguyễn Thiện phát biểu.", before)


def test_a_reload_in_the_middle_of_a_word_loses_nothing(open_page, written):
    minutes, block = written
    page = opened(open_page, minutes, block)

    page.locator("textarea").press("Control+End")
    page.locator("textarea").press_sequentially(" Đang gõ dở")
    page.reload()
    expect(page.locator("textarea")).to_have_value("Mở đầu. Đang gõ dở")

    page.keyboard.press("Control+s")
    page.wait_for_selector(SAVED)
    assert (text_of(block), page.evaluate("Object.keys(localStorage)")) == ("Mở đầu. Đang gõ dở", [])


def test_what_is_typed_without_a_line_is_kept_and_saved_when_the_line_is_back(open_page, written):
    minutes, block = written
    page = opened(open_page, minutes, block)
    page.route("**/blocks/*", lambda route: route.abort("internetdisconnected"))

    page.locator("textarea").fill("Gõ khi mất mạng")
    page.wait_for_selector(KEPT)
    kept = text_of(block)
    page.unroute("**/blocks/*")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector(SAVED)

    assert (kept, text_of(block)) == ("Mở đầu.", "Gõ khi mất mạng")


def test_what_is_typed_on_a_page_that_has_expired_is_saved_once_it_is_loaded_anew(
    open_page, axe, app, server, monkeypatch, written
):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    minutes, block = written
    page = opened(open_page, minutes, block)
    page.context.clear_cookies()
    page.locator("textarea").fill("Viết khi phiên đã hết")
    page.wait_for_selector(f"{KEPT} >> text=Đăng nhập lại ở thẻ khác")
    page.context.add_cookies([session_cookie(app, minutes.conference.secretary, server)])

    page.locator("textarea").fill("Viết cả buổi")
    page.wait_for_selector(f"{KEPT} >> text=trang đã hết hạn. Tải lại trang")
    assert (text_of(block), axe(page)) == ("Mở đầu.", [])

    page.locator(".minutes-form [data-saved] button").click()
    page.wait_for_selector(SAVED)
    expect(page.locator("textarea")).to_have_value("Viết cả buổi")
    assert text_of(block) == "Viết cả buổi"


def test_a_browser_that_dies_while_typing_gives_the_text_back_on_the_next_visit(open_page, written):
    minutes, block = written
    page = opened(open_page, minutes, block)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('the line is dead')); }")
    page.locator("textarea").fill("Chưa kịp lưu")
    context = page.context
    page.close()

    again = context.new_page()
    again.goto(f"/conferences/{minutes.conference_id}/minutes")
    again.wait_for_selector(SAVED)

    assert (again.locator("textarea").input_value(), text_of(block)) == ("Chưa kịp lưu", "Chưa kịp lưu")


def test_two_writers_are_shown_both_texts_and_one_merges_them(open_page, written):
    minutes, block = written
    page = opened(open_page, minutes, block)
    another_writes(block, "Mở đầu của họ.")

    page.locator("textarea").fill("Mở đầu của tôi.")
    page.wait_for_selector(".minutes-conflict")
    shown = page.locator("[data-mine]").inner_text(), page.locator("[data-theirs]").inner_text(), text_of(block)
    page.evaluate("scrollTo(0, 0)")
    page.locator(".minutes-form button.btn-primary").click()
    expect(page.locator(".minutes-conflict")).to_be_focused()
    expect(page.locator(".minutes-conflict .minutes-two")).to_be_in_viewport()
    page.get_by_role("button", name="Lưu bản gộp").click()
    page.wait_for_load_state()

    assert shown == ("Mở đầu của tôi.", "Mở đầu của họ.", "Mở đầu của họ.")
    assert [word in text_of(block) for word in ("họ.", "tôi.")] == [True, True]


def test_what_was_kept_here_from_an_older_text_is_shown_beside_the_newer_one(open_page, written):
    minutes, block = written
    page = opened(open_page, minutes, block)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('the line is dead')); }")
    page.locator("textarea").fill("Của tôi, giữ trên máy")
    context = page.context
    page.close()
    another_writes(block, "Của họ, đã lưu")

    again = context.new_page()
    again.goto(f"/conferences/{minutes.conference_id}/minutes")
    again.wait_for_selector(".minutes-conflict")

    assert (again.locator("[data-mine]").inner_text(), text_of(block)) == ("Của tôi, giữ trên máy", "Của họ, đã lưu")


def test_a_block_is_added_moved_and_removed_by_keys_and_buttons(open_page, written):
    minutes, block = written
    page = open_page(minutes.conference.secretary)
    page.goto(f"/conferences/{minutes.conference_id}/minutes")

    page.locator("[data-add] button[value=opinion]").first.click()
    page.locator("textarea").fill("Ý kiến mới")
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_selector(SAVED)
    expect(page.locator(".minutes-block").first.locator("textarea")).to_be_visible()
    db.session.rollback()
    order = [b.text for b in queries.blocks_of(minutes.id)]
    page.locator("[data-close]").click()
    page.locator(".minutes-said").nth(1).wait_for()
    page.locator("[data-remove]").first.click()
    page.wait_for_load_state()
    db.session.rollback()
    gone = [b.text for b in queries.blocks_of(minutes.id)]

    assert (order, gone) == (["Ý kiến mới", "Mở đầu."], ["Mở đầu."])
    assert block.id


def test_units_are_ticked_while_searching_without_marks(open_page, written):
    minutes, _ = written
    lead = a_site(minutes.conference, a_unit("Huyện Vũ Quang")).unit
    other = a_unit("Sở Nội vụ")
    block = block_in(minutes, BlockKind.DIRECTIVE, text="Tập huấn")
    page = opened(open_page, minutes, block)

    page.locator(f"input[name=leads][value='{lead.id}']").check()
    page.locator("input[name=words]").fill("so noi vu")
    page.locator(f"input[name=coordinators][value='{other.id}']").check()
    page.wait_for_selector(SAVED)

    db.session.rollback()
    assert ([u.id for u in block.leads], [u.id for u in block.coordinators]) == ([lead.id], [other.id])


def settled(page):
    page.wait_for_load_state("networkidle")
    return page.evaluate("Object.keys(localStorage)"), page.locator(".minutes-conflict").count()


def test_an_impatient_writer_is_never_in_his_own_way(open_page, written):
    minutes, _ = written
    lead = a_site(minutes.conference, a_unit("Sở Nội vụ")).unit
    page = open_page(minutes.conference.secretary)
    page.goto(f"/conferences/{minutes.conference_id}/minutes")

    page.locator("[data-add] button[value=directive]").first.click()
    page.locator("textarea").fill("Giao Sở Nội vụ tham mưu.")
    page.locator("input[name=words]").fill("so noi vu")
    page.keyboard.press("Enter")
    page.locator(f"input[name=leads][value='{lead.id}']").check()
    page.locator("input[name=is_standing]").check()
    page.locator(".minutes-form button.btn-primary").click()
    page.locator(".minutes-said", has_text="Giao Sở Nội vụ tham mưu.").wait_for()

    assert (page.url.rpartition("/")[2].partition("?")[0].partition("#")[0], settled(page)) == ("minutes", ([], 0))
    db.session.rollback()
    [block] = [one for one in queries.blocks_of(minutes.id) if one.kind is BlockKind.DIRECTIVE]
    assert (block.text, block.leads, block.is_standing) == ("Giao Sở Nội vụ tham mưu.", [lead], True)


def test_the_page_of_found_units_goes_on_from_what_saved_itself_on_the_way(open_page, written):
    minutes, _ = written
    lead = a_site(minutes.conference, a_unit("Sở Nội vụ")).unit
    block = block_in(minutes, BlockKind.DIRECTIVE, text="")
    page = opened(open_page, minutes, block)

    page.locator("textarea").fill("Giao Sở Nội vụ")
    page.locator(".minutes-form").evaluate(  # as the browser sends it where the script of finding did not come
        """form => {
            form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "find", value: "1" }));
            HTMLFormElement.prototype.submit.call(form);
        }"""
    )
    page.wait_for_url(f"**/blocks/{block.id}")
    page.locator("input[name=due_on]").fill("31/11/2026")
    page.locator(".minutes-form button.btn-primary").click()
    page.wait_for_selector(KEPT)
    page.locator("input[name=due_on]").fill("30/11/2026")
    page.locator(f"input[name=leads][value='{lead.id}']").check()
    page.locator(".minutes-form button.btn-primary").click()
    page.wait_for_url(f"**/conferences/{minutes.conference_id}/minutes*")

    assert settled(page) == ([], 0)
    db.session.rollback()
    assert (block.text, block.leads, str(block.due_on)) == ("Giao Sở Nội vụ", [lead], "2026-11-30")


def test_leaving_in_the_middle_of_a_save_and_coming_back_is_no_conflict(open_page, written):
    minutes, block = written
    page = opened(open_page, minutes, block)

    for word in (" một", " hai", " ba"):
        page.locator("textarea").press("Control+End")
        page.locator("textarea").press_sequentially(word)
        page.locator("input[name=needs_reading]").focus()  # saves, and the page is left before the answer
        page.reload()
        page.locator("textarea").wait_for()
    page.keyboard.press("Control+s")
    page.locator("[data-close]").click()
    page.locator(".minutes-said").first.wait_for()

    assert (settled(page), text_of(block)) == (([], 0), "Mở đầu. một hai ba")


def test_keep_mine_keeps_what_is_ticked_too(open_page, written):
    minutes, _ = written
    lead = a_site(minutes.conference, a_unit("Sở Nội vụ")).unit
    block = block_in(minutes, BlockKind.DIRECTIVE, text="Tập huấn")
    page = opened(open_page, minutes, block)
    another_writes(block, "Tập huấn của họ")

    page.locator("textarea").fill("Tập huấn của tôi")
    page.wait_for_selector(".minutes-conflict")
    page.locator(f"input[name=leads][value='{lead.id}']").check()
    page.locator("input[name=is_standing]").check()
    page.get_by_role("button", name="Giữ nội dung của tôi").click()
    page.locator(".minutes-said", has_text="Tập huấn của tôi").wait_for()

    assert settled(page) == ([], 0)
    db.session.rollback()
    assert (block.text, block.leads, block.is_standing) == ("Tập huấn của tôi", [lead], True)


def test_an_impossible_deadline_says_below_itself_why_it_is_not_saved_and_is_silent_once_it_is(open_page, written):
    minutes, _ = written
    lead = a_site(minutes.conference, a_unit("Sở Nội vụ")).unit
    page = opened(open_page, minutes, block_in(minutes, BlockKind.DIRECTIVE, text="Tập huấn", leads=[lead]))
    deadline = page.locator("input[name=due_on]")

    deadline.fill("31/02/2026")
    deadline.blur()
    page.wait_for_selector(KEPT)

    expect(deadline).to_have_accessible_error_message("Không có ngày này trong lịch. Hãy xem lại ngày và tháng.")
    deadline.fill("28/02/2027")
    page.wait_for_selector(SAVED)
    expect(page.locator(".minutes-form .nc-fault")).to_have_count(0)


def test_the_list_before_the_chair_and_the_badge_follow_what_is_saved(open_page, written):
    minutes, block = written
    with transaction():
        db.session.get(Block, block.id).needs_reading = True
    page = opened(open_page, minutes, block)
    badge, listed = page.get_by_text("1 đoạn cần đọc lại"), page.locator("#submit").get_by_text("cần đọc.")
    before = badge.count(), listed.count()

    page.locator("input[name=needs_reading]").uncheck()
    page.locator(".minutes-form button.btn-primary").click()
    badge.wait_for(state="detached")

    assert (before, listed.count()) == ((1, 1), 0)


def test_without_javascript_the_same_forms_save(open_page, written):
    minutes, block = written
    page = opened(open_page, minutes, block, javascript=False)

    page.locator("textarea").fill("Không có JavaScript")
    page.locator(".minutes-form button.btn-primary").click()

    assert text_of(block) == "Không có JavaScript"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anyone(open_page, axe, written, theme):
    minutes, block = written
    block_in(minutes, BlockKind.DIRECTIVE, text="Tập huấn", needs_reading=True)
    page = opened(open_page, minutes, block, theme=theme)

    assert axe(page) == []


def test_the_site_of_an_opinion_names_who_presides_there_until_somebody_else_is_named(open_page, written):
    minutes, _ = written
    binh, chau = (a_site(minutes.conference, name=f"Xã {chair}", chair_name=chair, chair_title="CT") for chair in "BC")
    page = opened(open_page, minutes, block_in(minutes, BlockKind.OPINION, text="Đề nghị"))
    sites, name = page.locator("select[name=site_id]"), page.locator("input[name=speaker_name]")

    said = []
    for number in (binh.id, chau.id):
        sites.select_option(str(number))
        said.append((name.input_value(), page.locator("input[name=speaker_title]").input_value()))
    name.fill("Ông D")
    sites.select_option(str(binh.id))
    page.wait_for_selector(SAVED)

    assert (said, name.input_value()) == ([("B", "CT"), ("C", "CT")], "Ông D")


def test_the_paper_goes_along_with_the_part_in_which_one_writes_and_the_page_stays(open_page, written):
    minutes, block = written
    last = [block_in(minutes, text=f"Đoạn {number}.") for number in range(60)][-1]
    page = opened(open_page, minutes, block)
    here = page.frame_locator("iframe").locator(".paper-here")
    expect(here).to_have_text("Mở đầu.")

    page.locator(f"#block-{last.id} [data-open]").click()
    expect(here).to_have_text("Đoạn 59.")
    stood = page.evaluate("scrollY")
    page.locator(f"#block-{last.id} textarea").fill("Sau cùng.")
    expect(here).to_have_text("Sau cùng.")

    assert here.evaluate(
        """part => {
            const { top, bottom } = part.getBoundingClientRect();
            return top >= 0 && bottom <= part.ownerDocument.defaultView.innerHeight;
        }"""
    )
    assert page.evaluate("scrollY") == stood
