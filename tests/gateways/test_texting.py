"""Short messages leave through a real HTTP server that takes, refuses, waits, breaks down or talks nonsense."""

import base64
import html
import json
import logging
import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.base.errors import Unreachable
from meetings.gateways import text_settings, texting
from meetings.gateways.texting import Settings, Text
from tests.stand_ins import TextGateway, free_port

SECRET = "khoa-bi-mat-4711"
MESSAGE = Text("+84912345678", 'Mời "Kỳ Anh" dự họp\n{secret}', "abc123")


@pytest.fixture
def gateway():
    with TextGateway() as running:
        yield running


def send(gateway, message=MESSAGE, **settings):
    known = {"headers": "Content-Type: application/json|Authorization: Bearer {secret}", "timeout": 2}
    address = settings.pop("address", gateway.url)
    texting.open_sink(Settings(address, secret=SECRET, **(known | settings))).send(message)


def refusal(gateway, **settings):
    with pytest.raises(Unreachable) as no:
        send(gateway, **settings)
    return str(no.value.message), no.value.again


def test_number_text_and_reference_stand_where_the_template_names_them(gateway):
    send(gateway, body='{"msg": {"phone": "{to}", "content": "{text}"}, "id": ["{ref}"], "flash": false}')

    [asked] = gateway.asked
    assert (asked.method, asked.headers["Authorization"]) == ("POST", f"Bearer {SECRET}")
    assert json.loads(asked.body) == {
        "msg": {"phone": "+84912345678", "content": 'Mời "Kỳ Anh" dự họp\n{secret}'},
        "id": ["abc123"],
        "flash": False,
    }


@pytest.mark.parametrize(("numbers", "expected"), [("+84", "+84912345678"), ("84", "84912345678"), ("0", "0912345678")])
def test_numbers_are_written_as_the_gateway_wants_them(gateway, numbers, expected):
    send(gateway, numbers=numbers)

    assert gateway.said[0]["to"] == expected


def test_a_form_is_encoded_so_that_a_text_cannot_add_fields(gateway):
    send(
        gateway,
        message=MESSAGE._replace(text="a&to=b=c"),
        headers="Content-Type: application/x-www-form-urlencoded",
        body="to={to}&text={text}",
    )

    assert gateway.asked[0].body == "to=%2B84912345678&text=a%26to%3Db%3Dc"


def test_xml_is_escaped_so_that_a_text_cannot_add_elements(gateway):
    send(gateway, message=MESSAGE._replace(text="<b>&"), headers="Content-Type: text/xml", body="<t>{text}</t>")

    assert gateway.asked[0].body == "<t>&lt;b&gt;&amp;</t>"


def test_a_gateway_that_is_asked_by_get_finds_all_in_the_address(gateway):
    send(gateway, method="GET", address=f"{gateway.url}?to={{to}}&text={{text}}&key={{secret}}")

    [asked] = gateway.asked
    assert (asked.method, asked.body) == ("GET", "")
    assert asked.path.startswith("/send?to=%2B84912345678&text=M%E1%BB%9Di%20%22K")


def test_a_line_break_in_a_text_adds_no_header(gateway):
    send(gateway, message=MESSAGE._replace(ref="x\r\nX-Evil: 1"), headers="Content-Type: application/json|X-Ref: {ref}")

    assert gateway.asked[0].headers["X-Ref"] == "x X-Evil: 1"
    assert "X-Evil" not in gateway.asked[0].headers


@given(st.text(max_size=80), st.text(max_size=20))
def test_whatever_a_text_holds_the_body_keeps_its_shape(text, ref):
    values = {"to": "+84912345678", "text": text, "ref": ref, "secret": SECRET}

    written = text_settings.body_of(Settings("x").body, {"Content-Type": "application/json"}, values)

    assert json.loads(written) == {"to": "+84912345678", "text": text, "ref": ref}


@pytest.mark.parametrize(
    ("success", "body"),
    [
        ("status", b""),
        ("json:CodeResult=100", b'{"CodeResult": "100", "SMSID": "7"}'),
        ("json:data.error=0", b'{"data": {"error": 0}}'),
        ("json:ok=true", b'{"ok": true}'),
        ("text:OK", "1|OK|đã nhận".encode()),
    ],
)
def test_what_counts_as_taken_is_a_setting(gateway, success, body):
    gateway.answer(status=202, body=body)

    send(gateway, success=success)

    assert len(gateway.asked) == 1


@pytest.mark.parametrize(
    ("status", "again"),
    [(500, True), (502, True), (503, True), (408, True), (429, True), (401, True), (403, True), (302, True),
     (400, False), (404, False), (422, False)],
)  # fmt: skip
def test_trouble_of_the_gateway_is_tried_again_and_a_refusal_is_not(gateway, status, again):
    gateway.answer(status=status, body=b"no", headers={"Location": "http://elsewhere.example/"})

    assert refusal(gateway)[1] is again
    assert len(gateway.asked) == 1


def test_a_gateway_that_says_no_with_a_friendly_status_is_believed(gateway):
    gateway.answer(body='{"CodeResult": "104", "ErrorMessage": "Brandname không tồn tại"}'.encode())

    said, again = refusal(gateway, success="json:CodeResult=100")

    assert "Brandname không tồn tại" in said
    assert again is False


@pytest.mark.parametrize(
    "body", [b"<html>captive portal</html>", b"", b"[]", b'{"other": 1}', b"\xff\xfe", b"[" * 20_000, b"x" * 70_000]
)
def test_nonsense_is_no_success_and_is_tried_again(gateway, body):
    gateway.answer(body=body)

    assert refusal(gateway, success="json:CodeResult=100") == (str(texting.STRANGE), True)


def test_a_gateway_that_keeps_us_waiting_is_left(gateway):
    gateway.answer(wait=1)

    assert refusal(gateway, timeout=0.2) == (str(texting.TOO_SLOW), True)


def test_a_gateway_that_drips_its_answer_is_left(gateway):
    gateway.answer(body=b"x" * 100, drip=0.1)

    assert refusal(gateway, timeout=0.4) == (str(texting.TOO_SLOW), True)


def test_nobody_listens():
    with TextGateway() as gateway:
        assert refusal(gateway, address=f"http://127.0.0.1:{free_port()}/") == (str(texting.NO_CONNECTION), True)


def test_the_secret_stands_in_no_sentence_no_log_and_no_picture_of_the_settings(gateway, caplog):
    caplog.set_level(logging.DEBUG)
    gateway.answer(status=400, body=f"key {SECRET} is wrong".encode())

    said, _ = refusal(gateway)
    down, _ = refusal(gateway, address=f"http://127.0.0.1:{free_port()}/?key={{secret}}")

    assert "key *** is wrong" in said
    assert SECRET not in said + down + caplog.text + repr(Settings("https://x", secret=SECRET))


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "ftp://x/"},
        {"address": "https://"},
        {"body": "{not json"},
        {"body": '{"x": "{nobody}"}'},
        {"headers": "no colon"},
        {"method": "DELETE"},
        {"success": "json:"},
        {"success": "perhaps"},
    ],
)
def test_settings_that_make_no_sense_are_refused_before_anything_leaves(gateway, wrong):
    said, again = refusal(gateway, **wrong)

    assert "TEXT_" in said
    assert (again, gateway.asked) == (False, [])


def test_a_folder_keeps_each_message_once(tmp_path):
    sink = texting.open_sink(Settings(f"folder://{tmp_path}"))

    sink.send(Text("+84912345678", "Một", "abc"))
    sink.send(Text("+84912345678", "Hai", "abc"))

    assert [path.read_text() for path in tmp_path.iterdir()] == ["+84912345678\n\nHai\n"]


def test_the_console_prints_each_message(capsys):
    texting.open_sink(Settings("console:")).send(Text("+84912345678", "Mời họp", "abc"))

    assert capsys.readouterr().out.startswith("To: +84912345678\nMời họp\n")


def test_the_settings_are_read_from_the_environment_and_the_secret_from_its_file(gateway, app, tmp_path):
    (tmp_path / "key").write_text(f"{SECRET}\n")
    config = dict(app.config) | {
        "TEXT_GATEWAY": gateway.url,
        "TEXT_BODY": {"phone": "{to}", "key": "{secret}"},
        "TEXT_SECRET_FILE": str(tmp_path / "key"),
    }

    texting.open_sink(Settings.of(config)).send(MESSAGE)

    assert gateway.said == [{"phone": "+84912345678", "key": SECRET}]
    assert gateway.asked[0].headers["Authorization"] == f"Bearer {SECRET}"


def test_a_secret_that_cannot_be_read_is_said_without_its_path(app, tmp_path):
    with pytest.raises(Unreachable) as no:
        Settings.of(dict(app.config) | {"TEXT_GATEWAY": "https://x", "TEXT_SECRET_FILE": str(tmp_path / "gone")})

    assert "TEXT_SECRET_FILE" in str(no.value.message)
    assert str(tmp_path) not in str(no.value.message)


@pytest.mark.parametrize("secret", ['Khoa"Bi Mat', "a/b+c=d&e", "khóa bí mật", "p<q>&r", "hai  dau cach x", "{to}x"])
@pytest.mark.parametrize(
    "write",
    [
        str,
        json.dumps,
        lambda secret: json.dumps(secret, ensure_ascii=False),
        lambda secret: quote(secret, safe=""),
        lambda secret: re.sub("%..", lambda found: found[0].lower(), quote(secret)),
        quote_plus,
        html.escape,
        lambda secret: base64.b64encode(secret.encode()).decode(),
    ],
)
def test_a_secret_that_the_gateway_repeats_is_masked_however_it_writes_it(gateway, secret, write):
    gateway.answer(status=400, body=f"key {write(secret).strip(chr(34))} is wrong".encode())

    with pytest.raises(Unreachable) as no:
        texting.open_sink(Settings(gateway.url, secret=secret)).send(MESSAGE)

    assert "400 key *** is wrong" in str(no.value.message)
