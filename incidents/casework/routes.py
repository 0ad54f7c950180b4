"""The desk's addresses, and what stands around each of its pages. Each view parses, calls one action and answers."""

from flask import Blueprint, Flask, g, url_for

from incidents.casework import acts, answering, closing, files, passing
from incidents.casework.absence_page import back_again, show_absence
from incidents.casework.alert_page import show_alert
from incidents.casework.bases_page import announce, hear, show_bases
from incidents.casework.coding_page import show_coding
from incidents.casework.count_page import show_count
from incidents.casework.day import day
from incidents.casework.deadlines_page import deadlines_file, show_deadlines
from incidents.casework.distribute_page import distribute
from incidents.casework.entering_page import show_enter, show_slip
from incidents.casework.facts_page import show_facts
from incidents.casework.given_page import show_given
from incidents.casework.history_page import show_history
from incidents.casework.links_page import merge, show_links, unlink
from incidents.casework.look import look
from incidents.casework.opening import case, open_case
from incidents.casework.order_page import show_order, take_back, vouch
from incidents.casework.pooled_page import show_pooled
from incidents.casework.quarantine_page import show_quarantine
from incidents.casework.queue_page import show_queue
from incidents.casework.refer_page import show_refer
from incidents.casework.referral_page import show_referral
from incidents.casework.referral_sending import recall
from incidents.casework.together_coding import show_together_coding
from incidents.casework.together_page import open_together, show_together
from incidents.casework.visit import desk
from incidents.casework.work_page import show_work
from incidents.web.templates import frame_with

#: What can be done in a case; each is the last part of an address that takes posts.
ACTS = {
    "open": open_case,
    "note": acts.note,
    "answer": answering.answer,
    "ask": answering.ask,
    "translation": acts.translation,
    "contact": acts.contact,
    "assign": acts.assign,
    "status": acts.status,
    "close": closing.close,
    "working": closing.decide,
    "seen": acts.seen,
    "day": day,
    "file": files.open_file,
    "look": look,
    "unlink": unlink,
    "merge": merge,
    "pass": passing.hand_over,
    "accept": passing.accept,
    "return": passing.give_back,
    "first": passing.first,
    "series": passing.series,
    "takeback": take_back,
    "vouch": vouch,
    "recall": recall,
    "oral": hear,
    "duty": announce,
}


def init_door(app: Flask) -> None:
    """Register the desk."""
    pages = Blueprint("casework", __name__, url_prefix="/desk")
    pages.add_url_rule("/", "queue", show_queue)
    pages.add_url_rule("/quarantine", "quarantine", show_quarantine, methods=["GET", "POST"])
    pages.add_url_rule("/deadlines", "deadlines", show_deadlines)
    pages.add_url_rule("/deadlines/calendar", "deadlines_file", deadlines_file, methods=["POST"])
    pages.add_url_rule("/cases/<reference>/count", "count", show_count, methods=["GET", "POST"])
    both = ["GET", "POST"]
    pages.add_url_rule("/cases/<reference>/links", "links", show_links, methods=both)
    pages.add_url_rule("/together", "together", show_together, methods=both)
    pages.add_url_rule("/together/open", "together_open", open_together, methods=["POST"])
    pages.add_url_rule("/together/coding", "together_coding", show_together_coding, methods=both)
    pages.add_url_rule("/together/feedback", "pooled", show_pooled, methods=both)
    pages.add_url_rule("/facts", "facts", show_facts)
    pages.add_url_rule("/absence", "absence", show_absence, methods=["GET", "POST"])
    pages.add_url_rule("/absence/back", "back_again", back_again, methods=["POST"])
    pages.add_url_rule("/distribute", "distribute", distribute, methods=["POST"])
    pages.add_url_rule("/enter", "enter", show_enter, methods=["GET", "POST"])
    pages.add_url_rule("/enter/<once>", "slip", show_slip, methods=["GET", "POST"])
    pages.add_url_rule("/cases/<reference>", "case", case)
    pages.add_url_rule("/cases/<reference>/history", "history", show_history)
    pages.add_url_rule("/cases/<reference>/refer", "refer", show_refer)
    pages.add_url_rule("/cases/<reference>/bases", "bases", show_bases)
    pages.add_url_rule("/cases/<reference>/coding", "coding", show_coding, methods=["GET", "POST"])
    pages.add_url_rule("/cases/<reference>/work", "work", show_work, methods=["GET", "POST"])
    pages.add_url_rule("/cases/<reference>/order", "order", show_order, methods=both)
    pages.add_url_rule("/cases/<reference>/given", "given", show_given, methods=both)
    pages.add_url_rule("/cases/<reference>/alert", "alert", show_alert, methods=both)
    pages.add_url_rule("/cases/<reference>/referral", "referral", show_referral, methods=both)
    pages.add_url_rule("/cases/<reference>/files/<int:number>", "case_file_page", files.page)
    pages.add_url_rule(
        "/cases/<reference>/files/<int:number>/content", "case_file_content", files.content
    )
    for act, view in ACTS.items():
        pages.add_url_rule(f"/cases/<reference>/{act}", f"case_{act}", view, methods=["POST"])
    app.register_blueprint(pages)
    frame_with(app, _frame)


def _frame() -> dict[str, object]:
    """Who is logged in, for the layout; nothing on a page that refuses a request before it knows."""
    if "desk" not in g:
        return {}
    return {
        "staff_name": desk().actor.name,
        "logout_url": url_for("accounts.log_out"),
        "account_url": url_for("accounts.account"),
    }
