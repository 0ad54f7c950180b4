"""A body's page as a form: all that the directory can say of somebody."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Self

from wtforms import (
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from incidents.coordination.checks import came, needed, parts, short, strict
from incidents.coordination.words import COLUMNS, ROLES, WHO, YES_NO
from incidents.core.help.accepting import LISTS, Accepts, Who, languages_in
from incidents.core.help.directory import Body, Contact, Fact, Role, Standing
from incidents.core.help.merging import DETAILS
from incidents.core.help.regions import region
from incidents.core.help.standing import standing_of
from incidents.core.help.strict import Flaw
from incidents.core.help.table import WHY
from incidents.core.vocabulary import vocabulary
from incidents.web.carrying import one_line_ends
from incidents.web.forms import Form
from incidents.web.joints import jointed
from incidents.web.locale import gettext, lazy_gettext

FLAGS = {"ja": True, "nej": False}
WORDS = {True: "ja", False: "nej", None: ""}


def _flag(label: Any) -> SelectField:
    return SelectField(label, choices=lambda: YES_NO, validate_choice=False)


def _codes(name: str) -> SelectMultipleField:
    def offered() -> dict[str, str]:
        return {one.code: jointed(gettext(one.label)) for one in vocabulary(LISTS[name]).items}

    return SelectMultipleField(COLUMNS[name], choices=offered, validate_choice=False)


class BodyForm(Form):
    """Everything that is said of a body. Nothing chosen says nothing: it makes no difference."""

    kept = ""
    seen = HiddenField()
    role = SelectField(
        COLUMNS["role"],
        choices=lambda: {
            "": gettext("Välj"),
            **{role.value: str(label) for role, label in ROLES.items()},
        },
        validate_choice=False,
    )
    name = StringField(COLUMNS["name"], validators=[needed])
    about = TextAreaField(COLUMNS["about"], validators=[needed], filters=[one_line_ends])
    source = StringField(COLUMNS["source"], validators=[needed])
    checked = StringField(COLUMNS["checked"], validators=[needed, came])
    takes_new = _flag(COLUMNS["takes_new"])
    commissioned = _flag(COLUMNS["commissioned"])
    known_source = StringField(lazy_gettext("Hur vet du det?"), validators=[short])
    known_checked = StringField(lazy_gettext("När fick du veta det?"), validators=[came])
    region = StringField(COLUMNS["region"])
    languages = StringField(COLUMNS["languages"])
    free = _flag(COLUMNS["free"])
    anonymous = _flag(COLUMNS["anonymous"])
    public_record = _flag(COLUMNS["public_record"])
    time_limit = SelectField(COLUMNS["time_limit"], choices=dict, validate_choice=False)
    who = SelectMultipleField(
        COLUMNS["who"],
        choices=lambda: {who.value: str(label) for who, label in WHO.items()},
        validate_choice=False,
    )
    areas = _codes("areas")
    grounds = _codes("grounds")
    forms = _codes("forms")
    events = _codes("events")
    operations = _codes("operations")
    needs = _codes("needs")

    def offer(self, rules: Mapping[str, str]) -> Self:
        """The rules that may be somebody's time limit."""
        self.rules = {"": gettext("Ingen, eller vet inte"), **rules}
        self.time_limit.choices = self.rules
        return self

    def keep(self, role: Role) -> None:
        """A national body keeps the role that it has; there is nothing to choose."""
        self.role.data, self.kept = role.value, role.value

    def validate_role(self, field: Any) -> None:
        """One that a municipality may fill."""
        if field.data != self.kept and field.data not in {role.value for role in ROLES}:
            raise ValidationError(gettext("Välj vad de är till för."))

    def validate_region(self, field: Any) -> None:
        """Counties and municipalities."""
        strict(lambda: region("", parts(field.data)))

    def validate_languages(self, field: Any) -> None:
        """Codes of languages."""
        strict(lambda: languages_in("", list(parts(field.data))))

    def validate_time_limit(self, field: Any) -> None:
        """One of those that are offered."""
        if (field.data or "") not in self.rules:
            raise ValidationError(gettext(WHY[Flaw.CHOICE]))

    def validate_who(self, field: Any) -> None:
        """Codes of the list."""
        if not set(field.data or ()) <= set(Who):
            raise ValidationError(gettext(WHY[Flaw.CHOICE]))

    def validate_areas(self, field: Any) -> None:
        """Every list of codes; the error stands at the first of them."""
        for name, listed in LISTS.items():
            known = {one.code for one in vocabulary(listed).items}
            if not set(self[name].data or ()) <= known:
                raise ValidationError(gettext(WHY[Flaw.CHOICE]))

    def fill(self, body: Body, standing: Standing | None) -> None:
        """What is known of a body."""
        self.role.data = body.role.value
        self.name.data, self.about.data = body.name, body.about
        self.source.data, self.checked.data = body.fact.source, body.fact.checked.isoformat()
        self.region.data, self.languages.data = ", ".join(body.region), ", ".join(body.languages)
        self.time_limit.data = body.time_limit
        for name in ("free", "anonymous", "public_record"):
            self[name].data = WORDS[getattr(body, name)]
        self.who.data = [who.value for who in body.who]
        for name in LISTS:
            self[name].data = list(getattr(body.accepts, name, ()))
        if standing:
            self.takes_new.data = WORDS[standing.takes_new]
            self.commissioned.data = WORDS[standing.commissioned]
            self.known_source.data = standing.fact.source
            self.known_checked.data = standing.fact.checked.isoformat()

    def body(self, before: Body, contacts: tuple[Contact, ...]) -> Body:
        """The body as it was typed; a detail that is typed otherwise waits no longer, because somebody has read it."""
        fact = Fact(
            before.fact.id,
            (self.name.data or "").strip(),
            (self.source.data or "").strip(),
            date.fromisoformat(self.checked.data or ""),
            before.fact.verified,
        )
        found = replace(
            before,
            fact=fact,
            role=Role(self.role.data or ""),
            name=fact.says,
            about=(self.about.data or "").strip(),
            contacts=contacts,
            region=parts(self.region.data),
            languages=parts(self.languages.data),
            time_limit=self.time_limit.data or "",
            free=FLAGS.get(self.free.data or ""),
            anonymous=FLAGS.get(self.anonymous.data or ""),
            public_record=FLAGS.get(self.public_record.data or ""),
            who=_kept(before.who, tuple(Who(code) for code in self.who.data or ())),
            accepts=self._accepts(before.accepts),
        )
        return replace(found, waiting=_waiting(before, found))

    def _accepts(self, before: Accepts | None) -> Accepts | None:
        old = before or Accepts()
        chosen = {name: _kept(getattr(old, name), tuple(self[name].data or ())) for name in LISTS}
        return Accepts(**chosen) if any(chosen.values()) else None

    def standing(self, body: Body) -> Standing | None:
        """What is known of how it stands today; None where nothing is."""
        takes = FLAGS.get(self.takes_new.data or "")
        by_us = FLAGS.get(self.commissioned.data or "")
        if takes is None and by_us is None:
            return None
        checked = self.known_checked.data or self.checked.data or ""
        source = (self.known_source.data or "").strip() or body.fact.source
        day = date.fromisoformat(checked)
        return standing_of(body.fact.id, takes=takes, by_us=by_us, source=source, checked=day)


def _kept(before: tuple[Any, ...], now: tuple[Any, ...]) -> tuple[Any, ...]:
    """The order of before where the same is chosen: a form has an order of its own."""
    return before if set(before) == set(now) else now


def _waiting(before: Body, after: Body) -> tuple[Fact, ...]:
    """What still waits to be confirmed: the details that say what they said."""
    same = {name for name in DETAILS if getattr(before, name) == getattr(after, name)}
    return tuple(fact for fact in before.waiting if fact.id.rpartition(".")[2] in same)
