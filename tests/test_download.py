"""Downloads against a server on localhost that misbehaves as servers do."""

import shutil
import socket
import ssl
import subprocess
import threading
import time

import pytest
from data_kit import tree

from helpers.data import download
from helpers.data.download import DownloadError, fetch

GOOD = bytes(range(256)) * 40


def check(path) -> None:
    if path.read_bytes() != GOOD:
        raise ValueError("not the published bytes")


@pytest.fixture
def path(book):
    return book / "data" / "set" / "file.gz"


def refused(urls, path) -> str:
    """The message with which a download fails; nothing is left behind."""
    with pytest.raises(DownloadError) as error:
        fetch(urls, path, check)
    assert not path.parent.exists()
    return str(error.value)


def test_good_file_arrives_quietly(server, path, capfd):
    server.routes["file.gz"] = GOOD
    fetch([server.url + "file.gz"], path, check)
    assert tree(path.parent) == {"file.gz": GOOD}
    assert capfd.readouterr().err == "", "a notebook would show this as a fault"


def test_truncated_transfer_goes_to_the_second_mirror(server, path):
    server.routes["cut"] = lambda to: to.reply(GOOD[:3000], len(GOOD))
    server.routes["good"] = GOOD
    fetch([server.url + "cut", server.url + "good"], path, check)
    assert tree(path.parent) == {"file.gz": GOOD}
    server.log.clear()
    assert "broke off" in refused([server.url + "cut"], path.parent / "b" / "x")
    assert len(server.log) == 2, "a fault that may pass is tried again"


@pytest.mark.parametrize("length", [None, 3000])
def test_truncated_file_that_looks_whole_fails_the_check(server, path, length):
    server.routes["cut"] = lambda to: to.reply(GOOD[:3000], length)
    assert "not the published bytes" in refused([server.url + "cut"], path)


def test_wrong_content_goes_to_the_second_mirror(server, path):
    server.routes.update(wrong=b"<html>please log in</html>", good=GOOD)
    assert "not the published" in refused([server.url + "wrong"], path)
    fetch([server.url + "wrong", server.url + "good"], path, check)
    assert tree(path.parent) == {"file.gz": GOOD}


def test_http_errors_are_named_and_only_passing_ones_tried_again(server, path):
    server.routes.update(gone=404, broken=500)
    assert "HTTP 404" in refused([server.url + "gone"], path)
    assert server.log == ["gone"]
    assert "HTTP 500" in refused([server.url + "broken"], path)
    assert server.log == ["gone"] + ["broken"] * 2
    server.routes["busy"] = [503, GOOD]
    fetch([server.url + "busy"], path, check)
    assert path.read_bytes() == GOOD


def test_dead_first_mirror(server, dead, path):
    server.routes["file.gz"] = GOOD
    fetch([dead + "file.gz", server.url + "file.gz"], path, check)
    assert path.read_bytes() == GOOD


@pytest.mark.parametrize("kind", ["dead", "unknown"])
def test_no_network_is_known_within_seconds(kind, path, request, monkeypatch):
    monkeypatch.setattr(download, "LONGER", 60.0)
    unknown = "http://no-such-host.invalid/"
    base = unknown if kind == "unknown" else request.getfixturevalue(kind)
    start = time.perf_counter()
    assert "no connection" in refused([base + "a", base + "b"], path)
    assert time.perf_counter() - start < 5


def test_name_that_is_looked_up_forever_is_no_network(path, monkeypatch):
    monkeypatch.setattr(download, "ANSWER", 0.1)
    monkeypatch.setattr(download, "LONGER", 60.0)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: time.sleep(2))
    start = time.perf_counter()
    assert "no connection" in refused(
        ["http://a.invalid/a", "http://b.invalid/a"], path
    )
    assert time.perf_counter() - start < 1.5


def test_silent_mirrors_get_one_longer_try_together(path, mute, monkeypatch):
    monkeypatch.setattr(download, "ANSWER", 0.1)
    monkeypatch.setattr(download, "LONGER", 1.0)
    other = mute.replace("127.0.0.1", "localhost")
    start = time.perf_counter()
    said = refused([mute + "a", other + "a"], path)
    assert said.count("no answer in time") == 2
    assert 1.0 < time.perf_counter() - start < 2.0, "0.1 s each, then 1 s for both"


def test_slow_mirror_is_waited_for(server, path, monkeypatch):
    monkeypatch.setattr(download, "ANSWER", 0.1)
    monkeypatch.setattr(download, "LONGER", 5.0)
    server.routes["file.gz"] = GOOD
    server.delay = 0.4
    fetch([server.url + "file.gz"], path, check)
    assert tree(path.parent) == {"file.gz": GOOD}


def test_defaults_bound_the_wait_without_a_network():
    assert 2 * download.ANSWER + download.LONGER <= 30, "seconds, with two mirrors"


def test_refused_certificate_is_called_that(server, path, tmp_path):
    """A server whose certificate nobody has signed, as a proxy's may be."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate")
    key, own = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
    command += ["-subj", "/CN=localhost", "-keyout", str(key), "-out", str(own)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    url = server.url.replace("http:", "https:") + "file.gz"
    said = refused([url], path)
    assert "its certificate was refused" in said
    assert "set REQUESTS_CA_BUNDLE" in said
    assert server.log == []


def test_plain_server_on_a_secure_address(server, path):
    said = refused([server.url.replace("http:", "https:") + "file.gz"], path)
    assert "no secure connection" in said
    assert "REQUESTS_CA_BUNDLE" not in said


def test_transfer_that_stalls_is_given_up(server, path):
    def stall(to) -> None:
        to.reply(GOOD[:100], len(GOOD))
        time.sleep(1.0)

    server.routes["slow"] = [stall, GOOD]
    fetch([server.url + "slow"], path, check)
    assert path.read_bytes() == GOOD


def test_endless_transfer_is_given_up(server, path, monkeypatch):
    monkeypatch.setattr(download, "MAX_BYTES", 5000)
    server.routes["endless"] = GOOD
    assert "larger than any" in refused([server.url + "endless"], path)


def test_failure_leaves_a_good_file_alone(server, path):
    server.routes["wrong"] = b"wrong"
    path.parent.mkdir(parents=True)
    path.write_bytes(GOOD)
    with pytest.raises(DownloadError):
        fetch([server.url + "wrong"], path, check)
    assert tree(path.parent) == {"file.gz": GOOD}


def test_interruption_leaves_nothing(server, path, monkeypatch):
    def interrupt(_) -> None:
        raise KeyboardInterrupt

    server.routes["file.gz"] = GOOD
    with pytest.raises(KeyboardInterrupt):
        fetch([server.url + "file.gz"], path, interrupt)
    assert not path.parent.exists()


def test_two_at_once(server, path):
    server.routes["file.gz"] = GOOD
    both = [
        threading.Thread(target=fetch, args=([server.url + "file.gz"], path, check))
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert tree(path.parent) == {"file.gz": GOOD}


def test_full_disk(server, tiny_disk, book):
    server.routes["file.gz"] = GOOD * 20  # 200 KB for a disk of 64
    (tiny_disk / "kept").write_bytes(b"good")
    with pytest.raises(DownloadError, match="No space left"):
        fetch([server.url + "file.gz"] * 2, tiny_disk / "file.gz", check)
    assert tree(tiny_disk) == {"kept": b"good"}
    assert server.log == ["file.gz"], "another mirror does not help a full disk"


def test_no_permission_is_known_before_the_transfer(server, book):
    (book / "data").write_text("a file where the folder should be")
    with pytest.raises(DownloadError, match="cannot store"):
        fetch([server.url + "file.gz"], book / "data" / "file.gz", check)
    assert server.log == []


def test_server_that_refuses_head_still_counts_as_an_answer(server, dead):
    server.head = 405
    download.Question(server.url, 2.0).wait()
    with pytest.raises(download._Fault, match="no connection"):
        download.Question(dead, 2.0).wait()
