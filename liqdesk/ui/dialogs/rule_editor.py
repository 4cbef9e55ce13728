"""The editor of a rule: the rule as a sentence at the top, its conditions, how it tells, and how often it would have rung."""

from collections.abc import Callable

from pydantic import ValidationError
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from liqdesk.domain.language import marked, tr
from liqdesk.engine.desk import Desk
from liqdesk.settings.rule_words import limits_words, new_id, rule_sentence, suggested_name
from liqdesk.settings.rules import Channels, Condition, EventReaches, Match, SavedRule, Side, WindowOver
from liqdesk.ui.dialogs.condition_card import ConditionCard
from liqdesk.ui.dialogs.dry_run import DryRunLine
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.rule_fields import ChoiceField, Offer
from liqdesk.ui.dialogs.rule_telling import RuleTelling
from liqdesk.ui.theme import Role, Theme

MOST_CONDITIONS = 8
LONGEST_NAME = 80
UNFINISHED = marked("This rule is not complete yet; what is missing is said below the field.")
_MATCHES = {Match.ALL: marked("all of these hold"), Match.ANY: marked("any of these holds")}


def first_condition() -> Condition:
    """What a new rule begins with."""
    return WindowOver(usd=20_000_000, seconds=300, side=Side.SHORT)


class RuleEditor(QDialog):
    """Edits `rule`, or a new one where it is None, and gives it to `done` when it is saved. Esc closes without saving."""

    def __init__(
        self,
        desk: Desk,
        rule: SavedRule | None,
        offer: Offer,
        done: Callable[[SavedRule], None],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._offer = offer
        self._done = done
        self._new = rule is None
        self._before = rule or SavedRule(id="new", name="new", conditions=(first_condition(),))
        self._rule: SavedRule | None = None
        self._cards: list[ConditionCard] = []
        self.setWindowTitle(tr("New rule") if rule is None else tr("Change rule"))
        self._sentence = text_line("", theme, Role.STRONG, self)
        self._limits = text_line("", theme, Role.SMALL, self)
        self._limits.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.name = QLineEdit("" if rule is None else rule.name, self)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(tr("Name"))
        self.name.textChanged.connect(lambda _text: self._changed())
        self.match = ChoiceField(self._before.match, _MATCHES, self._changed, self)
        self.match.setAccessibleName(tr("How the conditions combine"))
        self.add = self._button(tr("&Add condition"), lambda: self._add(first_condition()))
        self.telling = RuleTelling(self._before, self._changed, self._hear, theme, self)
        self.dry_run = DryRunLine(desk.alerts, lambda: desk.settings.value.look.zone, theme, self)
        self.save = self._button(tr("&Save"), self._save)
        self.save.setDefault(True)
        self.try_out = self._button(tr("&Try it out"), self._try_out)
        self._build()
        for condition in self._before.conditions:
            self._put(condition)
        self.resize(QSize(theme.px(820), theme.px(660)))
        self.finished.connect(lambda _result: self.dry_run.rest())
        self._changed()
        (self.name if rule is not None else self._cards[0].kind).setFocus()

    @property
    def cards(self) -> tuple[ConditionCard, ...]:
        """The conditions, in their order."""
        return tuple(self._cards)

    @property
    def sentence(self) -> str:
        """The rule in words, as it is typed now."""
        return self._sentence.text()

    @property
    def rule(self) -> SavedRule | None:
        """The rule as it is typed now; None where something is missing or wrong."""
        return self._rule

    def _add(self, condition: Condition) -> None:
        self._put(condition)
        self._changed()
        self._cards[-1].kind.setFocus()
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self._cards[-1]))

    def _put(self, condition: Condition) -> None:
        card = ConditionCard(condition, self._offer, self._changed, self._remove, self._theme, self)
        self._cards.append(card)
        self._conditions.addWidget(card)

    def _remove(self, card: ConditionCard) -> None:
        place = self._cards.index(card)
        self._cards.remove(card)
        card.hide()
        card.deleteLater()
        self._cards[min(place, len(self._cards) - 1)].kind.setFocus()
        self._changed()

    def _changed(self) -> None:
        """Read everything anew: the sentence, what is wrong, and how often it would have rung follow."""
        read = [card.read() for card in self._cards]
        conditions = tuple(one for one in read if one is not None)
        telling = self.telling.read()
        self.telling.note_level(any(isinstance(one, EventReaches) for one in conditions))
        self._rule = None
        if telling is not None and len(conditions) == len(read):
            suggested = suggested_name(conditions, self._offer.venue_names)
            self.name.setPlaceholderText(suggested)
            name = self.name.text().strip() or suggested
            fields = {"name": name, "match": self.match.read(), "conditions": conditions, **telling}
            self._rule = self._validated(fields)
        rule = self._rule
        self._sentence.setText(tr(UNFINISHED) if rule is None else rule_sentence(rule, self._offer.venue_names))
        self._limits.setText("" if rule is None else limits_words(rule))
        self.match.setEnabled(len(self._cards) > 1)
        self.add.setEnabled(len(self._cards) < MOST_CONDITIONS)
        for card in self._cards:
            card.remove.setEnabled(len(self._cards) > 1)
        for button in (self.save, self.try_out, self.telling.test):
            button.setEnabled(rule is not None)
        self.dry_run.try_rule(rule)

    def _validated(self, fields: dict[str, object]) -> SavedRule | None:
        taken = [rule.id for rule in self._desk.settings.value.alerts.rules]
        ident = new_id(str(fields["name"]), taken) if self._new else self._before.id
        try:
            made = SavedRule.model_validate({**fields, "id": ident, "enabled": self._before.enabled})
        except ValidationError as failure:
            self._wrong_name.setText(failure.errors()[0]["msg"].removeprefix("Value error, "))
            self._wrong_name.show()
            return None
        self._wrong_name.hide()
        return made

    def _save(self) -> None:
        if self._rule is not None:
            self._done(self._rule)
            self.accept()

    def _try_out(self) -> None:
        if self._rule is not None:
            self._desk.alerts.try_out(self._rule)

    def _hear(self) -> None:
        """The rule's sound alone."""
        if self._rule is not None:
            alone = Channels(sound=True, desktop=False, webhooks=False)
            self._desk.alerts.try_out(self._rule.model_copy(update={"channels": alone}))

    def _button(self, title: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button

    def _title(self, text: str) -> QLabel:
        label = text_line(text, self._theme, Role.STRONG, self)
        label.setWordWrap(False)
        return label

    def _build(self) -> None:
        px = self._theme.px
        self._sentence.setMinimumHeight(2 * self._sentence.fontMetrics().lineSpacing())
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._scroll = QScrollArea(self)
        self._scroll.setAccessibleName(tr("The rule"))
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._page())
        top = QVBoxLayout()
        top.setContentsMargins(px(24), px(16), px(24), px(8))
        top.setSpacing(px(4))
        for widget in (self._sentence, self._limits):
            top.addWidget(widget)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(px(24), px(8), px(24), px(16))
        bottom.setSpacing(px(10))
        bottom.addWidget(self.dry_run)
        buttons = QHBoxLayout()
        buttons.addWidget(self.try_out)
        buttons.addStretch(1)
        buttons.addWidget(self._button(tr("Cancel"), self.reject))
        buttons.addWidget(self.save)
        bottom.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self._scroll, 1)
        whole.addLayout(bottom)

    def _page(self) -> QWidget:
        """What can be scrolled: the name, the conditions, how it tells."""
        px = self._theme.px
        inside = QWidget(self)
        page = QVBoxLayout(inside)
        page.setContentsMargins(px(24), px(4), px(24), px(16))
        page.setSpacing(px(8))
        named = QGridLayout()
        named.setHorizontalSpacing(px(16))
        named.setColumnMinimumWidth(0, px(110))
        named.setColumnStretch(1, 1)
        named.addWidget(text_line(tr("Name"), self._theme, Role.BODY, self), 0, 0)
        named.addWidget(self.name, 0, 1)
        self._wrong_name = text_line("", self._theme, Role.SMALL, self)
        self._wrong_name.setForegroundRole(QPalette.ColorRole.BrightText)
        self._wrong_name.hide()
        named.addWidget(self._wrong_name, 1, 1)
        page.addLayout(named)
        page.addSpacing(px(6))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(self._title(tr("Rings when")))
        head.addWidget(self.match)
        head.addStretch(1)
        head.addWidget(self.add)
        page.addLayout(head)
        self._conditions = QVBoxLayout()
        self._conditions.setSpacing(px(8))
        page.addLayout(self._conditions)
        page.addSpacing(px(6))
        page.addWidget(self._title(tr("How it tells")))
        page.addWidget(self.telling)
        page.addStretch(1)
        return inside
