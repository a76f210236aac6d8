"""Contact: may this be sent, called or said; answered by the guard's own path through the book."""

from __future__ import annotations

from datetime import datetime

from accounts.contact import Inquiry, Letter, Medium, Message, Post, Purpose
from accounts.dossier import Dossier
from compliance.cases import facts
from compliance.cases.facts import Given, Unsupported, cents, someone
from compliance.cases.question import Answer, Question, guard
from compliance.decision import Finding, Objection
from compliance.law.us.reg_f.s18_e_disclosure import SCRIPT
from compliance.law.us.reg_f.s34_a_whole import TOLD
from compliance.law.us.reg_f.s42_sending import assume
from compliance.proposal import Proposal
from compliance.words import Words

ORDER = (
    *("regf.6d1", "regf.10c", "regf.10", "regf.6c1", "regf.6b2", "regf.14h2", "regf.14h1", "regf.6d3ii", "regf.22f3"),
    *("regf.22f4", "regf.6b1ii", "regf.6b3", "regf.6b4", "regf.6b1i-designated-time", "regf.6b1i", "regf.14b"),
    *("regf.38", "regf.6d3", "regf.34", "regf.18", "regf.6e"),
)
"""The order in which reasons are named, by the beginning of their ids: the contact itself first, its words last."""

MEDIA = {medium.value: medium for medium in Medium} | {"say": Medium.CALL}
SIMPLE_WAY_OUT = {medium: "link" for medium in Medium if medium.is_electronic} | {Medium.SMS: "reply_stop"}
"""What "message content is compliant" means for the opt-out statement, by medium."""

SUBJECT = frozenset({"current_creditor_name", "truncated_account_number"})
"""What it means for the subject line of a required disclosure."""

ASKED = frozenset({"person", "to", "debts", "in_reply_to", "in_session", "on_call", "message", "automated"}) | {
    *("known_at_place", "believes_earlier_wrong", "believes_now_complete"),
    *("queued_at", "read_at"),
}
"""What of a question is read, or is known to decide nothing."""

IN_WORDS = frozenset({"includes", "disclosure", "languages", "disclosure_languages", "opt_out", "limited_content"}) | {
    "amount_stated",
}
IN_MESSAGE = frozenset({"purpose", "intended", "ordinarily_invoked", "required_by_law", "reason"}) | {
    "addressed_to",
    "suit_date",
    "assumed_name",
    "covers",
}
OF_A_SCRIPT = frozenset({"disclosure", "languages", "disclosure_languages"})
OF_A_LETTER = frozenset({"format", "envelope"})
OF_A_POST = frozenset({"visible_to", "contact_request", "profile_name", "identifies_as_collector"})


REASONS = (
    ({"discount"}, "discount"),
    ({"litigation"}, "active_litigation"),
    ({"lawsuit"}, "active_litigation"),
    ({"dropped"}, "settlement_call_dropped"),
    ({"disconnected"}, "settlement_call_dropped"),
    ({"asked", "information"}, "consumer_asked_for_information_no_time_for_consent"),
    ({"request", "information"}, "consumer_asked_for_information_no_time_for_consent"),
    ({"requested", "information"}, "consumer_asked_for_information_no_time_for_consent"),
    ({"late", "fee"}, "creditor_late_fee_tomorrow"),
    ({"required"}, "legally_required"),
    ({"legally"}, "legally_required"),
    ({"mitigation"}, "legally_required"),
)
"""Why a call is urgent, by words of a case's own code for it: the reason that we record; the first that fits."""


def contact(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    """Answer whether it may be sent, called or said, with every objection and every piece of advice."""
    found = guard(ask).findings(proposal(dossier, ask, at))
    objections = sorted((f for f in found if isinstance(f, Objection)), key=_rank)
    return {
        "allowed": not objections,
        "because": objections[0].rule if objections else None,
        "objections": [objection.model_dump(mode="json", exclude={"kind"}) for objection in objections],
        "flags": [f.rule for f in found if isinstance(f, Finding)],
    }


def _rank(objection: Objection) -> tuple[int, str]:
    order = next((n for n, begin in enumerate(ORDER) if objection.rule.startswith(begin)), len(ORDER))
    return order, objection.rule


def proposal(dossier: Dossier, ask: Given, at: datetime) -> Proposal:
    """Return the message that a case asks about.

    Raises:
        Unsupported: something it turns on is not written yet.
    """
    medium, person = MEDIA[ask["action"]], someone(ask.get("person"))
    told = ask.get("message", {})
    unknown = set(told) - IN_MESSAGE - IN_WORDS - OF_A_LETTER - OF_A_POST
    if unknown:
        raise Unsupported(f"in the message, {min(unknown)!r} is not written yet")
    answers = ask.get("in_reply_to")
    by_a_person = "assumed_name" in told or told.get("purpose") == Purpose.LOCATION_INFO
    message = Message(
        id="message",
        author="bot" if ask.get("automated") else "agent:A" if by_a_person else "campaign",
        consumer=facts.CONSUMER,
        debts=tuple(ask.get("debts", (debt.id for debt in dossier.debts))),
        medium=medium,
        to=ask.get("to"),
        person=person,
        purpose=told.get("purpose", Purpose.REPLY if answers else Purpose.COLLECT),
        in_reply_to=answers,
        in_session=ask.get("in_session"),
        on_call=ask.get("on_call"),
        known_at_place=ask.get("known_at_place"),
        letter=Letter(**{key: told[key] for key in OF_A_LETTER & set(told)}),
        post=_post(told) if medium is Medium.SOCIAL else None,
        inquiry=Inquiry(
            earlier_wrong=ask.get("believes_earlier_wrong", False),
            now_complete=ask.get("believes_now_complete", False),
        ),
        reason=_reason(told.get("reason", "")),
        **{key: told[key] for key in IN_MESSAGE - {"purpose", "reason"} if key in told},
    )
    made = Proposal(message=message, words=_words(message, told), dossier=dossier, at=at)
    assume(made, subject=SUBJECT)
    made.views[TOLD] = True
    if not OF_A_SCRIPT.isdisjoint(told):
        made.views[SCRIPT] = True
    return made


def _reason(code: str) -> str:
    words = set(code.split("_"))
    return next((reason for named, reason in REASONS if named <= words), code)


def _post(told: Given) -> Post:
    """Return how a message on a social platform is sent: compliant by default."""
    name = told.get("profile_name", "individual")
    return Post(
        visible_to=told.get("visible_to", "private"),
        contact_request=told.get("contact_request", False),
        profile_name=name if isinstance(name, str) else "individual" if name else "other",
    )


def _words(message: Message, told: Given) -> Words:
    """Return what the message says: compliant by default, with the departures that the case tells.

    The full disclosure of 1006.18(e)(1) serves as the shorter one of (e)(2) too; what does not identify us as a
    collector bears neither.
    """
    bare = message.purpose in (Purpose.OPTOUT_CONFIRMATION, Purpose.LOCATION_INFO) or not message.debts
    nameless = bare or told.get("identifies_as_collector") is False
    languages = frozenset(told.get("languages", ("en",)))
    return Words(
        disclosure=told.get("disclosure", "none" if nameless else "e1"),
        disclosure_languages=frozenset(told.get("disclosure_languages", () if nameless else languages)),
        languages=languages,
        opt_out=told.get("opt_out", "none" if bare else SIMPLE_WAY_OUT.get(message.medium, "none")),
        includes=frozenset(told.get("includes", ())),
        limited_content=told.get("limited_content", False),
        amounts=frozenset({cents(told["amount_stated"])} if "amount_stated" in told else ()),
    )


ANSWERS = {medium: Question(contact, ASKED) for medium in MEDIA}
