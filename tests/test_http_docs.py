"""docs/http.md says what the application does: paths, methods, access and field names."""

import re
from pathlib import Path

import pytest
from flask import Flask
from wtforms import Field

from incidents import create_app
from incidents.accounts import forms as accounts
from incidents.auditing import forms as auditing
from incidents.casework import (
    answer_form,
    basing_form,
    coding_form,
    duty_form,
    link_forms,
    passing_forms,
    translation_form,
    work_form,
)
from incidents.casework import forms as casework
from incidents.casework.absence_page import AbsenceForm, BackForm
from incidents.casework.alert_form import AlertForm
from incidents.casework.count_page import CountForm
from incidents.casework.day_form import DayForm
from incidents.casework.deadlines_page import CalendarForm
from incidents.casework.distribute_page import DistributeForm
from incidents.casework.entering_form import ReportForm
from incidents.casework.entering_page import HandedForm
from incidents.casework.given_page import GivenForm
from incidents.casework.look_form import LookForm
from incidents.casework.order_form import OrderForm, TakebackForm, VouchForm
from incidents.casework.pooled_form import PooledForm
from incidents.casework.referral_form import RecallForm, ReferralForm
from incidents.closingdesk import forms as closing
from incidents.coordination import figure_pages, measure_pages
from incidents.coordination import forms as coordination
from incidents.coordination.body_form import BodyForm
from incidents.coordination.number_page import NumberForm
from incidents.eccar import edition_page, freeze_page, indicator_page, report_page, text_pages
from incidents.handover import forms as handover
from incidents.reporting import forms as reporting
from incidents.reporting import (
    help_page,
    inbox_forms,
    uploading,
    voluntary,
    witness,
)
from incidents.reporting.body_page import BodyForm as ToBodyForm
from incidents.web import guardians, questions
from incidents.web.access import declared
from incidents.web.forms import Form
from tests.support import settings_for

DOCUMENT = Path(__file__).parents[1] / "docs" / "http.md"
FORMS: dict[str, type[Form]] = {
    "/{lang}/before": reporting.BeforeForm,
    "/{lang}/story": questions.StoryForm,
    "/{lang}/about": questions.AboutForm,
    "/{lang}/grounds": questions.GroundsForm,
    "/{lang}/you": questions.YouForm,
    "/{lang}/seen": witness.SeenForm,
    "/{lang}/guardians": guardians.GuardiansForm,
    "/{lang}/help": help_page.HelpForm,
    "/{lang}/check": reporting.CheckForm,
    "/{lang}/receipt": reporting.ReceiptForm,
    "/{lang}/voluntary": voluntary.VoluntaryForm,
    "/{lang}/return": reporting.ReturnForm,
    "/{lang}/inbox": reporting.MessageForm,
    "/{lang}/inbox/event": inbox_forms.EventForm,
    "/{lang}/inbox/stop": inbox_forms.StopForm,
    "/{lang}/inbox/consent": inbox_forms.ConsentForm,
    "/{lang}/inbox/body/{number}": ToBodyForm,
    "/{lang}/inbox/feedback": inbox_forms.FeedbackForm,
    "/{lang}/files": uploading.FilesForm,
    "/{lang}/inbox/files": uploading.SendFilesForm,
    "/desk/login": accounts.LoginForm,
    "/desk/login/code": accounts.CodeForm,
    "/desk/invited": accounts.InvitedForm,
    "/desk/account/passphrase": accounts.PassphraseForm,
    "/desk/account/everywhere": accounts.EverywhereForm,
    "/desk/account/second": accounts.EnrolForm,
    "/desk/account/second/codes": accounts.OwnCodeForm,
    "/desk/account/second/off": accounts.OwnCodeForm,
    "/desk/account/second/passkey": accounts.OwnCodeForm,
    "/desk/account/second/passkey/add": accounts.PasskeyForm,
    "/desk/account/second/passkey/{passkey}/remove": accounts.OwnCodeForm,
    "/desk/keys/{staff}": accounts.ConfirmForm,
    "/desk/people": accounts.InviteForm,
    "/desk/people/{staff}/phrase": accounts.PhraseForm,
    "/desk/people/{staff}/withdraw": accounts.WithdrawForm,
    "/desk/people/{staff}/roles": accounts.RolesForm,
    "/desk/people/{staff}/remove": accounts.RemoveForm,
    "/desk/directory/deed": coordination.DeedForm,
    "/desk/directory/new": BodyForm,
    "/desk/directory/body/{body}": BodyForm,
    "/desk/directory/number/{call}": NumberForm,
    "/desk/directory/history/{number}": coordination.BackForm,
    "/desk/directory/table": coordination.FileForm,
    "/desk/directory/table/save": coordination.TableForm,
    "/desk/directory/table/file": coordination.ExportForm,
    "/desk/measures": measure_pages.FilterForm,
    "/desk/measures/new": measure_pages.MeasureForm,
    "/desk/measures/row/{row}": measure_pages.MeasureForm,
    "/desk/figures/new": figure_pages.FigureForm,
    "/desk/figures/row/{row}": figure_pages.FigureForm,
    **{
        f"/desk/{name}/{page}": form
        for name in ("measures", "figures")
        for page, form in (
            ("history/{number}", coordination.BackForm),
            ("table", coordination.FileForm),
            ("table/save", coordination.TableForm),
            ("table/file", coordination.ExportForm),
        )
    },
    "/desk/statistics/collect": closing.CollectForm,
    "/desk/statistics/plan": closing.PlanForm,
    "/desk/statistics/close": closing.CloseForm,
    "/desk/statistics/sign": closing.SignForm,
    "/desk/statistics/second": closing.SecondForm,
    "/desk/statistics/place": closing.PlaceForm,
    "/desk/statistics/errata": closing.ErratumForm,
    "/desk/eccar": report_page.ChoiceForm,
    "/desk/eccar/file": report_page.FileForm,
    "/desk/eccar/freeze/{span}": freeze_page.FreezeForm,
    "/desk/eccar/editions/{number}": edition_page.EditionForm,
    "/desk/eccar/editions/{number}/file": edition_page.EditionFileForm,
    "/desk/eccar/indicators": indicator_page.PeriodForm,
    "/desk/eccar/texts/{place}": text_pages.ChapterForm,
    "/desk/eccar/texts/{place}/approve": text_pages.ApproveForm,
    "/desk/audit": auditing.FilterForm,
    "/desk/audit/export": auditing.ExportForm,
    "/desk/deadlines/calendar": CalendarForm,
    "/desk/absence": AbsenceForm,
    "/desk/absence/back": BackForm,
    "/desk/distribute": DistributeForm,
    "/desk/enter": ReportForm,
    "/desk/enter/{once}": HandedForm,
    "/desk/quarantine": casework.QuarantineForm,
    "/desk/cases/{reference}/open": casework.CoverForm,
    "/desk/cases/{reference}/note": casework.NoteForm,
    "/desk/cases/{reference}/answer": answer_form.AnswerForm,
    "/desk/cases/{reference}/work": work_form.WorkForm,
    "/desk/cases/{reference}/translation": translation_form.TranslationForm,
    "/desk/cases/{reference}/ask": answer_form.AskForm,
    "/desk/cases/{reference}/oral": basing_form.OralForm,
    "/desk/cases/{reference}/duty": duty_form.DutyForm,
    "/desk/cases/{reference}/contact": casework.ContactForm,
    "/desk/cases/{reference}/assign": casework.AssignForm,
    "/desk/cases/{reference}/pass": passing_forms.PassForm,
    "/desk/cases/{reference}/accept": passing_forms.AcceptForm,
    "/desk/cases/{reference}/return": passing_forms.ReturnForm,
    "/desk/cases/{reference}/first": passing_forms.FirstForm,
    "/desk/cases/{reference}/series": passing_forms.SeriesForm,
    "/desk/cases/{reference}/status": casework.StatusForm,
    "/desk/cases/{reference}/close": casework.CloseForm,
    "/desk/cases/{reference}/working": casework.WorkingForm,
    "/desk/cases/{reference}/seen": casework.SeenForm,
    "/desk/cases/{reference}/coding": coding_form.CodingForm,
    "/desk/cases/{reference}/count": CountForm,
    "/desk/cases/{reference}/look": LookForm,
    "/desk/cases/{reference}/links": link_forms.LinksForm,
    "/desk/cases/{reference}/unlink": link_forms.UnlinkForm,
    "/desk/cases/{reference}/merge": link_forms.MergeForm,
    "/desk/together": link_forms.TogetherForm,
    "/desk/together/open": link_forms.CoversForm,
    "/desk/together/feedback": PooledForm,
    "/desk/together/coding": coding_form.CodingForm,
    "/desk/cases/{reference}/day": DayForm,
    "/desk/cases/{reference}/file": casework.FileForm,
    "/desk/cases/{reference}/given": GivenForm,
    "/desk/cases/{reference}/order": OrderForm,
    "/desk/cases/{reference}/takeback": TakebackForm,
    "/desk/cases/{reference}/vouch": VouchForm,
    "/desk/cases/{reference}/referral": ReferralForm,
    "/desk/cases/{reference}/alert": AlertForm,
    "/desk/cases/{reference}/recall": RecallForm,
    "/handover/{link}/{lang}": handover.PhraseForm,
    "/handover/{link}/{lang}/accept": handover.AcceptForm,
    "/handover/{link}/{lang}/decline": handover.DeclineForm,
    "/handover/{link}/{lang}/texts": handover.TextsForm,
}

#: Fields that a page reads besides: what a flood asks for, the choice among many reports, the cover sheet's answer.
BESIDE = {
    "/{lang}/check": {"website", "ticket", "proof", "at_once"},
    "/desk/directory/table": {"file"},
    "/desk/measures/table": {"file"},
    "/desk/figures/table": {"file"},
    "/desk/distribute": {"cases", "to"},
    "/desk/quarantine": {"reference", "all", "act"},
    "/desk/cases/{reference}/count": {"conflict", "also"},
    "/desk/cases/{reference}/links": {"reference"},
    "/desk/together": {"reference"},
    "/desk/together/open": {"reference"},
    "/desk/together/feedback": {"reference", "act"},
    # A field for each text, by its number in the case.
    "/handover/{link}/{lang}/texts": {"act", "t1"},
    "/desk/cases/{reference}/referral": {"act"},
    "/desk/cases/{reference}/alert": {"act"},
}
#: Buttons without a form of ours behind them.
BARE = {
    "/desk/language": {"language"},
    # Each form of the page has its own fields, and is named by `act`.
    "/handover/{link}/{lang}/referral": {"act", "why", "code", "text", "once"},
}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'unused.db'}"))


def documented() -> dict[str, tuple[str, str, set[str]]]:
    """Path -> methods, access, fields."""
    rows = re.findall(
        r"^\| `(/[^`]*)` \| ([A-Z ]+) \| (\w+) \|([^|]*)\|$",
        DOCUMENT.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    return {
        path: (methods, access, set(re.findall(r"`(\w+)`", fields)))
        for path, methods, access, fields in rows
    }


def test_every_path_is_documented_with_its_methods_and_access(app: Flask) -> None:
    actual = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        path = re.sub(r"<(?:[^:<>]*:)?(\w+)>", r"{\1}", rule.rule)
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        actual[path] = (methods, str(declared(app, rule.endpoint)))
    assert {path: row[:2] for path, row in documented().items()} == actual


def test_every_field_is_documented() -> None:
    actual = {path: fields_of(form) | BESIDE.get(path, set()) for path, form in FORMS.items()}
    shown = documented()
    assert {path: shown[path][2] for path in FORMS} == actual
    assert {path: row[2] for path, row in shown.items() if path not in FORMS and row[2]} == BARE


def fields_of(form: type[Form]) -> set[str]:
    """The names that a form class declares."""
    return {name for name in dir(form) if _is_field(getattr(form, name))}


def _is_field(value: object) -> bool:
    kind = getattr(value, "field_class", None)
    return isinstance(kind, type) and issubclass(kind, Field)
