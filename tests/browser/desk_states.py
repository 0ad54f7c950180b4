"""Every page of the desk in every state, one after another, as one caseworker meets them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.browser.site import PARAGRAPH, Site, Visitor

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
    for view in ("new", "mine", "late", "messages", "all", "closed"):
        visitor.go(f"/desk/?view={view}")
        yield f"queue-{view}"
    yield from _quarantine(visitor)
    yield from _cases(site, visitor)
    yield from _deadlines(visitor)
    page.context.clear_cookies()
    site.log_in(visitor, "karin")
    visitor.go("/desk/deadlines")
    yield "deadlines-none"
    page.context.clear_cookies()
    site.log_in(visitor, "per")
    yield "account-coordinator"
    visitor.go("/desk/")
    yield "forbidden"
    page.context.clear_cookies()
    yield from _people(site, visitor)
    page.context.clear_cookies()


def _quarantine(visitor: Visitor) -> Iterator[str]:
    visitor.go("/desk/facts")
    yield "facts"
    visitor.go("/desk/quarantine")
    yield "quarantine"
    with visitor.page.expect_navigation():
        visitor.page.locator("#quarantine .button--primary").click()
    yield "quarantine-error"


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
    yield from _known_day(site, visitor)
    yield from _coding(site, visitor)
    yield from _log_in_ended(site, visitor)
    yield from _opened_files(site, visitor)
    site.open_case(visitor, site.closed)
    yield "case-closed"
    visitor.go("/desk/cases/AD-2026-00000")
    yield "case-unknown"


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
    visitor.go("/desk/keys")
    yield "keys"
    visitor.follow(".helpers a >> nth=0")
    yield "confirm"
    page.fill("[name=words]", "babe bide bobu dade dedi dodu")
    visitor.follow("#confirm .button")
    yield "confirm-error"
    page.context.clear_cookies()


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
