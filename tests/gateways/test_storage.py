import hashlib
from io import BytesIO
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.base.errors import NotValid, Unreachable
from meetings.gateways.storage import Store, Stored


def _files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@settings(deadline=None, max_examples=60)
@given(content=st.binary(max_size=5000), limit=st.integers(0, 6000))
def test_what_is_kept_comes_back_and_what_is_too_large_leaves_nothing(tmp_path, content, limit):
    store = Store(tmp_path / "files")
    fingerprint = hashlib.sha256(content).hexdigest()
    before = _files(tmp_path)
    if len(content) > limit:
        with pytest.raises(NotValid):
            store.put(BytesIO(content), limit)
        assert _files(tmp_path) == before
        return

    assert store.put(BytesIO(content), limit) == Stored(fingerprint, len(content))
    with store.open(fingerprint) as file:
        assert file.read() == content
    assert _files(tmp_path) == sorted({*before, f"files/{fingerprint[:2]}/{fingerprint}"})


def test_a_large_file_is_streamed_and_its_limit_is_exact(tmp_path):
    content = bytes(range(256)) * 12_289
    store = Store(tmp_path)

    assert store.put(BytesIO(content), len(content)).size == len(content)
    with pytest.raises(NotValid, match="larger than 3 MB"):
        store.put(BytesIO(content), len(content) - 1)


def test_equal_content_is_kept_once_even_when_sent_at_once(tmp_path):
    store = Store(tmp_path)
    threads = [Thread(target=store.put, args=(BytesIO(b"same" * 100_000), 10**6)) for _ in range(8)]

    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert len(_files(tmp_path)) == 1


def test_a_stream_that_breaks_leaves_nothing(tmp_path):
    class Broken(BytesIO):
        def read(self, size=-1):
            raise ConnectionResetError

    with pytest.raises(Unreachable):
        Store(tmp_path).put(Broken(), 10)

    assert _files(tmp_path) == []


@pytest.mark.parametrize("wrong", ["", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "../" + "a" * 61, "a" * 64 + "\n"])
def test_only_fingerprints_name_files(tmp_path, wrong):
    for ask in (Store(tmp_path).path, Store(tmp_path).exists, Store(tmp_path).open):
        with pytest.raises(NotValid):
            ask(wrong)


def test_a_file_that_is_gone_is_said_to_be(tmp_path):
    store = Store(tmp_path)

    assert store.exists("a" * 64) is False
    with pytest.raises(Unreachable) as refusal:
        store.open("a" * 64)
    assert refusal.value.again is False


def test_a_folder_that_cannot_be_written_is_said_to_be(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Unreachable):
        Store(tmp_path / "file" / "store").put(BytesIO(b"x"), 10)
