"""The fields a rule is made of: amounts, durations, choices and names; each reads what was typed or says what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QCompleter, QLineEdit, QWidget

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.settings.amounts import read_amount, read_duration, write_amount, write_duration
from liqdesk.settings.groups import OTHER
from liqdesk.settings.rules import DAY_S, ScopeKind
from liqdesk.ui.dialogs.fields import QuietComboBox, QuietSpinBox
from liqdesk.ui.theme import Theme

MOST_USD = 10**12
SPANS = (60, 300, 900, 3_600, 4 * 3_600, 12 * 3_600, DAY_S)
COOLDOWNS = (0, 300, 900, 3_600, 4 * 3_600)
LEAST_SPAN = 10
Changed = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be named in a rule: groups of coins, coins (the most liquidated first), and venues, their names by id."""

    groups: tuple[str, ...] = ()
    coins: tuple[str, ...] = ()
    venues: Mapping[str, str] | None = None

    @property
    def venue_names(self) -> Mapping[str, str]:
        """Names of venues by id."""
        return self.venues or {}


class AmountField(QLineEdit):
    """Dollars, typed as people do: `2.5m`."""

    def __init__(self, usd: int, changed: Changed, theme: Theme, parent: QWidget) -> None:
        super().__init__(write_amount(usd), parent)
        self.setFixedWidth(theme.px(92))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setToolTip(tr("US dollars: 250k, 2.5m, 1b or 1,000,000"))
        self.textChanged.connect(lambda _text: changed())

    def read(self) -> int:
        """Whole dollars."""
        usd = read_amount(self.text())
        if not 1 <= usd <= MOST_USD:
            raise ExpectedFailure(tr("an amount is from one dollar to a trillion"))
        return usd


class DurationField(QuietComboBox):
    """A length of time, chosen or typed: `90s`, `1h30`."""

    def __init__(
        self, seconds: int, offered: Sequence[int], least: int, changed: Changed, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._least = least
        self.setEditable(True)
        self.setInsertPolicy(QuietComboBox.InsertPolicy.NoInsert)
        self.addItems([_duration(one) for one in offered])
        self.setEditText(_duration(seconds))
        self.setCompleter(QCompleter((), self))  # the box's own would make 15m of a 1
        self.setFixedWidth(theme.px(92))
        self.setToolTip(tr("How long: 90s, 5m, 1h30"))
        self.editTextChanged.connect(lambda _text: changed())

    def read(self) -> int:
        """Seconds, up to a day."""
        seconds = 0 if self.currentText().strip().lower() == "none" else read_duration(self.currentText())
        if not self._least <= seconds <= DAY_S:
            raise ExpectedFailure(
                tr("a time is from {least} to {day_s}").format(
                    least=_duration(self._least), day_s=write_duration(DAY_S)
                )
            )
        return seconds


def _completer(words: Sequence[str], parent: QWidget) -> QCompleter:
    """Offers the words that hold what was typed."""
    completer = QCompleter(list(words), parent)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer


def _duration(seconds: int) -> str:
    return write_duration(seconds) if seconds else tr("none")


class ChoiceField(QuietComboBox):
    """One of several values, each with its words, in English."""

    def __init__(self, value: object, words: Mapping[Any, str], changed: Changed, parent: QWidget) -> None:
        super().__init__(parent)
        self._values = tuple(words)
        self.addItems([tr(one) for one in words.values()])
        self.setCurrentIndex(self._values.index(value) if value in self._values else 0)
        self.currentIndexChanged.connect(lambda _index: changed())

    def read(self) -> object:
        """The value chosen."""
        return self._values[self.currentIndex()]


class NumberField(QuietSpinBox):
    """A whole number within bounds; `unit` stands behind it."""

    def __init__(self, value: int, bounds: tuple[int, int], unit: str, changed: Changed, parent: QWidget) -> None:
        super().__init__(parent)
        self.setRange(*bounds)
        self.setSuffix(unit)
        self.setValue(value)
        self.lineEdit().setTextMargins(4, 0, 4, 0)
        self.setKeyboardTracking(False)  # else 25 would be left of a 250 that is too much
        self.typed.connect(lambda _number: changed())
        self.valueChanged.connect(lambda _value: changed())
        self.went_back.connect(changed)

    def read(self) -> int:
        """The number."""
        number, low, high = self.number_typed, self.minimum(), self.maximum()
        if not low <= number <= high:
            raise ExpectedFailure(tr("this takes {low} to {high}{unit}").format(low=low, high=high, unit=self.suffix()))
        return number


class TickField(QCheckBox):
    """Yes or no."""

    def __init__(self, title: str, value: bool, changed: Changed, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setChecked(value)
        self.toggled.connect(lambda _on: changed())

    def read(self) -> bool:
        """Whether it is ticked."""
        return self.isChecked()


class ScopeName(QuietComboBox):
    """The group, coin or venue that is looked at, chosen or typed with what is known offered; hidden for the market."""

    def __init__(self, offer: Offer, changed: Changed, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._offer = offer
        self._kind = ScopeKind.MARKET
        self.setEditable(True)
        self.setInsertPolicy(QuietComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(tr("Name"))
        self.setFixedWidth(theme.px(140))
        self.editTextChanged.connect(lambda _text: changed())

    def show_kind(self, kind: ScopeKind, name: str) -> None:
        """Offer the names of this kind, with `name` (as the settings know it) typed."""
        venues = self._offer.venue_names
        self._kind = kind
        self.blockSignals(True)
        self.clear()
        offered = {
            ScopeKind.MARKET: (),
            ScopeKind.GROUP: (*self._offer.groups, OTHER),
            ScopeKind.COIN: self._offer.coins,
            ScopeKind.VENUE: tuple(venues.values()),
        }[kind]
        self.addItems(list(offered))
        self.setEditText(venues.get(name, name))
        self.setCompleter(_completer(offered, self))
        line = self.lineEdit()
        if line is not None:
            line.setPlaceholderText(
                {ScopeKind.GROUP: tr("a group"), ScopeKind.COIN: tr("a coin")}.get(kind, tr("a venue"))
            )
        self.blockSignals(False)
        self.setVisible(kind is not ScopeKind.MARKET)

    def read(self) -> str:
        """The name as the settings know it."""
        typed = self.currentText().strip()
        if self._kind is ScopeKind.MARKET:
            return ""
        if not typed:
            raise ExpectedFailure(tr("name the {kind} it looks at").format(kind=tr(self._kind.value)))
        if self._kind is ScopeKind.COIN:
            return typed.upper() if typed.upper() in self._offer.coins or typed.islower() else typed
        known = {one: one for one in (*self._offer.groups, OTHER)}
        if self._kind is ScopeKind.VENUE:
            known = {name: ident for ident, name in self._offer.venue_names.items()}
            known |= {ident: ident for ident in self._offer.venue_names}
        found = next((value for name, value in known.items() if name.casefold() == typed.casefold()), None)
        if found is None:
            raise ExpectedFailure(
                tr("there is no {kind} called {typed}").format(kind=tr(self._kind.value), typed=typed)
            )
        return found


Field = AmountField | DurationField | ChoiceField | NumberField | TickField | ScopeName
"""What a rule is typed into; each one's `read` gives the value or raises ExpectedFailure with a sentence."""


def mark_fault(field: QWidget, on: bool) -> None:
    """Have a field wear the colour of faults, or its own again."""
    field.setProperty("fault", on)
    field.style().unpolish(field)
    field.style().polish(field)
