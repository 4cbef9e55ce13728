"""Whether a window can be shown is asked of the display itself."""

import socket

import pytest

from liqdesk.app.display import no_display


@pytest.fixture
def bare(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_chosen_platform_is_believed(bare):
    bare.setenv("QT_QPA_PLATFORM", "offscreen")
    assert no_display() is None


def test_nothing_set_is_no_display(bare):
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in no_display()


@pytest.mark.parametrize("display", [":9341", "nonsense", "127.0.0.1:9341"])
def test_a_display_that_does_not_answer_is_named(bare, display):
    bare.setenv("DISPLAY", display)
    assert no_display() == f"the display {display} does not answer"


def test_a_wayland_socket_that_answers_will_do(bare, tmp_path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        bare.setenv("WAYLAND_DISPLAY", "wayland-7")
        bare.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        assert no_display() is None
