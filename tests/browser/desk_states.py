"""Every page of the desk in every state, one after another, as one caseworker meets them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, update

from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.crypto import totp
from incidents.store.models import AuditRecord
from tests.authenticator import Authenticator
from tests.browser.alert_states import alert_states
from tests.browser.bases_states import bases_states
from tests.browser.closing_states import closing_states
from tests.browser.directory_states import directory_states
from tests.browser.eccar_states import eccar_states
from tests.browser.handover_states import handover_states
from tests.browser.passing_states import passing_states
from tests.browser.pooled_states import pooled_states
from tests.browser.referral_states import referral_states
from tests.browser.register_states import register_states
from tests.browser.site import PARAGRAPH, Site, Visitor
from tests.looking import acting
from tests.support import fields

#: What the script does where there are passkeys.
SHOWN = """() => {
  document.querySelectorAll('[data-with-passkey]').forEach(one => { one.hidden = false });
  document.querySelectorAll('[data-without-passkey]').forEach(one => { one.hidden = true });
}"""
HAND_IN = "(one, answer) => { one.value = answer; one.form.submit() }"
UNFOLD = "() => document.querySelectorAll('#coding details').forEach(one => { one.open = true })"


def desk_states(site: Site, visitor: Visitor) -> Iterator[str]:
    """The caseworker's pages."""
    page = visitor.page
    visitor.go("/desk/login")
    yield "login"
    page.fill("[name=name]", "lena")
    with page.expect_navigation():
        page.click("#login button")
    yield "login-error"
    site.log_in(visitor, "lena")
    for view in ("new", "mine", "late", "messages", "register", "looks", "all", "closed"):
        visitor.go(f"/desk/?view={view}")
        yield f"queue-{view}"
    yield from _quarantine(visitor)
    yield from _entering(site, visitor)
    yield from _cases(site, visitor)
    yield from _track(site, visitor)
    yield from _deadlines(visitor)
    page.context.clear_cookies()
    site.log_in(visitor, "karin")
    visitor.go("/desk/deadlines")
    yield "deadlines-none"
    page.context.clear_cookies()
    site.log_in(visitor, "per")
    yield from directory_states(visitor)
    yield from register_states(visitor)
    for name in ("answers", "answers/dashboard"):
        visitor.go(f"/desk/{name}")
        yield name.replace("/", "-")
    yield from closing_states(site, visitor)
    yield from eccar_states(site, visitor)
    visitor.go("/desk/account")
    yield "account-coordinator"
    visitor.go("/desk/")
    yield "forbidden"
    page.context.clear_cookies()
    yield from _people(site, visitor)
    page.context.clear_cookies()
    yield from _trail(site, visitor)
    page.context.clear_cookies()


def _trail(site: Site, visitor: Visitor) -> Iterator[str]:
    """The auditor's page: everything, one case, nothing, refused, and after a row was changed."""
    page = visitor.page
    site.log_in(visitor, "rut")
    yield "trail"
    page.fill("[name=reference]", site.reference)
    page.select_option("[name=what]", "case.answered")
    visitor.follow("#filter .button")
    yield "trail-case"
    page.fill("[name=last]", "2020-01-01")
    visitor.follow("#filter .button")
    yield "trail-none"
    page.fill("[name=reference]", "AD-2026-00000")
    visitor.follow("#filter .button")
    yield "trail-error"
    with _changed_row(site):
        visitor.go(f"/desk/audit?reference={site.reference}&what=case.assigned")
        yield "trail-broken"


@contextmanager
def _changed_row(site: Site) -> Iterator[None]:
    """Somebody writes the database, and puts it back."""
    changed = update(AuditRecord).where(AuditRecord.act == Act.CASE_ASSIGNED)
    with acting(site.installed) as session:
        session.execute(changed.values(subject=AuditRecord.subject + "x"))
    try:
        yield
    finally:
        with acting(site.installed) as session:
            session.execute(changed.values(subject=func.rtrim(AuditRecord.subject, "x")))


def _quarantine(visitor: Visitor) -> Iterator[str]:
    visitor.go("/desk/facts")
    yield "facts"
    visitor.go("/desk/quarantine")
    yield "quarantine"
    with visitor.page.expect_navigation():
        visitor.page.locator("#quarantine .button--primary").click()
    yield "quarantine-error"


def _entering(site: Site, visitor: Visitor) -> Iterator[str]:
    """A report that came by telephone: the form, refused, kept through a log-in, and the slip with its code."""
    page = visitor.page
    visitor.go("/desk/enter")
    yield "enter"
    visitor.follow("#enter .button--primary")
    yield "enter-error"
    page.fill("[name=story]", PARAGRAPH)
    page.check("[name=readers][value=yes]")
    page.select_option("[name=spoken]", "ar")
    page.select_option("[name=channel]", "phone")
    page.fill("[name=at]", "14:10")
    page.context.clear_cookies()
    visitor.follow("#enter .button--primary")
    yield "login-unsent-report"
    page.fill("[name=name]", "lena")
    page.fill("[name=passphrase]", site.installed.passphrases["lena"])
    visitor.follow("#login button")
    yield "enter-unsent"
    visitor.follow("#enter .button--primary")
    yield "slip"
    visitor.follow("#handed .button")
    yield "queue-entered"
    page.locator("#distribute [name=shown]").evaluate("one => { one.value = '' }")
    page.locator("[name=cases]").first.check()
    page.select_option("[name=staff]", label="Omar Sjöberg")
    visitor.follow("#distribute .give .button")
    yield "distributed"
    visitor.go("/desk/absence")
    yield "absence"
    visitor.follow("#absence .button")
    yield "absence-error"
    today = local_date(datetime.now(UTC)).isoformat()
    page.fill("[name=first]", today)
    page.fill("[name=last]", today)
    page.select_option("[name=cover]", label="Karin Ek")
    visitor.follow("#absence .button")
    yield "absence-said"
    visitor.follow("#back .button")


def _cases(site: Site, visitor: Visitor) -> Iterator[str]:
    page = visitor.page
    visitor.go("/desk/?view=new")
    unread = page.locator(".queue tbody a").first.get_attribute("href")
    assert unread
    visitor.go(unread)
    yield "cover"
    with page.expect_navigation():
        page.locator("#cover .button--primary").click()
    yield "cover-error"
    site.open_case(visitor, site.reference)
    yield "case"
    with page.expect_navigation():
        page.locator("#answer .button--primary").click()
    yield "case-error"
    visitor.follow("a[href$='/history']")
    yield "case-history"
    site.open_case(visitor, site.reference)
    visitor.follow("a[href$='/refer']")
    yield "case-refer"
    site.open_case(visitor, site.reference)
    yield from _standard_reply(site, visitor)
    yield from _translations(site, visitor)
    yield from handover_states(site, visitor)
    yield from referral_states(site, visitor)
    yield from alert_states(site, visitor)
    yield from pooled_states(site, visitor)
    yield from bases_states(site, visitor)
    yield from _known_day(site, visitor)
    yield from _coding(site, visitor)
    yield from _look(site, visitor)
    yield from _work(site, visitor)
    yield from _working_note(site, visitor)
    yield from _links(site, visitor)
    yield from passing_states(site, visitor)
    yield from _log_in_ended(site, visitor)
    yield from _coding_unsent(site, visitor)
    yield from _opened_files(site, visitor)
    site.open_case(visitor, site.closed)
    yield "case-closed"
    visitor.go("/desk/cases/AD-2026-00000")
    yield "case-unknown"
    yield from _english(site, visitor)


def _english(site: Site, visitor: Visitor) -> Iterator[str]:
    visitor.go("/desk/account")
    visitor.follow("#language button")
    yield "account-english"
    visitor.go("/desk/?view=all")
    yield "queue-english"
    site.open_case(visitor, site.reference)
    yield "case-english"
    visitor.follow("a[href$='/refer']")
    yield "case-refer-english"
    visitor.go("/desk/account")
    visitor.follow("#language button")


def _standard_reply(site: Site, visitor: Visitor) -> Iterator[str]:
    """The six, unfolded in two languages, and one that was put in."""
    page = visitor.page
    page.click(".replies > summary")
    page.select_option("[name=reply_language]", "ar")
    page.fill("#answer-text", PARAGRAPH)
    page.click(".replies summary:has-text('Rättigheter')")
    visitor.follow("button[name=reply][value=rights]")
    assert page.input_value("#answer-text").startswith(PARAGRAPH)
    page.evaluate(
        "() => document.querySelectorAll('.replies details').forEach(one => { one.open = true })"
    )
    yield "case-reply"
    site.open_case(visitor, site.reference)


def _translations(site: Site, visitor: Visitor) -> Iterator[str]:
    """Refused, with its fields unfolded, and two versions beside the story."""
    page = visitor.page
    for text in ("", "A short story.", "A long story."):
        page.locator("summary:has(+ #translation)").click()
        page.fill("#translation-text", text)
        if text:
            page.select_option("[name=of]", "1")
            page.select_option("#translation-language", "en")
            page.select_option("[name=translator]", "machine")
        visitor.follow("#translation .button")
        if not text:
            yield "case-translation-error"
            site.open_case(visitor, site.reference)
    yield "case-translated"


def _coding(site: Site, visitor: Visitor) -> Iterator[str]:
    """A case before it is coded, refused with everything unfolded, and coded."""
    page, address = visitor.page, f"/desk/cases/{site.reference}/coding"
    visitor.go(address)
    yield "coding"
    page.check("[name=hate_event][value=no]")
    page.evaluate(UNFOLD)
    page.check("[name=event_type][value=threat]")
    visitor.follow("#coding .button--primary")
    yield "coding-error"
    page.evaluate(UNFOLD)
    page.select_option("[name=scope]", "dl_and_crime")
    page.check("[name=hate_event][value=yes]")
    page.check("[name=form][value=hate_crime]")
    page.check("[name=bias_motive][value=afrophobic]")
    visitor.follow("#coding .button--primary")
    yield "case-coded"
    visitor.go(address)
    yield "coding-again"
    page.locator("#coding [name=version]").evaluate("one => { one.value = '1' }")
    page.check("[name=hate_event][value=unclear]")
    visitor.follow("#coding .button--primary")
    yield "coding-faster"
    site.open_case(visitor, site.reference)


def _work(site: Site, visitor: Visitor) -> Iterator[str]:
    """Measures and outcomes before, refused, recorded, and overtaken by a colleague."""
    page, address = visitor.page, f"/desk/cases/{site.reference}/work"
    visitor.go(address)
    yield "work"
    page.check("[name=measure][value=none]")
    page.check("[name=measure][value=rights_info]")
    visitor.follow("#work-form .button--primary")
    yield "work-error"
    page.uncheck("[name=measure][value=none]")
    page.check("[name=outcome][value=informed]")
    visitor.follow("#work-form .button--primary")
    yield "case-worked"
    visitor.go(address)
    page.locator("#work-form [name=version]").evaluate("one => { one.value = '1' }")
    page.check("[name=outcome][value=apology]")
    visitor.follow("#work-form .button--primary")
    yield "work-faster"
    site.open_case(visitor, site.reference)


def _working_note(site: Site, visitor: Visitor) -> Iterator[str]:
    """Closing is refused with the list of working notes; one is removed."""
    page = visitor.page
    page.fill("#note-text", PARAGRAPH)
    page.check("#working")
    visitor.follow("#note .button")
    page.select_option("#reason", "completed")
    visitor.follow("#close .button")
    yield "case-undecided"
    visitor.follow("button[name=fate][value=removed]")
    site.open_case(visitor, site.reference)


def _links(site: Site, visitor: Visitor) -> Iterator[str]:
    """Ticked in the list, one of them unread; linked, coded once; a link refused, and a double merged."""
    page, lena = visitor.page, site.installed.desk("lena")
    before = set(lena.queue("all"))
    for _ in range(2):
        site.installed.resident().send(PARAGRAPH)
    one, other = sorted(set(lena.queue("all")) - before)
    site.open_case(visitor, one)
    visitor.go("/desk/?view=all")
    for reference in (one, other):
        page.check(f"[name=cases][value='{reference}']")
    visitor.follow("#distribute [name=to]")
    yield "together-unopened"
    visitor.follow("#covers .button")
    yield "together-unopened-error"
    site.open_case(visitor, other)
    visitor.go(f"/desk/together?reference={one}&reference={other}")
    yield "together"
    visitor.follow("#together .button--primary")
    yield "together-linked"
    visitor.follow("a[href*='/together/coding']")
    yield "together-coding"
    visitor.follow("#coding .button--primary")
    yield "together-coding-error"
    page.select_option("[name=scope]", "dl_unclear")
    page.check("[name=hate_event][value=no]")
    visitor.follow("#coding .button--primary")
    yield "together-coded"
    visitor.go("/desk/together")
    yield "together-none"
    visitor.go(f"/desk/cases/{one}/links")
    visitor.follow("#links-form .button--primary")
    yield "links-error"
    visitor.follow("#merge .button")
    yield "merge-error"
    page.fill("[name=leading]", other)
    visitor.follow("#merge .button")
    yield "case-linked"
    visitor.go(f"/desk/cases/{other}/links")
    yield "links"
    site.open_case(visitor, site.reference)


def _known_day(site: Site, visitor: Visitor) -> Iterator[str]:
    """A day that cannot be, and one that leaves a week."""
    page = visitor.page
    form = page.locator("#happened")
    for day, state in (("2199-01-01", "case-day-error"), (_a_week_ago(), "case-day")):
        site.open_case(visitor, site.reference)
        page.click("summary:has(+ #happened)")
        page.fill("#day", day)
        page.select_option("#limit", "dismissal")
        with page.expect_navigation():
            form.locator(".button").click()
        yield state
    site.open_case(visitor, site.reference)


def _look(site: Site, visitor: Visitor) -> Iterator[str]:
    """A coding that waits for a colleague, her form refused, and what she said."""
    page, reference = visitor.page, _possible_crime(site)
    page.context.clear_cookies()
    site.log_in(visitor, "omar")
    site.open_case(visitor, reference)
    yield "case-look"
    page.check("[name=agrees][value=no]")
    visitor.follow("#look-form .button")
    yield "case-look-error"
    page.check("[name=agrees][value=no]")
    page.fill("#look-text", PARAGRAPH)
    visitor.follow("#look-form .button")
    yield "case-looked"
    page.context.clear_cookies()
    site.log_in(visitor, "lena")
    site.open_case(visitor, site.reference)


def _possible_crime(site: Site) -> str:
    """A case that Lena has coded so that a colleague is asked to look."""
    lena = site.installed.desk("lena")
    before = set(lena.queue("new"))
    site.installed.resident().send(PARAGRAPH)
    (reference,) = set(lena.queue("new")) - before
    lena.answer_cover(reference)
    address = f"/desk/cases/{reference}/coding"
    form = fields(lena.client.get(address), 'id="coding"')
    codes = {"scope": "crime_possible", "hate_event": "no", "priority": "p3"}
    lena.client.post(address, data={**form, **codes})
    return reference


def _coding_unsent(site: Site, visitor: Visitor) -> Iterator[str]:
    """A coding whose log-in had ended: the case and the form say so."""
    page, address = visitor.page, f"/desk/cases/{site.reference}/coding"
    visitor.go(address)
    page.context.clear_cookies()
    visitor.follow("#coding .button--primary")
    yield "login-unsent-coding"
    page.fill("[name=name]", "lena")
    page.fill("[name=passphrase]", site.installed.passphrases["lena"])
    visitor.follow("#login button")
    site.open_case(visitor, site.reference)
    yield "case-unsent-coding"
    visitor.go(address)
    yield "coding-unsent"
    visitor.follow("#coding .button--primary")
    site.open_case(visitor, site.reference)


def _track(site: Site, visitor: Visitor) -> Iterator[str]:
    """A report that is only to be counted: the list, its cover sheet, the report, and too late for it."""
    page = visitor.page
    for _ in range(2):
        site.installed.resident().send(PARAGRAPH, wish=["register"], contact_mode="none")
    visitor.go("/desk/?view=register")
    yield "queue-register-waiting"
    visitor.follow(".track .button")
    yield "count-cover"
    visitor.follow("#cover .button--primary")
    yield "count-cover-error"
    page.check("[name=conflict][value=no]")
    visitor.follow("#cover .button--primary")
    yield "count"
    visitor.follow("#count .button--primary")
    yield "count-error"
    page.locator("#count [name=version]").evaluate("one => { one.value = '9' }")
    page.check("[name=finding][value=hate]")
    visitor.follow("#count .button--primary")
    yield "count-refused"
    page.check("[name=finding][value=hate]")
    visitor.follow("#count .button--primary")
    yield "counted"


def _people(site: Site, visitor: Visitor) -> Iterator[str]:
    """Somebody is invited, makes a key, and waits for a colleague; the administrator's and the members' pages."""
    page = visitor.page
    site.log_in(visitor, "ida")
    yield "people"
    visitor.follow("#invite .button")
    yield "people-error"
    page.fill("[name=name]", "Sara Berg")
    page.fill("[name=login]", f"sara{len(site.invited)}")
    page.check("[name=roles][value=casework]")
    visitor.follow("#invite .button")
    yield "phrase"
    site.invited.append(page.locator("#invitation").inner_text())
    visitor.go("/desk/people")
    yield "people-invited"
    visitor.follow(".helpers a:has-text('Sara Berg') >> nth=-1")
    yield "person-invited"
    visitor.go("/desk/people")
    visitor.follow(".helpers a:has-text('Omar')")
    visitor.follow("#remove .button")
    yield "person-error"
    page.uncheck("[name=roles][value=casework]")
    visitor.follow("#roles-form .button")
    yield "person-roles-error"
    page.context.clear_cookies()
    yield from _invited(site, visitor)
    yield from _members(site, visitor)


def _invited(site: Site, visitor: Visitor) -> Iterator[str]:
    page = visitor.page
    visitor.go("/desk/invited")
    yield "invited"
    visitor.follow("#invited .button")
    yield "invited-error"
    page.fill("[name=name]", f"sara{len(site.invited) - 1}")
    page.fill("[name=phrase]", site.invited[-1])
    for field in ("chosen", "again"):
        page.fill(f"[name={field}]", PARAGRAPH)
    visitor.follow("#invited .button")
    yield "welcome"


def _members(site: Site, visitor: Visitor) -> Iterator[str]:
    page = visitor.page
    site.log_in(visitor, "lena")
    visitor.go("/desk/account")
    yield "account"
    visitor.follow("#passphrase .button")
    yield "account-error"
    yield from _second_step(site, visitor)
    visitor.go("/desk/keys")
    yield "keys"
    visitor.follow(".helpers a >> nth=0")
    yield "confirm"
    page.fill("[name=words]", "babe bide bobu dade dedi dodu")
    visitor.follow("#confirm .button")
    yield "confirm-error"
    page.context.clear_cookies()


def _second_step(site: Site, visitor: Visitor) -> Iterator[str]:
    """Switching it on, its codes, logging in with it, and switching it off again."""
    page = visitor.page
    visitor.go("/desk/account/second")
    yield "second"
    visitor.follow("#enrol .button")
    yield "second-error"
    secret = totp.read(page.locator("#enrol [name=secret]").input_value())
    assert secret
    page.fill("[name=code]", totp.at(secret, int(time.time()) // totp.STEP_SECONDS))
    visitor.follow("#enrol .button")
    yield "codes"
    codes = page.locator("#codes li").all_inner_texts()
    visitor.go("/desk/account/second")
    yield "second-on"
    visitor.follow("#own-code .button--primary")
    yield "second-on-error"
    device = Authenticator()
    yield from _new_passkey(visitor, device, codes[2])
    page.context.clear_cookies()
    visitor.go("/desk/login")
    page.fill("[name=name]", "lena")
    page.fill("[name=passphrase]", site.installed.passphrases["lena"])
    visitor.follow("#login button")
    yield "login-code"
    visitor.follow("#code-form .button--secondary")
    yield "login-code-error"
    visitor.go("/desk/login/code")
    page.evaluate(SHOWN)
    yield "login-code-passkey"
    page.fill("[name=code]", codes[0])
    visitor.follow("#code-form .button--secondary")
    visitor.go("/desk/account/second")
    page.fill("[name=code]", codes[1])
    visitor.follow("#off")


def _new_passkey(visitor: Visitor, device: Authenticator, code: str) -> Iterator[str]:
    """The page on which one is made, refused, and the list with it; at a bare number the script does nothing."""
    page = visitor.page
    page.fill("[name=code]", code)
    visitor.follow("#add-passkey")
    yield "passkey"
    for answer in ("{}", ""):
        asked = page.locator("#make").get_attribute("data-options")
        assert asked
        made = answer or device.make(asked)
        with page.expect_navigation():
            page.locator("#make [name=passkey]").evaluate(HAND_IN, made)
        if answer:
            page.evaluate(SHOWN)
            yield "passkey-error"
    yield "second-on-passkeys"
    visitor.go("/desk/account/second")
    page.evaluate(SHOWN)
    yield "second-on-passkeys-ready"


def _a_week_ago() -> str:
    return (datetime.now(UTC) - timedelta(days=7)).date().isoformat()


def _deadlines(visitor: Visitor) -> Iterator[str]:
    """All deadlines, those of one's own cases, and one part of them."""
    for query in ("", "whose=mine", "only=this_week"):
        visitor.go(f"/desk/deadlines?{query}")
        yield f"deadlines-{query.rpartition('=')[2] or 'all'}"


def _opened_files(site: Site, visitor: Visitor) -> Iterator[str]:
    """A picture, blurred and clear, and a document, which is downloaded."""
    page = visitor.page
    site.open_case(visitor, site.reference)
    visitor.follow(".file:has-text('foto-1') button")
    yield "file-picture"
    page.click(".photo summary")
    yield "file-picture-clear"
    site.open_case(visitor, site.reference)
    visitor.follow(".file:has-text('dokument-2') button")
    yield "file-document"


def _log_in_ended(site: Site, visitor: Visitor) -> Iterator[str]:
    """A note that was written for too long: the log-in, the cover sheet and the case with its text."""
    page = visitor.page
    page.fill("#note-text", PARAGRAPH)
    page.context.clear_cookies()
    with page.expect_navigation():
        page.locator("#note .button").click()
    yield "login-unsent"
    page.fill("[name=name]", "lena")
    page.fill("[name=passphrase]", site.installed.passphrases["lena"])
    with page.expect_navigation():
        page.click("#login button")
    yield "cover-unsent"
    site.open_case(visitor, site.reference)
    assert page.input_value("#note-text") == PARAGRAPH
    yield "case-unsent"
    with page.expect_navigation():
        page.locator("#note .button").click()
