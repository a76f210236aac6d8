"""The dialogue is pure: whatever is said in whatever order, it never raises, blurts out or agrees by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.consent import CeaseRequest, OptOut
from accounts.consumer import Consumer, ContactPoint, Hold, PointKind, Representation, WrongParty
from accounts.contact import Inbound, Medium, Purpose
from accounts.conversation import Conversation, Status
from accounts.debt import Debt
from accounts.dossier import Dossier, Fact
from accounts.notice import Dispute
from accounts.promise import Offer, PaymentAuthorizationRevoked, Promise, PromiseWithdrawn
from accounts.record import new_id
from bot import arrangement, dialogue, negotiation, safety
from bot.commands import Command, CommandName
from bot.dialogue import next_step
from bot.nlu.port import Entity, Understanding
from bot.offer_policy import Discount, Policy, policy
from bot.step import AddFact, AddToAddress, HandOver, Step
from tests.bot.talk import COLLECTOR, EMAIL, NOON, PHONE
from tests.bot.test_words import BEFORE_VERIFICATION

INTENTS = sorted(
    {*safety.GRAVITY, *arrangement.WISHES, *dialogue.FOR_A_PERSON, *dialogue.SMALL_TALK, *dialogue.SILENT}
    | {"affirm", "deny", "out_of_scope"}
)
COMMANDS = [Command(name=name, language=language) for name in CommandName for language in ("en", "es")]


class Thread:
    """A conversation played without store or wire; facts are kept as the store would."""

    def __init__(self, *, balances: tuple[int, ...] = (105_050,), proofs: frozenset[str] = frozenset({"born"})) -> None:
        self.at = NOON
        self.proofs = proofs
        self.policy: Policy | None = None
        self.facts: list[Fact] = []
        self.replies: list[Any] = []
        names = ("Alder Bank", "Quince Dental", "Yarrow Stores")
        self.debts = tuple(
            Debt(id=f"debt{n}", creditor=name, account_number=f"88800447{n}", balance=balance, balance_as_of=NOON)
            for n, (name, balance) in enumerate(zip(names, balances, strict=False))
        )
        self.conversation = Conversation(
            id=new_id(), medium=Medium.SMS, address=PHONE, consumer="consumer", updated_at=NOON
        )

    @property
    def dossier(self) -> Dossier:
        points = (
            ContactPoint(id="phone", kind=PointKind.PHONE, address=PHONE, zones=("America/New_York",)),
            ContactPoint(id="email", kind=PointKind.EMAIL, address=EMAIL),
        )
        consumer = Consumer(id="consumer", name="Alexis Sample")
        return Dossier(
            at=self.at,
            collector=COLLECTOR,
            consumer=consumer,
            points=points,
            debts=self.debts,
            facts=tuple(self.facts),
        )

    def hears(
        self,
        text: str = "…",
        *intents: str,
        rules: tuple[str, ...] = (),
        acts_on: str | None = None,
        command: Command | None = None,
        proof: bool | None = None,
        entities: tuple[Entity, ...] = (),
        person: str | None = None,
        ranking: tuple[tuple[str, float], ...] | None = None,
    ) -> Step:
        self.at += timedelta(minutes=1)
        found = (*rules, *intents)
        understanding = None
        if command is None:
            understanding = Understanding(
                text=text,
                ranking=ranking or tuple((intent, 0.6) for intent in found),
                intents=found,
                rules=rules,
                acts_on=acts_on or (found[0] if found else None),
                entities=entities,
                language="en",
                engine="told",
            )
        inbound = Inbound(id=new_id(), at=self.at, medium=Medium.SMS, from_address=PHONE, text=text, person=person)
        step = next_step(
            self.conversation,
            command,
            understanding,
            self.dossier,
            self.proofs,
            self.at,
            inbound=inbound,
            proof=proof,
            policy=self.policy,
        )
        self.facts += [e.fact for e in step.effects if isinstance(e, AddFact | AddToAddress)]
        self.replies += step.replies
        self.conversation = step.conversation
        return step

    def verified(self) -> Thread:
        self.hears("how much", "request_balance")
        self.hears("02/03/1980", "provide_identity", proof=True)
        return self


def template(step: Step) -> str | None:
    return step.replies[0].template if step.replies else None


def facts(step: Step) -> list[type]:
    return [type(e.fact) for e in step.effects if isinstance(e, AddFact | AddToAddress)]


heard = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["yes", "no", "2", "1", "ok but 50", "Quince Dental", "02/03/1980", "why?", ""]),
        "intents": st.lists(st.sampled_from(INTENTS), max_size=3, unique=True),
        "ruled": st.booleans(),
        "command": st.none() | st.sampled_from(COMMANDS),
        "proof": st.none() | st.booleans(),
        "entities": st.lists(
            st.builds(lambda cents: Entity(**PLACE, name="amount", value=str(cents)), st.integers(1, 1_000_000))
            | st.builds(
                lambda days: Entity(**PLACE, name="date", value=f"{NOON.date() + timedelta(days)}"), st.integers(-9, 99)
            )
            | st.builds(
                lambda often: Entity(**PLACE, name="frequency", value=often), st.sampled_from(["weekly", "monthly"])
            )
            | st.builds(lambda share: Entity(**PLACE, name="percent", value=str(share)), st.integers(1, 100)),
            max_size=2,
        ),
    }
)
PLACE: dict[str, Any] = {"text": "", "start": 0, "end": 0}


def with_discount() -> Policy:
    """Return the shipped policy in which every creditor is content with less."""
    (shipped,) = policy().dated["house"]
    less = shipped.values.model_copy(update={"discount": Discount(opens=80, floor=70, payments=3)})
    return Policy({"house": (shipped.model_copy(update={"values": less}),)})


def is_of_the_lattice(offer: Offer, thread: Thread) -> bool:
    """Whether an offer is one that the policy allows, worked out anew."""
    debt = next(debt for debt in thread.debts if debt.id == offer.debt)
    today, allowed = thread.at.date(), thread.policy or policy()
    terms = allowed.terms(debt.creditor, today)
    promises = [fact for fact in thread.facts if isinstance(fact, Promise)]
    moved = [
        made
        for promise in promises
        for made in negotiation.extensions(promise, promises, [], debt, today, terms, offer.first)
    ]
    return negotiation.within(offer, debt, today, terms) or offer in moved


@settings(max_examples=300, deadline=None)
@given(
    st.lists(heard, max_size=12),
    st.lists(st.integers(-5, 900_000), max_size=3),
    st.sampled_from([frozenset[str](), frozenset({"born"}), frozenset({"ssn4"}), frozenset({"born", "ssn4"})]),
    st.booleans(),
)
def test_nothing_is_named_before_verification_and_nothing_promised_without_a_yes(
    said: list[dict[str, Any]], balances: list[int], proofs: frozenset[str], less: bool
) -> None:
    thread = Thread(balances=tuple(balances), proofs=proofs)
    thread.policy = with_discount() if less else None
    proven = False
    for one in said:
        before = thread.conversation
        asked = before.question in ("born", "ssn4")
        proof = one["proof"] if asked and before.status is Status.BOT else None
        rules = tuple(one["intents"]) if one["ruled"] else ()
        intents = () if one["ruled"] else tuple(one["intents"])
        step = thread.hears(
            one["text"], *intents, rules=rules, command=one["command"], proof=proof, entities=tuple(one["entities"])
        )
        proven = proven or (proof is True and one["command"] is None)
        assert len(step.replies) <= 1
        for reply in step.replies:
            assert reply.template in BEFORE_VERIFICATION or proven
            assert not reply.debts or proven
            if reply.purpose is Purpose.OPTOUT_CONFIRMATION:
                assert reply.debts == ()
            for offer in reply.values.get("offers", [reply.values["offer"]] if "offer" in reply.values else []):
                assert is_of_the_lattice(offer, thread)
        if Promise in facts(step):
            assert before.question == "confirm"
            assert one["text"] == "yes" or one["intents"] == ["affirm"]
            assert before.verified
        if before.status in (Status.WAITING, Status.AGENT) and one["command"] is None:
            kinds = {reply.template for reply in step.replies}
            assert kinds <= {"crisis", "handed_over", "optout_confirmed", "wrong_number"}


@settings(max_examples=200, deadline=None)
@given(heard)
def test_what_was_read_back_is_promised_by_an_explicit_yes_and_by_nothing_else(one: dict[str, Any]) -> None:
    thread = Thread().verified()
    thread.hears("all of it", "pay_in_full")
    rules = tuple(one["intents"]) if one["ruled"] else ()
    intents = () if one["ruled"] else tuple(one["intents"])
    step = thread.hears(one["text"], *intents, rules=rules, command=one["command"])
    explicit = one["command"] is None and (one["text"] == "yes" or one["intents"] == ["affirm"])
    assert (Promise in facts(step)) <= explicit
    if Promise in facts(step):
        assert thread.facts[-1] == step.effects[0].fact  # type: ignore[union-attr]  # a promise is added as a fact
        assert template(step) == "promised"


def test_a_stop_is_confirmed_once_and_answered_no_more_until_start() -> None:
    thread = Thread()
    assert template(thread.hears("STOP", command=COMMANDS[0])) == "optout_confirmed"
    assert thread.replies[-1].purpose is Purpose.OPTOUT_CONFIRMATION
    assert template(thread.hears("STOP", command=COMMANDS[0])) is None
    start = Command(name=CommandName.START, language="en")
    assert template(thread.hears("START", command=start)) == "started"
    assert template(thread.hears("STOP", command=COMMANDS[0])) == "optout_confirmed"


def test_start_without_a_stop_before_says_who_we_are() -> None:
    step = Thread().hears("START", command=Command(name=CommandName.START, language="en"))
    assert (template(step), facts(step)) == ("help", [])


@pytest.mark.parametrize("status", [Status.WAITING, Status.AGENT])
def test_a_stop_has_effect_whoever_holds_the_thread(status: Status) -> None:
    thread = Thread()
    thread.conversation = thread.conversation.model_copy(update={"status": status})
    step = thread.hears("STOP", command=COMMANDS[0])
    assert (template(step), facts(step), step.conversation.status) == ("optout_confirmed", [OptOut], status)


@pytest.mark.parametrize(
    ("intent", "kinds", "says", "priority"),
    [
        ("self_harm_crisis", [Hold], "crisis", "urgent"),
        ("cease_contact", [CeaseRequest, OptOut], "optout_confirmed", "high"),
        ("deceased", [Hold], "sorry_for_loss", "high"),
        ("attorney_represented", [Representation], "attorney", "high"),
        ("bankruptcy", [Hold], "bankruptcy", "high"),
        ("military_service", [Hold], "military", "high"),
        ("minor", [Hold], "noted", "high"),
        ("incarcerated", [Hold], "noted", "normal"),
        ("disaster", [Hold], "disaster", "high"),
        ("disability_accommodation", [], "handed_over", "high"),
        ("translation", [], "handed_over", "normal"),
        ("dispute_identity_theft", [Dispute, Hold], "identity_theft", "high"),
        ("dispute_not_mine", [Dispute], "dispute_noted", "normal"),
        ("request_validation", [Dispute], "dispute_noted", "normal"),
        ("refuse_to_pay", [CeaseRequest], None, "normal"),
        ("inconvenient_time_place", [Hold], "inconvenient", "normal"),
        ("speak_to_human", [], "handed_over", "normal"),
        ("legal_threat", [], "handed_over", "high"),
    ],
)
def test_what_must_take_effect_does_and_a_person_is_called(
    intent: str, kinds: list[type], says: str | None, priority: str
) -> None:
    step = Thread().hears("some words", intent)
    assert (facts(step), template(step)) == (kinds, says)
    assert step.conversation.status is Status.WAITING
    assert step.conversation.handoff is not None
    assert step.conversation.handoff.priority == priority
    assert len(step.conversation.handoff.summary) == 3
    assert [e.priority for e in step.effects if isinstance(e, HandOver)] == [priority]


@pytest.mark.parametrize("intent", ["self_harm_crisis", "opt_out_channel", "attorney_represented", "dispute_amount"])
def test_what_an_engine_only_half_hears_acts_when_it_abstains(intent: str) -> None:
    thread = Thread()
    understanding = Understanding(text="hm", ranking=((intent, 0.2),), intents=(intent,), language="en", engine="told")
    inbound = Inbound(id=new_id(), at=thread.at, medium=Medium.SMS, from_address=PHONE, text="hm")
    step = next_step(thread.conversation, None, understanding, thread.dossier, frozenset(), thread.at, inbound=inbound)
    assert facts(step)


@pytest.mark.parametrize(("probability", "disputed"), [(0.29, False), (0.30, True)])
def test_a_weak_dispute_beside_a_sure_wish_counts_from_three_in_ten(probability: float, disputed: bool) -> None:
    step = Thread().hears(
        "i will pay it",
        "pay_in_full",
        "dispute_amount",
        ranking=(("pay_in_full", 0.6), ("dispute_amount", probability)),
    )
    assert (Dispute in facts(step)) is disputed


def test_not_mine_is_a_dispute_and_a_wrong_number_only_by_rule() -> None:
    assert facts(Thread().hears("not mine", "dispute_not_mine", "wrong_number")) == [Dispute]
    ruled = Thread().hears("wrong number", "dispute_not_mine", rules=("wrong_number",))
    assert set(facts(ruled)) == {WrongParty, OptOut, Dispute}
    assert template(ruled) == "wrong_number"


def test_a_stop_among_other_things_leaves_no_other_word_but_everything_is_put_down() -> None:
    step = Thread().hears("stop texting me, it is not mine", "dispute_not_mine", rules=("opt_out_channel",))
    assert (set(facts(step)), template(step)) == ({OptOut, Dispute}, "optout_confirmed")


def test_a_refusal_to_pay_is_answered_with_silence() -> None:
    step = Thread().hears("i refuse to pay", rules=("refuse_to_pay",))
    assert template(step) is None
    assert [e.fact.kind for e in step.effects if isinstance(e, AddFact)] == ["refusal"]


@pytest.mark.parametrize(
    ("text", "media"),
    [
        ("stop calling me", [Medium.CALL]),
        ("stop texting me", [Medium.SMS]),
        ("stop calling and texting me", [Medium.CALL, Medium.SMS]),
        ("deje de llamarme", [Medium.CALL]),
        ("enough", [Medium.SMS]),
    ],
)
def test_an_opt_out_closes_the_medium_that_it_names(text: str, media: list[Medium]) -> None:
    step = Thread().hears(text, "opt_out_channel")
    outs = [e.fact for e in step.effects if isinstance(e, AddFact | AddToAddress)]
    assert [fact.medium for fact in outs if isinstance(fact, OptOut)] == media


def test_a_dispute_of_one_of_several_debts_covers_all_unless_it_names_one() -> None:
    both = Thread(balances=(10_000, 20_000))
    step = both.hears("not mine", "dispute_not_mine")
    assert [e.fact.debts for e in step.effects if isinstance(e, AddFact) and isinstance(e.fact, Dispute)] == [None]
    both = Thread(balances=(10_000, 20_000))
    step = both.hears("the quince one is not mine", "dispute_not_mine")
    assert [e.fact.debts for e in step.effects if isinstance(e, AddFact) and isinstance(e.fact, Dispute)] == [
        ("debt1",)
    ]


def test_the_same_dispute_is_put_down_once() -> None:
    thread = Thread()
    thread.hears("not mine", "dispute_not_mine")
    assert facts(thread.hears("NOT MINE", "dispute_not_mine")) == []


def test_where_no_proof_is_held_a_person_is_called_instead_of_naming_anything() -> None:
    step = Thread(proofs=frozenset()).hears("how much", "request_balance")
    assert (template(step), step.conversation.status) == ("handed_over", Status.WAITING)


def test_two_wrong_proofs_ask_again_and_the_third_locks() -> None:
    thread = Thread()
    thread.hears("how much", "request_balance")
    answers = [template(thread.hears("01/01/1980", "provide_identity", proof=False)) for _ in range(3)]
    assert answers == ["again_born", "again_born", "locked"]
    assert thread.conversation.failures == 3
    assert thread.conversation.status is Status.WAITING


def test_a_thread_that_was_handed_back_stays_locked() -> None:
    thread = Thread()
    thread.conversation = thread.conversation.model_copy(update={"failures": 3})
    assert template(thread.hears("how much", "request_balance")) == "locked"


def test_verification_lasts_a_day() -> None:
    thread = Thread().verified()
    until = thread.conversation.verified_until
    assert until is not None
    thread.at = until - timedelta(minutes=1, seconds=1)
    assert template(thread.hears("how much", "request_balance")) == "balance"
    thread.at = until - timedelta(minutes=1)
    assert template(thread.hears("how much", "request_balance")) == "ask_born"


def test_a_yes_answers_only_the_question_that_is_open() -> None:
    thread = Thread().verified()
    assert template(thread.hears("yes", "affirm")) == "not_understood"
    thread = Thread().verified()
    thread.hears("plan", "request_payment_plan")
    assert template(thread.hears("yes", "affirm")) == "offers", "what they can pay was asked, and yes is no sum"
    assert template(thread.hears("yes", "affirm")) == "not_understood"
    assert not any(isinstance(fact, Promise) for fact in thread.facts)


def test_another_wish_drops_the_question_so_that_a_later_yes_agrees_to_nothing() -> None:
    thread = Thread().verified()
    thread.hears("all of it", "pay_in_full")
    assert thread.conversation.question == "confirm"
    thread.hears("how much", "request_balance")
    thread.hears("yes", "affirm")
    assert not any(isinstance(fact, Promise) for fact in thread.facts)


def test_a_read_back_falls_when_the_balance_changes_before_the_yes() -> None:
    thread = Thread().verified()
    thread.hears("all of it", "pay_in_full")
    thread.debts = (thread.debts[0].model_copy(update={"balance": 90_000}),)
    assert template(thread.hears("yes", "affirm")) == "afford"
    assert not any(isinstance(fact, Promise) for fact in thread.facts)


def test_the_day_the_consumer_names_is_the_first_payment_where_the_policy_allows_it() -> None:
    thread = Thread().verified()
    friday = Entity(name="date", value="2026-12-04", text="friday", start=0, end=6)
    step = thread.hears("i will pay on friday next week", "promise_to_pay", entities=(friday,))
    assert template(step) == "read_back"
    assert step.replies[0].values["offer"].instalments[0].due.isoformat() == "2026-12-04"


def money(dollars: int) -> Entity:
    return Entity(name="amount", value=str(dollars * 100), text=f"${dollars}", start=0, end=1)


def test_who_names_less_than_the_whole_has_a_plan_in_such_parts_read_back() -> None:
    step = Thread().verified().hears("i can pay $150", "promise_to_pay", entities=(money(150),))
    assert template(step) == "read_back"
    parts = [part.amount for part in step.replies[0].values["offer"].instalments]
    assert parts == [15_000] * 7 + [50]
    assert not step.replies[0].values["above"]


def test_who_can_pay_less_than_the_least_is_told_so_and_a_no_calls_a_person() -> None:
    thread = Thread().verified()
    step = thread.hears("i can pay $50", "promise_to_pay", entities=(money(50),))
    assert step.replies[0].values["above"]
    step = thread.hears("no", "deny")
    assert (template(step), step.conversation.status) == ("none_fits", Status.WAITING)


def test_what_they_can_pay_is_asked_before_any_plan_is_shown() -> None:
    thread = Thread().verified()
    assert template(thread.hears("a plan please", "request_payment_plan")) == "afford"
    step = thread.hears("90", "inform")
    assert (template(step), step.replies[0].values["offer"].instalments[0].amount) == ("read_back", 9_000)
    step = thread.hears("yes", "affirm")
    assert template(step) == "promised"
    (promise,) = [fact for fact in thread.facts if isinstance(fact, Promise)]
    assert (promise.offer.total, promise.offer.kind) == (105_050, "plan")


def test_who_would_rather_see_what_there_is_is_shown_it() -> None:
    thread = Thread().verified()
    thread.hears("a plan please", "request_payment_plan")
    step = thread.hears("not sure", "unsure")
    assert template(step) == "offers"
    assert [len(offer.instalments) for offer in step.replies[0].values["offers"]] == [1, 3, 6, 12]


def test_other_terms_move_the_offer_and_the_fourth_time_a_person_is_called() -> None:
    thread = Thread().verified()
    thread.hears("a plan please", "request_payment_plan")
    for dollars in (100, 120, 140):
        step = thread.hears(f"what about {dollars}", "request_payment_plan", entities=(money(dollars),))
        assert step.replies[0].values["offer"].instalments[0].amount == dollars * 100
    step = thread.hears("what about 160", "request_payment_plan", entities=(money(160),))
    assert (template(step), step.conversation.status) == ("none_fits", Status.WAITING)


def test_another_day_at_the_read_back_is_read_back_again() -> None:
    thread = Thread().verified()
    thread.hears("i can pay $150", "promise_to_pay", entities=(money(150),))
    day = Entity(name="date", value="2026-12-15", text="the 15th", start=0, end=8)
    step = thread.hears("the 15th is better", "inform", entities=(day,))
    offer = step.replies[0].values["offer"]
    assert (template(step), offer.first.isoformat(), offer.instalments[0].amount) == ("read_back", "2026-12-15", 15_000)


def test_a_balance_told_too_long_ago_is_asked_for_by_a_person_first() -> None:
    for wish in ("request_balance", "pay_in_full", "request_payment_plan"):
        thread = Thread().verified()
        thread.debts = tuple(debt.model_copy(update={"balance_as_of": NOON - timedelta(46)}) for debt in thread.debts)
        step = thread.hears("…", wish)
        assert (template(step), step.conversation.status) == ("stale", Status.WAITING)


def test_less_than_all_is_for_a_person_where_the_policy_gives_no_discount() -> None:
    step = Thread().verified().hears("would you take 500", "propose_settlement", entities=(money(500),))
    assert (template(step), step.conversation.status) == ("handed_over", Status.WAITING)


def test_less_than_all_is_settled_for_within_the_creditors_discount() -> None:
    thread = Thread().verified()
    thread.policy = with_discount()
    step = thread.hears("would you take 500", "propose_settlement", entities=(money(500),))
    assert {offer.total for offer in step.replies[0].values["offers"]} == {84_040}
    step = thread.hears("800", "propose_settlement", entities=(money(800),))
    assert {offer.total for offer in step.replies[0].values["offers"]} == {80_000}
    thread.hears("1", "inform")
    thread.hears("yes", "affirm")
    (promise,) = [fact for fact in thread.facts if isinstance(fact, Promise)]
    assert (promise.offer.kind, promise.offer.total) == ("settlement", 80_000)


def test_a_promised_payment_is_moved_and_the_new_promise_replaces_the_old() -> None:
    thread = Thread().verified()
    thread.hears("all of it", "pay_in_full")
    thread.hears("yes", "affirm")
    later = Entity(name="date", value="2026-12-20", text="dec 20", start=0, end=6)
    step = thread.hears("can i move it to dec 20", "modify_arrangement", entities=(later,))
    assert (template(step), step.replies[0].values["offer"].kind) == ("read_back", "extension")
    thread.hears("yes", "affirm")
    old, new = [fact for fact in thread.facts if isinstance(fact, Promise)]
    assert (new.replaces, new.offer.first.isoformat(), new.offer.total) == (old.id, "2026-12-20", 105_050)


def test_a_plan_is_lowered_and_replaces_the_old() -> None:
    thread = Thread().verified()
    thread.hears("i can pay $350", "promise_to_pay", entities=(money(350),))
    thread.hears("yes", "affirm")
    step = thread.hears("i can only do 100 now", "modify_arrangement", entities=(money(100),))
    assert step.replies[0].values["offer"].instalments[0].amount == 10_000
    thread.hears("yes", "affirm")
    old, new = [fact for fact in thread.facts if isinstance(fact, Promise)]
    assert new.replaces == old.id


def test_a_promise_is_taken_back_as_easily_as_it_was_made() -> None:
    thread = Thread().verified()
    thread.hears("all of it", "pay_in_full")
    thread.hears("yes", "affirm")
    step = thread.hears("cancel my plan", "modify_arrangement")
    assert (template(step), facts(step)) == ("withdrawn", [PromiseWithdrawn])
    assert template(thread.hears("move my payment", "modify_arrangement")) == "handed_over"


def test_who_forbids_that_money_is_taken_need_not_say_who_they_are() -> None:
    step = Thread().hears("do not run my card again", "cancel_payment_authorization")
    assert (template(step), facts(step)) == ("take_nothing", [PaymentAuthorizationRevoked])
    assert step.conversation.handoff is not None
    assert step.conversation.handoff.priority == "high"


def test_there_is_nothing_to_change_without_a_promise() -> None:
    step = Thread().verified().hears("move my payment", "modify_arrangement")
    assert (template(step), step.conversation.status) == ("handed_over", Status.WAITING)


def test_several_debts_are_told_apart_by_number_or_name() -> None:
    thread = Thread(balances=(10_000, 20_000))
    thread.hears("how much", "request_balance")
    assert template(thread.hears("02/03/1980", "provide_identity", proof=True)) == "which_debt"
    step = thread.hears("2", "inform")
    assert (template(step), step.replies[0].debts) == ("balance", ("debt1",))
    thread = Thread(balances=(10_000, 20_000))
    thread.hears("how much", "request_balance")
    thread.hears("02/03/1980", "provide_identity", proof=True)
    step = thread.hears("alder", "inform")
    assert (template(step), step.replies[0].debts) == ("balance", ("debt0",))


def test_a_disputed_debt_is_not_spoken_of_as_owed() -> None:
    thread = Thread().verified()
    thread.facts.append(Dispute(id=new_id(), at=thread.at, via="sms", debts=None))
    step = thread.hears("how much", "request_balance")
    assert (template(step), step.replies[0].debts) == ("handed_over", ())


def test_two_texts_in_a_row_that_nobody_understands_call_a_person_and_one_does_not() -> None:
    thread = Thread()
    assert template(thread.hears("blue", "out_of_scope")) == "not_understood"
    assert template(thread.hears("hi", "greet")) == "menu"
    assert template(thread.hears("blue", "out_of_scope")) == "not_understood"
    assert template(thread.hears("green", "out_of_scope")) == "handed_over"


def test_hardship_is_heard_by_a_person_with_free_help_named() -> None:
    thread = Thread().verified()
    step = thread.hears("i lost my job", "hardship")
    assert (template(step), step.conversation.status) == ("hardship", Status.WAITING)
    step = thread.hears("no", "deny")
    assert template(step) == "offers"
    assert {offer.kind for offer in step.replies[0].values["offers"]} == {"postponement"}
    thread.hears("1", "inform")
    step = thread.hears("yes", "affirm")
    assert (template(step), step.conversation.status) == ("promised", Status.WAITING)
    assert not thread.hears("how much", "request_balance").effects, "a person has it from here"


def test_the_assistant_is_silent_on_terms_as_soon_as_a_person_holds_the_conversation() -> None:
    thread = Thread().verified()
    thread.hears("i lost my job", "hardship")
    thread.conversation = thread.conversation.model_copy(update={"status": Status.AGENT})
    assert thread.hears("50 a month", "request_payment_plan", entities=(money(50),)).replies == ()


def test_while_a_person_is_awaited_one_acknowledgement_is_given() -> None:
    thread = Thread()
    thread.hears("i refuse to pay", rules=("refuse_to_pay",))
    assert template(thread.hears("hello", "greet")) == "handed_over"
    assert template(thread.hears("hello", "greet")) is None


def test_a_known_third_person_is_told_nothing_but_can_stop_us() -> None:
    assert template(Thread().hears("how much does he owe", "request_balance", person="spouse")) is None
    step = Thread().hears("STOP", command=COMMANDS[0], person="spouse")
    assert template(step) == "optout_confirmed"
    assert [e.fact.by for e in step.effects if isinstance(e, AddToAddress) and isinstance(e.fact, OptOut)] == ["spouse"]
