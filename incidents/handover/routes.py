"""The hand-over door's addresses. Without its passphrase a link shows who sends, and nothing else.

No GET changes anything, and no wrong passphrase: programs that check mails open links and submit forms.
"""

from flask import Blueprint, Flask

from incidents.handover import coming, receiving, work
from incidents.handover.visit import LANGUAGES


def init_door(app: Flask) -> None:
    """Register the pages in the languages of this door that are offered; Swedish always is."""
    offered = [code for code in LANGUAGES if code in app.extensions["incidents"].languages]
    languages = ",".join(f"'{code}'" for code in offered)
    pages = Blueprint("handover", __name__, url_prefix=f"/handover/<link>/<any({languages}):lang>")
    pages.add_url_rule("", "show", coming.show, methods=["GET", "POST"])
    for name, view in (("accept", work.accept), ("decline", work.decline), ("texts", work.texts)):
        pages.add_url_rule(f"/{name}", name, view, methods=["POST"])
    pages.add_url_rule("/referral", "referral", receiving.referral, methods=["POST"])
    pages.add_url_rule("/files/<int(max=999):place>", "file", receiving.file)
    app.register_blueprint(pages)
