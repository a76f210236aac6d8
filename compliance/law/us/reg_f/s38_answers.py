"""What the written answer to a dispute or a request must hold: 1006.38(c) and (d)(2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.answer import Answer
from accounts.notice import AnswerKind
from compliance.contents import contents
from compliance.decision import Objection
from compliance.law.us.reg_f.s38_writing import has_same_creditor
from compliance.parameters import Parameters
from compliance.rule import objection

CITES = "12 CFR 1006.38(c), (d)(2)"


class Needs(Parameters):
    """What each answer must hold, in words for a person: of the answer itself, and of every debt that it is about."""

    answer: dict[AnswerKind, dict[str, str]]
    debt: dict[AnswerKind, dict[str, str]]


@contents(of=Answer, parameters=Needs, id="regf.38-answers", cites=CITES, since=date(2021, 11, 30))
def answers(answer: Answer, needs: Needs) -> tuple[Objection, ...]:
    """List what an answer lacks.

    > Sends the name and address of the original creditor to the consumer in writing or electronically

    > notifies the consumer of that fact in writing or electronically in the manner required by §1006.42, and refers the
    > consumer to the validation information previously provided pursuant to §1006.34(a)(1).

    > Sends a copy either of verification of the debt or of a judgment to the consumer

    > that the dispute is duplicative, provides a brief statement of the reasons for the determination, and refers the
    > consumer to the debt collector's response to the earlier dispute;

    Reading: verification says to whom, on which account, how much and how that came about, and what shows it; a total
    that is not the balance on record verifies nothing.
    Not modelled: whether what shows it does; a person puts it in and answers for it.
    """
    return tuple(objection(answers.id, CITES, says) for says in _lacking(answer, needs))


def _lacking(answer: Answer, needs: Needs) -> Iterator[str]:
    for field, says in needs.answer[answer.kind].items():
        if not getattr(answer, field):
            yield says
    for debt in answer.debts:
        for field, says in needs.debt[answer.kind].items():
            if not getattr(debt, field):
                yield f"{says}, of debt {debt.id}"
        made_up = debt.itemization is None or debt.itemization.total == debt.balance
        if answer.kind == "verification_sent" and not made_up:
            yield f"an itemization that comes to the balance, of debt {debt.id}"
        if answer.kind == "same_creditor_notice_sent" and not has_same_creditor((debt,)):
            yield f"an original creditor that is the current one, of debt {debt.id}"
