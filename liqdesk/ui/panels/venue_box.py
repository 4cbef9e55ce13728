"""A box to choose one venue, or all of them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from liqdesk.analytics.views import VenueView
from liqdesk.domain.language import marked, tr
from liqdesk.domain.venue import VenueId

_ALL = marked("all venues")


class VenueBox(QComboBox):
    """Offers the venues that are on or had rows; `chosen` carries the id, or None for all."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._venue: VenueId | None = None
        self._offered: tuple[tuple[VenueId, str], ...] = ()
        self._everything = tr(_ALL)
        self.addItem(tr(_ALL), None)
        self.setAccessibleName(tr("Venue"))
        self.setToolTip(tr("Venue"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._take)

    @property
    def label(self) -> str:
        """What is chosen, in words."""
        return self.currentText()

    def offer(self, venues: tuple[VenueView, ...]) -> None:
        """Offer these venues, as far as they are on or had rows in the last hour."""
        offered = tuple((one.id, one.name) for one in venues if one.enabled or one.hour.count)
        if offered == self._offered or self.view().isVisible():
            return
        self._offered = offered
        self.clear()
        self.addItem(self._everything, None)
        for identity, name in offered:
            self.addItem(name, identity)
        self.set_venue(self._venue)

    def call_everything(self, name: str) -> None:
        """Give all of them another name."""
        self._everything = name
        self.setItemText(0, name)

    def set_venue(self, venue: VenueId | None) -> None:
        """Hold this venue, without telling."""
        self._venue = venue
        index = 0 if venue is None else self.findData(venue)
        if index < 0:
            self.addItem(str(venue), venue)
            index = self.count() - 1
        self.setCurrentIndex(index)

    def _take(self, index: int) -> None:
        venue: VenueId | None = self.itemData(index)
        if venue != self._venue:
            self._venue = venue
            self.chosen.emit(venue)
