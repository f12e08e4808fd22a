import smtplib
import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses
from io import StringIO
from ipaddress import ip_address
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.base.errors import NotValid, Unreachable
from meetings.gateways.mail import Message, composed, mailbox
from meetings.gateways.plain import lines
from meetings.gateways.sinks import ConsoleSink, FolderSink, SmtpSink, open_sink
from tests.stand_ins import SmtpServer, free_port

MESSAGE = Message(
    message_id="3f1c@nhip-cau.example",
    sender="Văn phòng UBND tỉnh <vp@tinh.example>",
    to=mailbox("Nguyễn Văn An", "an@huyen-a.example"),
    subject="Giấy mời: Hội nghị trực tuyến đánh giá tình hình phát triển kinh tế – xã hội tháng 11 năm 2026",
    text="Kính gửi ông Nguyễn Văn An,\nMời dự họp lúc 8 giờ 30.\n",
    html="<p>Kính gửi ông <b>Nguyễn Văn An</b></p>\n",
    reply_to="vp+token@tinh.example",
    attachments=(("Giấy mời.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"),),
    headers={"X-Notice": "invitation"},
)


@pytest.fixture
def server():
    with SmtpServer() as server:
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A server certificate for 127.0.0.1 and the context that shows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    path, key_path = folder / "cert.pem", folder / "key.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path, key_path)
    return path, context


def _refusal(sink, message=MESSAGE):
    with pytest.raises(Unreachable) as refusal:
        sink.send(message)
    return refusal.value


def _text(mail):
    return mail.get_body(["plain"]).get_content().replace("\r\n", "\n")


def test_a_message_arrives_whole(server):
    with open_sink(server.url) as sink:
        sink.send(MESSAGE)

    [delivered] = server.delivered
    mail = delivered.message
    assert (delivered.sender, delivered.recipients) == ("vp@tinh.example", ["an@huyen-a.example"])
    assert mail["Subject"] == MESSAGE.subject
    assert mail["To"].addresses[0].display_name == "Nguyễn Văn An"
    assert mail["From"].addresses[0].display_name == "Văn phòng UBND tỉnh"
    assert [mail[name] for name in ("Reply-To", "Message-ID", "X-Notice", "Auto-Submitted")] == [
        "vp+token@tinh.example",
        "<3f1c@nhip-cau.example>",
        "invitation",
        "auto-generated",
    ]
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert delivered.text == MESSAGE.text
    assert mail.get_body(["html"]).get_content().split() == MESSAGE.html.split()
    assert [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()] == [
        ("Giấy mời.pdf", b"%PDF-1.7 \x00\xff")
    ]


def test_a_calendar_goes_with_its_method():
    mail = composed(
        replace(MESSAGE, attachments=(("hoi-nghi.ics", "text/calendar; method=REQUEST; charset=utf-8", b"BEGIN"),))
    )

    [part] = mail.iter_attachments()
    assert dict(part["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}


def test_one_connection_serves_many_messages(server):
    with open_sink(server.url) as sink:
        for number in range(20):
            sink.send(replace(MESSAGE, message_id=f"{number}@a.example"))

    assert (len(server.delivered), server.connections) == (20, 1)


@pytest.mark.parametrize("answer", ["530 5.7.0 authentication required", "553 5.7.1 sender not owned by user"])
def test_a_sender_from_whom_nothing_is_taken_blames_the_settings_not_the_message(server, answer):
    server.answer("MAIL", answer)

    with open_sink(server.url) as sink:
        refusal = _refusal(sink)

    assert (refusal.again, answer in str(refusal.message)) == (True, True)


@pytest.mark.parametrize("length", range(3, 40))
def test_a_long_subject_and_a_long_name_keep_their_spaces_where_they_are_broken(length):
    words = "Mời dự Hội nghị giao ban (lần 2) của Ủy ban nhân dân tỉnh Hà Tĩnh OK, Thứ Hai 30/11/2026 – An".split()
    said = " ".join((words * 3)[:length])

    written = composed(replace(MESSAGE, subject=said, to=mailbox(said, "an@x.example"))).as_bytes()

    mail = message_from_bytes(written)
    [[name, address]] = getaddresses([mail["To"]])
    assert [str(make_header(decode_header(text))).strip() for text in (mail["Subject"], name)] == [said, said]
    assert (address, max(map(len, written.split(b"\r\n\r\n")[0].split(b"\r\n"))) < 79) == ("an@x.example", True)


def test_a_name_on_two_lines_stands_on_one():
    mail = composed(replace(MESSAGE, to=mailbox("Nguyễn Văn An\nChủ tịch", "an@x.example")))

    assert mail["To"].addresses[0].display_name == "Nguyễn Văn An Chủ tịch"


@pytest.mark.parametrize(
    ("command", "answer", "again"),
    [
        *[(command, "451 4.3.0 try later", True) for command in ("MAIL", "RCPT", "DATA")],
        *[(command, "550 5.1.1 unknown", False) for command in ("RCPT", "DATA")],
        ("MAIL", "552 5.3.4 too large", False),
    ],
)
def test_a_refusal_says_whether_to_try_again_and_the_next_message_passes(server, command, answer, again):
    server.answer(command, answer)

    with open_sink(server.url) as sink:
        refusal = _refusal(sink)
        sink.send(MESSAGE)

    assert (refusal.again, answer in str(refusal.message)) == (again, True)
    assert len(server.delivered) == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_up_is_called_again(server, command):
    server.hang_up(command)

    with open_sink(server.url) as sink:
        assert _refusal(sink).again is True
        sink.send(MESSAGE)

    assert (len(server.delivered), server.connections) == (1, 2)


def test_a_server_that_closes_the_line_for_now_is_called_again(server):
    server.answer("RCPT", "421 4.7.0 too many messages on this line")

    with open_sink(server.url) as sink:
        assert _refusal(sink).again is True
        sink.send(MESSAGE)

    assert len(server.delivered) == 1


def test_a_server_restarted_between_two_messages_is_called_again():
    with SmtpServer() as first:
        sink = open_sink(first.url)
        sink.send(MESSAGE)
    with SmtpServer() as second:
        sink.port = second.port
        sink.send(MESSAGE)

    assert (len(first.delivered), len(second.delivered)) == (1, 1)


def test_nobody_listening_means_later():
    assert _refusal(SmtpSink("127.0.0.1", free_port())).again is True


@pytest.mark.parametrize(
    "greeting", [b"", b"554 5.7.1 go away\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff" * 9000]
)
def test_something_that_is_no_mail_server_means_later(greeting):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=_greet, args=(listener, greeting), daemon=True).start()

        assert _refusal(SmtpSink("127.0.0.1", listener.getsockname()[1], timeout=1)).again is True


def _greet(listener, greeting):
    with listener.accept()[0] as line:
        line.sendall(greeting)


def test_a_silent_server_is_waited_for_no_longer_than_said():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert _refusal(SmtpSink("127.0.0.1", listener.getsockname()[1], timeout=0.2)).again is True


def test_a_password_is_given_and_a_wrong_one_blames_the_settings_not_the_message():
    with SmtpServer(accounts={"nhip-cau": "p@ss/1"}) as server:
        address = f"127.0.0.1:{server.port}?starttls=0"
        with open_sink(f"smtp://nhip-cau:p%40ss%2F1@{address}") as sink:
            sink.send(MESSAGE)

        assert _refusal(open_sink(f"smtp://nhip-cau:wrong@{address}")).again is True
        assert [one.signed_in_as for one in server.delivered] == ["nhip-cau"]


@pytest.mark.parametrize(("option", "encrypted"), [("starttls=1", True), ("", True), ("starttls=0", False)])
def test_starttls_is_demanded_taken_or_left(certificate, option, encrypted):
    path, context = certificate
    with SmtpServer(tls=context) as server, open_sink(f"{server.url}?ca={path}&{option}") as sink:
        sink.send(MESSAGE)

        assert [one.encrypted for one in server.delivered] == [encrypted]


def test_starttls_demanded_of_a_server_without_it_sends_nothing(server):
    assert _refusal(open_sink(f"{server.url}?starttls=1")).again is True
    assert server.delivered == []


@pytest.mark.parametrize("at_once", [True, False])
def test_a_certificate_nobody_vouches_for_is_not_trusted(certificate, at_once):
    with SmtpServer(tls=certificate[1], tls_at_once=at_once) as server:
        assert _refusal(open_sink(server.url)).again is True
        assert server.delivered == []


def test_tls_from_the_first_byte(certificate):
    path, context = certificate
    with SmtpServer(tls=context, tls_at_once=True) as server, open_sink(f"{server.url}?ca={path}") as sink:
        sink.send(MESSAGE)

        assert [one.encrypted for one in server.delivered] == [True]


INJECTED = ["a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\x00b", "a\u2028b", "\x85"]


@pytest.mark.parametrize("text", INJECTED)
@pytest.mark.parametrize("place", ["subject", "to", "sender", "reply_to", "message_id"])
def test_no_header_can_be_smuggled_in(server, place, text):
    value = f"{text} <a@b.example>" if place in ("to", "sender", "reply_to") else text

    with open_sink(server.url) as sink, pytest.raises(NotValid):
        sink.send(replace(MESSAGE, **{place: value}))

    assert server.delivered == []


@pytest.mark.parametrize(
    "fault",
    [
        {"headers": {"X-A": "a\r\nb"}},
        {"headers": {"X-A\r\nBcc": "a"}},
        {"attachments": (("a\r\nb", "text/plain", b""),)},
        {"attachments": (("a", "text/plain\r\nX: y", b""),)},
    ],
)
def test_nor_through_headers_and_file_names(fault):
    with pytest.raises(NotValid):
        composed(replace(MESSAGE, **fault))


@pytest.mark.parametrize(
    "to", ["", "an", "An <an>", "a@", "@b.example", "á@b.example", "a b@c.example", "a@b..example"]
)
def test_a_bad_address_is_never_tried_again(to):
    assert _refusal(ConsoleSink(StringIO()), replace(MESSAGE, to=to)).again is False


def test_a_domain_with_marks_travels_in_its_plain_form():
    assert (
        composed(replace(MESSAGE, to="an@hà-tĩnh.example"))["To"].addresses[0].addr_spec
        == "an@" + "hà-tĩnh.example".encode("idna").decode() + ""
    )


@settings(max_examples=150, deadline=None)
@given(
    subject=st.text(max_size=300),
    text=st.text(max_size=400),
    name=st.text(max_size=80),
    html=st.text(max_size=100),
)
def test_whatever_is_written_comes_back_or_is_refused(subject, text, name, html):
    message = replace(MESSAGE, subject=subject, text=text, html=html, to=mailbox(name, "a@b.example"))
    try:
        raw = composed(message).as_bytes()
    except NotValid:
        assert not (subject + name).isprintable()
        return

    mail = message_from_bytes(raw, policy=policy.default)
    assert [key for key in mail if key.lower() in ("bcc", "cc")] == []
    assert mail["To"].addresses[0].addr_spec == "a@b.example"
    assert _text(mail).rstrip("\n") == lines(text).rstrip("\n")
    assert "".join(mail["Subject"].split()) == "".join(lines(subject).split())


@pytest.mark.parametrize("before", range(60))
def test_no_blank_is_lost_wherever_a_header_is_broken(before):
    words = (
        f"{'x' * before}Biên bản số 06/BB-UBND: triển khai kế hoạch phòng, chống hạn hán, xâm nhập mặn (dự thảo) năm"
    )
    message = replace(MESSAGE, subject=words, to=mailbox(words.replace(",", ""), "a@b.example"))

    raw = composed(message).as_bytes()
    read = {name: str(make_header(decode_header(message_from_bytes(raw)[name]))) for name in ("Subject", "To")}

    assert read == {"Subject": words, "To": f"{words.replace(',', '')} <a@b.example>"}
    assert max(len(line) for line in raw.split(b"\r\n\r\n")[0].splitlines()) <= 78


def test_a_folder_keeps_each_message_once(tmp_path):
    with open_sink(f"folder://{tmp_path}/mail%20out") as sink:
        sink.send(MESSAGE)
        sink.send(replace(MESSAGE, subject="Lần hai"))
        sink.send(replace(MESSAGE, message_id="../../x@a.example"))

    folder = tmp_path / "mail out"
    assert sorted(path.name for path in folder.iterdir()) == [
        ".._.._x@a.example.eml",
        "3f1c@nhip-cau.example.eml",
    ]
    kept = message_from_bytes((folder / "3f1c@nhip-cau.example.eml").read_bytes(), policy=policy.default)
    assert (kept["Subject"], _text(kept)) == ("Lần hai", MESSAGE.text)


def test_a_folder_that_cannot_be_made_means_later(tmp_path):
    (tmp_path / "file").write_text("")

    assert _refusal(FolderSink(tmp_path / "file" / "mail")).again is True


def test_the_console_shows_what_would_have_left():
    stream = StringIO()

    ConsoleSink(stream).send(MESSAGE)

    shown = stream.getvalue()
    assert MESSAGE.text in shown and "Giấy mời.pdf (11 bytes)" in shown
    assert "To: Nguyễn Văn An <an@huyen-a.example>" in shown and MESSAGE.subject in shown


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "smtp://",
        "smtp://h:99999",
        "smtp://h:x",
        "http://h",
        "folder:",
        "folder://a/b",
        "console",
        "smtp://h?timeout=x",
    ],
)
def test_a_setting_that_is_none_is_said_at_once(setting):
    with pytest.raises(Unreachable) as refusal:
        open_sink(setting)

    assert refusal.value.again is False


def test_usual_ports_are_known():
    assert (open_sink("smtp://h").port, open_sink("smtps://h").port) == (
        smtplib.SMTP_PORT,
        smtplib.SMTP_SSL_PORT,
    )
    assert isinstance(open_sink("console:"), ConsoleSink)


@pytest.mark.parametrize("name", ["Lê Thị Hoa\nGiám đốc", "Lê Thị Hoa\r\nBcc: x@y.vn", "Lê\u2028Hoa\x85\t"])
def test_a_name_that_stood_on_two_lines_leaves_on_one(name):
    sent = composed(replace(MESSAGE, to=mailbox(name, "hoa@b.example")))

    assert (sent["To"].addresses[0].addr_spec, sent["Bcc"]) == ("hoa@b.example", None)
    assert sent["To"].addresses[0].display_name == " ".join(name.split())
