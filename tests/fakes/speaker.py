"""A speaker that notes what it would play, and answers at once with the outputs it was given."""

from liqdesk.ui.announce.sounds import Sound
from liqdesk.ui.announce.speaker import Speaker


class NotingSpeaker(Speaker):
    """`played` holds the sounds with their output; `there` are the outputs that it finds."""

    def __init__(self, there: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.there = there
        self.played: list[tuple[Sound, str]] = []

    def play(self, sound: Sound, device: str = "") -> None:
        self.played.append((sound, device))

    def ask_outputs(self) -> None:
        if self.there != self.outputs:
            self.outputs = self.there
            self.outputs_changed.emit(self.there)
