"""Whatever is typed or forged: a sentence, a 4xx, and nothing changed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.base.db import db
from meetings.minutes import content, queries
from meetings.minutes.models import Block, BlockKind, Minutes, MinutesState
from tests.conclusions.make import a_notice
from tests.make import a_secretary, a_site
from tests.minutes.make import a_directive_in, block_in, drafted, minutes_in

FEW = settings(max_examples=25, deadline=None)
WORDS = st.text(max_size=60)
NUMBERS = st.one_of(WORDS, st.integers(-5, 10**12).map(str))
NAMES = "version text item_id site_id due_on leads coordinators expected_result speaker_name is_standing".split()
FORGED = st.fixed_dictionaries({}, optional={name: NUMBERS for name in NAMES} | {"text": st.text(max_size=300)})


@FEW
@given(sent=FORGED, kind=st.sampled_from([BlockKind.NARRATIVE, BlockKind.OPINION, BlockKind.DIRECTIVE]))
def test_a_block_takes_what_it_can_or_says_why_not(app, sent, kind):
    block = block_in(drafted(), kind)
    before = content.content(block)

    answer = app.test_client(user=block.minutes.conference.secretary).post(f"/blocks/{block.id}", data=sent)

    assert answer.status_code in (302, 409, 422)
    assert answer.status_code == 302 or content.content(db.session.get(Block, block.id)) == before


@FEW
@given(
    sent=st.fixed_dictionaries(
        {}, optional={"kind": NUMBERS, "item_id": NUMBERS, "version": NUMBERS, "number": NUMBERS}
    )
)
def test_steps_with_forged_values_are_refused_in_words(app, sent):
    block = a_directive_in(drafted())
    client = app.test_client(user=block.minutes.conference.secretary)
    before = content.content(block)

    for address in (f"/minutes/{block.minutes_id}/blocks", f"/blocks/{block.id}/restore"):
        assert (
            client.post(address, data={**sent, "version": "x", "kind": "?" + sent.get("kind", "")}).status_code == 422
        )

    assert content.content(db.session.get(Block, block.id)) == before


@FEW
@given(
    sent=st.fixed_dictionaries(
        {"version": NUMBERS}, optional={n: WORDS for n in ("began_on", "began_clock", "finished_on")}
    )
)
def test_impossible_times_are_refused_in_words(app, sent):
    minutes = drafted()

    answer = app.test_client(user=minutes.conference.secretary).post(f"/minutes/{minutes.id}/head", data=sent)

    assert (answer.status_code, db.session.get(Minutes, minutes.id).began_at) == (422, None)


def test_an_end_before_the_beginning_is_refused_beside_its_field(login):
    minutes = drafted()
    data = dict(version=1, began_on="30/11/2026", began_clock="10:00", finished_on="30/11/2026", finished_clock="08:00")

    answer = login(minutes.conference.secretary).post(f"/minutes/{minutes.id}/head", data=data)

    assert (answer.status_code, 'value="08:00"' in answer.text) == (422, True)


def test_guessed_numbers_lead_nowhere(login):
    secretary = login(drafted().conference.secretary)
    addresses = (
        "/minutes/999/head /minutes/999/preview /blocks/999 /blocks/999/history /conclusions/999/preview".split()
    )

    assert [secretary.get(address).status_code for address in addresses] == [404] * 5


def test_moves_that_are_not_timely_are_refused_in_words(login):
    minutes = minutes_in(MinutesState.RELEASED)
    client = login(minutes.conference.secretary)

    moves = [
        client.post(f"/minutes/{minutes.id}/{move}", data={"note": "x"}) for move in ("submit", "send-back", "release")
    ]

    assert [answer.status_code for answer in moves] == [409] * 3


@FEW
@given(
    sent=st.fixed_dictionaries({"version": NUMBERS}, optional={n: WORDS for n in ("subject", "opening", "signer_name")})
)
def test_the_notice_takes_what_it_can_or_says_why_not(app, sent):
    notice = a_notice()

    answer = app.test_client(user=notice.conference.secretary).post(f"/conclusions/{notice.id}", data=sent)

    assert answer.status_code in (302, 409, 422)


def test_a_unit_that_is_sent_twice_leads_once(login):
    minutes = drafted()
    block, lead = a_directive_in(minutes), a_site(minutes.conference).unit
    typed = {"version": block.version, "text": "x", "leads": [lead.id, lead.id]}

    answer = login(a_secretary(minutes.conference.organiser)).post(f"/blocks/{block.id}", data=typed)

    assert (answer.status_code, queries.block(block.id).leads) == (302, [lead])
