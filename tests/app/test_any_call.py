"""Any call: whatever a caller does in whatever order, no debt is told of before the proof, and every call ends."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from accounts import migrations
from accounts.contact import Attempt, Medium
from accounts.record import new_id
from app import settings as configured
from app import wiring
from app.calls import Calls
from bot.telephone import PATIENCE
from channels.simulator.carrier import Carrier
from tests.app.calling import ACCOUNT, AGENTS, MEANINGS, OURS, PHONE, SECRETS, TOKEN, World
from tests.bot.talk import NOON, ToldNlu
from tests.channels.twiml_schema import faults

BORN = ("02031980", "02/03/1980", "February 3, 1980")
CARD = "my card is 4111 1111 1111 1111"
WORDS = (
    *MEANINGS, CARD, "02/04/1980", "stop", "wrong number", "I dispute this debt", "I want to kill myself", "sí", "   ",
    "habla español?", "I have a lawyer", "she died", "what do I owe", "ñ" * 500,
)  # fmt: skip
KEYS = ("1", "2", "3", "5", "9", "0", "*", "#", "02041980", "6789", "1234", "99999999", "4111111111111111")
VOICEMAIL = f"Hi, this is Dana Reyes from North Bay Credit. Please call me back at {OURS}."


class AnyCall(RuleBasedStateMachine):
    """One call, steered by the documents alone, as Twilio would."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.loop = asyncio.Runner()
        now = [NOON]

        def clock() -> datetime:
            now[0] += timedelta(milliseconds=1)
            return now[0]

        read = configured.load(
            var=self.folder, database_url=f"sqlite:///{self.folder / 'any.db'}", public_url="https://duly.example",
            secret_key="only for these tests", data_key=configured.fresh_key(), collector_name="North Bay Credit",
            collector_phone=OURS, collector_address="PO Box 12, Albany, NY 12201", twilio_account_sid=ACCOUNT,
            twilio_auth_token=TOKEN, twilio_voice=OURS, voice_person="Dana Reyes", voice_agents=AGENTS,
        )  # fmt: skip
        store = wiring.open_store(read)
        migrations.upgrade(store.engine)
        store.close()
        self.house = wiring.build(read, clock)
        self.house.__dict__["nlu"] = ToldNlu(MEANINGS)
        self.world = World(self.house, Carrier(ACCOUNT, TOKEN, [OURS], clock), "")
        self.world.meet()
        self.calls = Calls(self.house)
        self.sid = "CA" + "a" * 32
        self.next: tuple[str, dict[str, str]] | None = None
        self.waits = ""
        self.proven = False
        self.last: tuple[dict[str, str], dict[str, str]] | None = None

    def teardown(self) -> None:
        """Fall silent: the call must end soon, by itself."""
        for _ in range(PATIENCE + 2):
            if self.next is None:
                break
            self._post({"DialCallStatus": "no-answer"} if self.waits == "Dial" else {})
        assert self.next is None, "the call does not end"
        assert self.house.store.verify_ledger().records
        self.loop.run(self.house.aclose())
        self.loop.close()
        shutil.rmtree(self.folder)

    @initialize(
        ours=st.booleans(),
        heard=st.sampled_from(["human", "human", "human", "machine_end_beep", "machine_end_other", "fax", "unknown"]),
        known=st.booleans(),
        language=st.sampled_from(["en", "es"]),
    )
    def begin(self, ours: bool, heard: str, known: bool, language: str) -> None:
        form = {"CallSid": self.sid, "To": OURS, "From": PHONE if known else "+13105550177"}
        query: dict[str, str] = {}
        if ours:
            call = Attempt(id=new_id(), at=self.house.clock(), medium=Medium.CALL, to=PHONE, debts=(self.world.debt,))
            with self.house.store.transaction() as unit:
                unit.reserve([(self.world.consumer, call)], new_id())
            query = {"ref": call.id, "voicemail": VOICEMAIL, "language": language}
            form["AnsweredBy"] = heard
        document = self.loop.run(self.calls.answered(form, query))
        if ours and heard != "human":
            said = [VOICEMAIL] if heard.startswith("machine_end") else []
            assert [verb.text for verb in ET.fromstring(document).iter("Say")] == said
        self._hear(document)

    @precondition(lambda self: self.waits == "Gather")
    @rule(text=st.sampled_from(WORDS))
    def say(self, text: str) -> None:
        self._post({"SpeechResult": text, "Confidence": "0.4"})

    @precondition(lambda self: self.waits == "Gather")
    @rule(keys=st.sampled_from(KEYS))
    def press(self, keys: str) -> None:
        self._post({"Digits": keys})

    @precondition(lambda self: self.waits == "Gather")
    @rule(born=st.sampled_from(BORN))
    def prove(self, born: str) -> None:
        self.proven = True
        self._post({"Digits": born} if born.isdecimal() else {"SpeechResult": born})

    @precondition(lambda self: self.waits == "Gather")
    @rule()
    def say_nothing(self) -> None:
        self._post({})

    @precondition(lambda self: self.waits == "Dial")
    @rule(status=st.sampled_from(["completed", "busy", "no-answer", "failed", "a word of next year"]))
    def come_back(self, status: str) -> None:
        self._post({"DialCallStatus": status})

    @precondition(lambda self: self.waits == "")
    @rule()
    def be_over(self) -> None:
        """Nothing more can be done on a call that has ended."""
        assert self.next is None

    @precondition(lambda self: self.last is not None)
    @rule()
    def repeat(self) -> None:
        """Post the last webhook again, as Twilio does where our answer was lost."""
        assert self.last is not None
        document = self.loop.run(self.calls.heard(*self.last))
        self._look(document)

    def _post(self, form: dict[str, str]) -> None:
        assert self.next is not None
        _, query = self.next
        form = {"CallSid": self.sid, "To": OURS, "From": PHONE, **form}
        if "passed" in query:
            self.last = None
            self._hear(self.loop.run(self.calls.passed(form, query)))
            return
        self.last = (form, query)
        self._hear(self.loop.run(self.calls.heard(form, query)))

    def _hear(self, document: str) -> None:
        self.next, self.waits = None, ""
        for verb in self._look(document):
            if verb.tag in ("Gather", "Dial"):
                self.waits = verb.tag
                self.next = (verb.get("action", ""), dict(parse_qsl(urlsplit(verb.get("action", "")).query)))

    def _look(self, document: str) -> Any:
        assert faults(document) == []
        root = ET.fromstring(document)
        said = " ".join(verb.text or "" for verb in root.iter("Say")).lower()
        if not self.proven:
            assert not [secret for secret in SECRETS if secret.lower() in said], said
        return root


AnyCall.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each step is a transaction: to shrink takes minutes
)
TestAnyCall = AnyCall.TestCase
