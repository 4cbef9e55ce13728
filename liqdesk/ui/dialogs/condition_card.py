"""One condition of a rule as fields that read like a sentence, with the sentence or what is wrong below them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import in_percent, marked, tr
from liqdesk.settings.rule_words import condition_words
from liqdesk.settings.rules import (
    AlertLevel,
    Condition,
    CoverageUnder,
    EventKindName,
    EventReaches,
    FeedTrouble,
    LargestHour,
    OneSided,
    OrderOver,
    Scope,
    ScopeKind,
    Side,
    Trouble,
    WindowOver,
)
from liqdesk.ui.dialogs.rule_fields import (
    LEAST_SPAN,
    SPANS,
    AmountField,
    Changed,
    ChoiceField,
    DurationField,
    Field,
    NumberField,
    Offer,
    ScopeName,
    TickField,
    mark_fault,
)
from liqdesk.ui.flow import FlowLayout
from liqdesk.ui.theme import Role, Theme

KINDS: Mapping[type[Condition], str] = MappingProxyType(
    {
        WindowOver: marked("Total of a window"),
        OrderOver: marked("One order"),
        OneSided: marked("One-sidedness"),
        EventReaches: marked("Squeeze or flush"),
        LargestHour: marked("Largest hour"),
        FeedTrouble: marked("Feed trouble"),
        CoverageUnder: marked("Little is heard"),
    }
)
_ONE_SIDE = {Side.EITHER: marked("either side"), Side.LONG: marked("longs"), Side.SHORT: marked("shorts")}
_SIDES = {Side.BOTH: marked("both sides together"), **_ONE_SIDE}
_ORDER_SIDES = {Side.EITHER: marked("of either side"), Side.LONG: marked("of longs"), Side.SHORT: marked("of shorts")}
_HOURS = {Side.BOTH: marked("both sides together"), **_ONE_SIDE}
_SCOPES = {
    ScopeKind.MARKET: marked("the whole market"),
    ScopeKind.GROUP: marked("a group of coins"),
    ScopeKind.COIN: marked("one coin"),
    ScopeKind.VENUE: marked("one venue"),
}
_EVENT_SCOPES = {kind: words for kind, words in _SCOPES.items() if kind is not ScopeKind.VENUE}
_LEVELS = {level: level.value for level in AlertLevel}
_SQUEEZE, _FLUSH, _BOTH = EventKindName
_EVENTS = {
    (_SQUEEZE, _FLUSH, _BOTH): marked("any kind"),
    (_SQUEEZE,): marked("a short squeeze"),
    (_FLUSH,): marked("a long flush"),
    (_BOTH,): marked("a two-sided event"),
    (_SQUEEZE, _FLUSH): marked("a squeeze or a flush"),
    (_SQUEEZE, _BOTH): marked("a squeeze or two-sided"),
    (_FLUSH, _BOTH): marked("a flush or two-sided"),
}
_TROUBLES = {
    Trouble.ANY: marked("in any trouble"),
    Trouble.DOWN: marked("down"),
    Trouble.SILENT: marked("silent"),
    Trouble.BLOCKED: marked("blocked"),
}


class ConditionCard(QFrame):
    """Edits one condition; `changed` is called with every change, `removed` when it is to go."""

    def __init__(
        self,
        condition: Condition,
        offer: Offer,
        changed: Changed,
        removed: Callable[["ConditionCard"], None],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._offer = offer
        self._theme = theme
        self._changed = changed
        self._built: type[Condition] = type(condition)
        self._fields: dict[str, Field] = {}
        self._scope_kind: ChoiceField | None = None
        self._faulty: Field | None = None
        self.kind = ChoiceField(type(condition), dict(KINDS), self._rebuild, self)
        self.kind.setAccessibleName(tr("Kind of condition"))
        self.kind.setFixedWidth(theme.px(160))
        self.remove = QToolButton(self)
        self.remove.setText(tr("Remove"))
        self.remove.setAutoRaise(True)
        self.remove.setAccessibleName(tr("Remove this condition"))
        self.remove.clicked.connect(lambda: removed(self))
        self._said = QLabel(self)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setFont(theme.font(Role.SMALL))
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QWidget(self)
        self._compose()
        self._build(condition)

    @property
    def said(self) -> str:
        """The condition in words, or what is wrong with it."""
        return self._said.text()

    def field(self, name: str) -> QWidget:
        """The widget of a field; `scope` is that of its kind, `name` that of its name. Raises KeyError."""
        if name == "scope" and self._scope_kind is not None:
            return self._scope_kind
        return self._fields[name]

    def read(self) -> Condition | None:
        """The condition as it is typed; None where something is wrong, which is then said below the field."""
        values: dict[str, Any] = {}
        for name, field in self._fields.items():
            try:
                values[name] = field.read()
            except ExpectedFailure as failure:
                self._explain(str(failure), field)
                return None
        scope_name = values.pop("name", None)
        try:
            if self._scope_kind is not None:
                values["scope"] = Scope(kind=ScopeKind(str(self._scope_kind.read())), name=str(scope_name))
            made = self._built(**values)
        except ValidationError as failure:
            self._explain(failure.errors()[0]["msg"].removeprefix("Value error, "), None)
            return None
        words = condition_words(made, self._offer.venue_names)
        self._explain("", None)
        self._said.setText(words)
        return made

    def _explain(self, sentence: str, field: Field | None) -> None:
        """Say what is wrong, and mark where."""
        if field is not self._faulty:
            for one, on in ((self._faulty, False), (field, True)):
                if one is not None:
                    mark_fault(one, on)
            self._faulty = field
        self._said.setForegroundRole(QPalette.ColorRole.BrightText if sentence else QPalette.ColorRole.PlaceholderText)
        if sentence:
            self._said.setText(f"{sentence[:1].upper()}{sentence[1:]}.")

    def _compose(self) -> None:
        px = self._theme.px
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("condition")
        top = QHBoxLayout()
        top.setSpacing(px(8))
        top.addWidget(self.kind)
        top.addStretch(1)
        top.addWidget(self.remove)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(12), px(8), px(8), px(8))
        self._column.setSpacing(px(6))
        self._column.addLayout(top)
        self._column.addWidget(self._row)
        self._column.addWidget(self._said)
        self._theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        surface, px = self._theme.tokens.surface, self._theme.px
        self.setStyleSheet(
            f"QFrame#condition {{ background: {surface.panel}; border: 1px solid {surface.line};"
            f" border-radius: {px(5)}px; }}"
        )

    def _rebuild(self) -> None:
        kind = next(one for one in KINDS if one is self.kind.read())
        self._build(kind())
        self._changed()

    def _build(self, condition: Condition) -> None:
        """Put the fields of this kind of condition in a row."""
        self._built = type(condition)
        self._fields, self._scope_kind, self._faulty = {}, None, None
        row = QWidget(self)
        line = FlowLayout(self._theme.px(7), parent=row)
        self._fill(_Line(self, line, self._offer, self._changed, self._theme, row), condition)
        self._column.replaceWidget(self._row, row)
        self._row.deleteLater()
        self._row = row
        row.show()

    def _fill(self, line: "_Line", condition: Condition) -> None:
        match condition:
            case OrderOver():
                line.amount("usd", condition.usd)
                line.word(tr("or more"))
                line.choice("side", tr("Side"), condition.side, _ORDER_SIDES)
                line.scope(condition.scope, _SCOPES)
            case WindowOver():
                line.choice("side", tr("Side"), condition.side, _SIDES)
                line.word(tr("reach"))
                line.amount("usd", condition.usd)
                line.word(tr("in"))
                line.duration(condition.seconds)
                line.scope(condition.scope, _SCOPES)
            case OneSided():
                line.choice("side", tr("Side"), condition.side, _ONE_SIDE)
                line.number("share", tr("Share"), condition.share, (50, 100), in_percent(""))
                line.word(tr("of"))
                line.amount("above_usd", condition.above_usd)
                line.word(tr("or more in"))
                line.duration(condition.seconds)
                line.scope(condition.scope, _SCOPES)
            case _:
                self._fill_other(line, condition)

    def _fill_other(self, line: "_Line", condition: Condition) -> None:
        match condition:
            case EventReaches():
                line.choice("kinds", tr("Kinds of events"), _kinds(condition), _EVENTS)
                line.scope(condition.scope, _EVENT_SCOPES)
                line.tick("any_coin", tr("and of every coin"), condition.any_coin)
                line.word(tr("reaches"))
                line.choice("level", tr("Level"), condition.level, _LEVELS)
            case LargestHour():
                line.word(tr("of"))
                line.choice("side", tr("Side"), condition.side, _HOURS)
                line.word(tr("in"))
                line.number("days", tr("Days"), condition.days, (7, 3_650), tr(" days"))
            case FeedTrouble():
                venues = {"": marked("any venue"), **self._offer.venue_names}
                venues |= {} if condition.venue in venues else {condition.venue: condition.venue}
                line.choice("venue", tr("Venue"), condition.venue, venues)
                line.word(tr("is"))
                line.choice("trouble", tr("Trouble"), condition.trouble, _TROUBLES)
                line.word(tr("for"))
                line.duration(condition.seconds)
            case CoverageUnder():
                line.word(tr("less than"))
                line.number("percent", tr("Percent"), condition.percent, (1, 100), in_percent(""))
                line.word(tr("of the last hour"))

    def put(self, name: str, field: Field) -> None:
        """Take a field in under its name."""
        self._fields[name] = field

    def put_scope(self, kind: ChoiceField) -> None:
        """Take in which kind of scope was chosen."""
        self._scope_kind = kind


class _Line:
    """Puts fields of a card, and words between them, into a row."""

    def __init__(
        self, card: ConditionCard, line: FlowLayout, offer: Offer, changed: Changed, theme: Theme, row: QWidget
    ) -> None:
        self._card, self._line, self._row = card, line, row
        self._offer, self._changed, self._theme = offer, changed, theme

    def word(self, text: str) -> None:
        label = QLabel(text, self._row)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._line.addWidget(label)

    def amount(self, name: str, usd: int) -> None:
        self._add(name, tr("Dollars"), AmountField(usd, self._changed, self._theme, self._row))

    def duration(self, seconds: int) -> None:
        field = DurationField(seconds, SPANS, LEAST_SPAN, self._changed, self._theme, self._row)
        self._add("seconds", tr("Time"), field)

    def choice(self, name: str, says: str, value: object, words: Mapping[Any, str]) -> None:
        self._add(name, says, ChoiceField(value, words, self._changed, self._row))

    def number(self, name: str, says: str, value: int, bounds: tuple[int, int], unit: str) -> None:
        self._add(name, says, NumberField(value, bounds, unit, self._changed, self._row))

    def tick(self, name: str, title: str, value: bool) -> None:
        self._add(name, title, TickField(title, value, self._changed, self._row))

    def scope(self, scope: Scope, words: Mapping[Any, str]) -> None:
        name = ScopeName(self._offer, self._changed, self._theme, self._row)

        def turned() -> None:
            name.show_kind(ScopeKind(str(kind.read())), "")
            self._changed()

        kind = ChoiceField(scope.kind, words, turned, self._row)
        self.word(tr("of") if ScopeKind.VENUE not in words else tr("on"))
        kind.setAccessibleName(tr("Where"))
        self._line.addWidget(kind)
        self._card.put_scope(kind)
        self._add("name", tr("Name"), name)
        name.show_kind(scope.kind, scope.name)

    def _add(self, name: str, says: str, field: Field) -> None:
        field.setAccessibleName(says)
        self._line.addWidget(field)
        self._card.put(name, field)


def _kinds(condition: EventReaches) -> tuple[EventKindName, ...]:
    return tuple(kind for kind in EventKindName if kind in condition.kinds) or tuple(EventKindName)
