"""The measuring of the pages: its arithmetic, its aims, and what it says where it cannot run."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import page_speed
from eval.page_speed import Figure, crowd, quantile
from rag.errors import InputError


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5], 0.5, 5),
        ([3, 1, 2], 0.5, 2),
        ([1, 2, 3, 4], 0.5, 2),
        (range(1, 101), 0.95, 95),
        ([1, 9], 0.95, 9),
    ],
)
def test_a_quantile_is_one_of_the_values(values: list[float], share: float, expected: float) -> None:
    assert quantile(list(values), share) == expected


@given(st.lists(st.integers(0, 100), min_size=1, max_size=60))
def test_so_many_values_do_not_exceed_it(values: list[int]) -> None:
    for share in (0.5, 0.95):
        found = quantile(values, share)
        assert sum(v <= found for v in values) >= share * len(values)
        assert sum(v < found for v in values) < share * len(values)


def test_nothing_measured_is_an_error() -> None:
    with pytest.raises(InputError, match="nothing was measured"):
        quantile([], 0.5)


def test_an_aim_that_is_missed_is_said() -> None:
    assert Figure("a", 300, "ms", 300).well and "MISSED" not in Figure("a", 300, "ms", 300).line()
    assert not Figure("a", 301, "ms", 300).well and "MISSED" in Figure("a", 301, "ms", 300).line()


class _Half(BaseHTTPRequestHandler):
    """Answers every second question, and fails the others."""

    asked = 0
    lock = threading.Lock()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.lock:
            type(self).asked += 1
            well = self.asked % 2 == 0
        self.send_response(200 if well else 500)
        self.end_headers()
        self.wfile.write(json.dumps({}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def half() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Half)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_question_that_fails_is_counted_as_failed(half: str) -> None:
    times, failed = crowd(half, askers=4, each=3)
    assert (len(times), failed) == (6, 6)


def test_without_a_browser_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measure(runs: int, askers: int) -> list[Figure]:
        with page_speed.browser():
            return []

    monkeypatch.setattr(page_speed.shutil, "which", lambda name: None)
    monkeypatch.setattr(page_speed, "measure", measure)
    assert page_speed.main([]) == 2
    assert "install the Debian package chromium" in capsys.readouterr().err


@pytest.mark.parametrize(("value", "code"), [(300, 0), (301, 1)])
def test_the_exit_code_says_whether_the_aims_are_reached(
    monkeypatch: pytest.MonkeyPatch, value: int, code: int
) -> None:
    monkeypatch.setattr(page_speed, "measure", lambda runs, askers: [Figure("a", value, "ms", 300)])
    assert page_speed.main([]) == code
