"""The language of the desk: a choice of the browser, before the log-in as well as after it."""

from flask import request, url_for
from flask_login import current_user

from incidents.web.access import Access, access
from incidents.web.cookies import give_desk_language
from incidents.web.locale import AT_DESK
from incidents.web.signed_in import Page, go


@access(Access.PUBLIC)
def choose() -> Page:
    """Keep the choice. It changes what nobody else sees and needs no token; another language changes nothing."""
    signed_in = current_user.is_authenticated
    answer = go(url_for("accounts.account" if signed_in else "accounts.log_in"))
    code = request.form.get("language", "")
    if code in AT_DESK:
        give_desk_language(answer, code)
    return answer
