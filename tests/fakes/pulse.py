"""A real PulseAudio server without hardware: null sinks that come and go, and what their monitors heard."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
MISSING = [tool for tool in ("pulseaudio", "pactl", "parec") if shutil.which(tool) is None]
LIMIT = 10
SILENCE = 200
"""Of 32,767: nothing but dither is below it."""


class PulseServer:
    """One server on a socket of its own; `environment` is what a client needs to find it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sinks: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self.environment = {"PULSE_SERVER": f"unix:{folder}/socket", "PULSE_COOKIE": f"{folder}/cookie"}

    def start(self) -> None:
        """Start it without any sink, and return when it answers."""
        # Its runtime folder must be its own; the null sink needs no real time, no shared memory, no message bus.
        own = {**os.environ, "HOME": str(self._folder), "XDG_RUNTIME_DIR": str(self._folder)}
        arguments = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
        door = f"module-native-protocol-unix socket={self._folder}/socket auth-anonymous=1"
        self._process = subprocess.Popen(
            ["pulseaudio", *arguments, "-L", door], env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while self._ask("info").returncode:
            assert self._process.poll() is None, "pulseaudio ended"

    def add_sink(self, name: str) -> None:
        """A new output, with its name as description."""
        properties = f"sink_properties=device.description={name}"
        done = self._ask(
            "load-module", "module-null-sink", f"sink_name={name}", f"rate={RATE}", "norewinds=1", properties
        )
        assert done.returncode == 0, done.stderr
        self._sinks[name] = done.stdout.strip()

    def remove_sink(self, name: str) -> None:
        """Pull an output out."""
        assert self._ask("unload-module", self._sinks.pop(name)).returncode == 0

    def playing(self) -> int:
        """How many streams are connected to sinks."""
        return len(self._ask("list", "short", "sink-inputs").stdout.splitlines())

    def freeze(self) -> None:
        """From now on it answers nobody, and refuses nobody."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(LIMIT)
            self._process = None

    @contextmanager
    def recording(self, sink: str) -> Iterator["Recording"]:
        """Record what a sink plays, from a moment at which the recorder is surely heard."""
        command = ["parec", "-d", f"{sink}.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1"]
        command += ["--raw", "--latency-msec=20"]
        recorder = subprocess.Popen(
            command, env={**os.environ, **self.environment}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert recorder.stdout is not None
        os.set_blocking(recorder.stdout.fileno(), False)
        recording = Recording(recorder.stdout.fileno())
        try:
            while not recording.samples().size:
                assert recorder.poll() is None, "parec ended"
            yield recording
        finally:
            recorder.kill()
            recorder.wait(LIMIT)
            recorder.stdout.close()

    def _ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **self.environment}
        return subprocess.run(
            ["pactl", *words], env=environment, capture_output=True, text=True, timeout=LIMIT, check=False
        )


class Recording:
    """What came from a recorder so far."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._data = bytearray()

    def samples(self) -> NDArray[np.int16]:
        """Everything since the recording began."""
        while True:
            try:
                came = os.read(self._pipe, 65_536)
            except BlockingIOError:
                break
            if not came:
                break
            self._data += came
        return np.frombuffer(bytes(self._data[: len(self._data) // 2 * 2]), dtype="<i2").astype(np.int16)

    def heard(self) -> NDArray[np.int16]:
        """From the first to the last sample that is no silence."""
        samples = self.samples()
        loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > SILENCE)
        return samples[loud[0] : loud[-1] + 1] if loud.size else samples[:0]

    def ended(self) -> bool:
        """Whether something was heard and a third of a second of silence after it."""
        samples = np.abs(self.samples().astype(np.int32)) > SILENCE
        return bool(samples.any()) and not samples[-RATE // 3 :].any()


def main_pitch(samples: NDArray[np.int16]) -> float:
    """The frequency (Hz) that is strongest."""
    power = np.abs(np.fft.rfft(samples.astype(np.float64) * np.hanning(samples.size)))
    return float(np.fft.rfftfreq(samples.size, 1 / RATE)[int(power.argmax())])


def loudness(samples: NDArray[np.int16]) -> float:
    """The energy: the sum of squares over the seconds it took."""
    return float((samples.astype(np.float64) ** 2).sum() / RATE)
