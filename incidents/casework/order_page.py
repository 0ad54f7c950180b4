"""The page on which a translation is ordered, the link and the passphrase that it gives, and the end of an order."""

from collections.abc import Callable

from flask import request

from incidents.actions import casefile, ordering, unsent
from incidents.actions import casework as deeds
from incidents.actions.casework import AlreadyWritten
from incidents.actions.ordering import Laid
from incidents.casework.opening import show_case
from incidents.casework.order_form import OrderForm, ParcelForm, TakebackForm, VouchForm, titled
from incidents.casework.storing import why_not
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.core.box import Composer
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Invalid
from incidents.core.filled import filled_in
from incidents.core.workflow import Status
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.cookies import settings
from incidents.web.languages import direction
from incidents.web.moments import moment
from incidents.web.templates import render


@access(Access.DESK)
def show_order(reference: str) -> Page:
    """The form; posted, the link and the passphrase, once. Refused, it keeps what was chosen."""
    if request.method == "GET":
        return _page(reference)
    form = _dated(OrderForm(secret()))
    if not form.validate():
        return _refused(reference, form, 400)
    laid: list[Laid] = []
    refused = why_not(lambda: laid.append(_ordered(reference, form)))
    if refused is not None:
        return _refused(reference, form, refused[1], refused[0])
    return _hand_on(reference, laid[0], form)


def _dated(form: OrderForm) -> OrderForm:
    return form.lasting(local_date(now()), ordering.last_day(now(), settings().handover_days))


def _ordered(reference: str, form: OrderForm) -> Laid:
    try:
        with writing() as session:
            laid = ordering.order(
                session,
                desk(),
                reference,
                form.wanted(),
                days=settings().handover_days,
                once=form.once.data or "",
                pinned=pinned(),
                now=now(),
            )
            once = form.once.data or ""
            unsent.settle(session, secret(), reference, Composer.ORDER, once, now=now())
            return laid
    except AlreadyWritten as error:
        raise Conflict(
            "Beställningen är redan gjord, och länken visades då. Har du den inte: "
            "ta tillbaka beställningen och gör en ny."
        ) from error


def _hand_on(reference: str, laid: Laid, form: OrderForm) -> str:
    """The only page on which the link and the passphrase ever stand."""
    address = settings().handover_address or request.host_url.rstrip("/")
    return render(
        "casework/ordered.html",
        reference=reference,
        to=form.wanted().to,
        link=f"{address}/handover/{laid.link.text}/sv",
        phrase=laid.phrase,
        last=moment(form.last.isoformat()),
    )


def _refused(reference: str, form: OrderForm, status: int, why: str = "") -> Page:
    if why:
        form.of.errors = [why]
    page = _page(reference, form)
    return (page, status) if isinstance(page, str) else page


def _page(reference: str, failed: OrderForm | None = None) -> Page:
    """The page; the case with its cover sheet or its quarantine comes first."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        closed = not deeds.is_opened(session, desk(), case) or case.status is Status.QUARANTINE
        file = None if closed else casefile.read(session, desk(), case, pinned=pinned())
        kept = unsent.kept(session, secret(), reference, now=now())
    if file is None:
        return back(reference) if failed is None else (show_case(reference)[0], 400)
    form = failed or _dated(OrderForm(secret(), blank=True))
    if failed is None and kept is not None and kept.composer is Composer.ORDER:
        form.take(filled_in(kept.text, [field.name for field in form]))
    form.offer(file, moment)
    return render(
        "casework/order.html",
        reference=reference,
        form=form,
        texts=[
            (title, ordering.said(one), one.language, direction(one.language))
            for one, title in titled(ordering.orderable(file), moment)
        ],
        stopped=file.stop is not None,
        last=moment(form.last.isoformat()),
    )


@access(Access.DESK)
def take_back(reference: str) -> Page:
    """Nobody outside can open it any more."""
    return _press(reference, TakebackForm(secret()), ordering.take_back)


@access(Access.DESK)
def vouch(reference: str) -> Page:
    """What came has been read."""
    return _press(reference, VouchForm(secret()), ordering.confirm)


def _press(reference: str, form: ParcelForm, deed: Callable[..., None]) -> Page:
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    with writing() as session:
        deed(session, desk(), reference, form.order(), pinned=pinned(), now=now())
    return back(reference, "#handovers")
