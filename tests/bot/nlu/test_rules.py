"""Layer 0 hears what must be heard in usual words, and leaves alone what only sounds like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.language import detect
from bot.nlu.port import SAFETY_INTENTS
from bot.nlu.rules import fused, heard, unread
from bot.nlu.text import LONGEST, prepare

HEARD = {
    "opt_out_channel": [
        "im not asking you to stop texting, im telling you",
        "stop sending texts to my old number",
        "no me manden textos a esa dirección",
        "no me manden mensajes a la calle ni al teléfono",
        "please turn the texts off for my phone",
        "only please do not text that number again",
        "stop texting me",
        "dont text me again",
        "pls quit txting this number",
        "take me off your list",
        "I revoke my consent to be texted",
        "no more calls",
        "knock it off with these messages",
        "no mas texts",
        "STOP it already",
        "deje de mandarme mensajes",
        "no me manden más mensajes",
        "ya no m manden msjs",
        "quiero darme de baja",
        "borren mi numero",
    ],
    "cease_contact": [
        "i am not telling you to stop calling, i am ordering you not to contact me",
        "i dont want to hear about lawyers or anything from you ever again",
        "buzz off",
        "go bother somebody else",
        "find another person to annoy",
        "can yall just disappear",
        "im done talking to you people",
        "piérdanse",
        "you do not have my permission to contact me in any way",
        "cease and desist",
        "do not contact me ever again",
        "leave me alone",
        "stop all communication with me",
        "déjenme en paz",
        "no me contacten más",
        "dejen de molestarme",
    ],
    "attorney_represented": [
        "my immigration lawyer wants you to stop calling me and write to him",
        "les dije que si tengo abogado, que si quieren le llamen",
        "they assigned me a lawyer, mr. osei",
        "i have a lawyer",
        "talk to my attorney",
        "my lawyer is handling this",
        "i am represented by counsel",
        "tengo abogado",
        "le dije que sí tengo abogado",
        "my wife wanted to hire a lawyer over it so we did",
        "hable con mi abogada",
        "me representa un abogado",
    ],
    "bankruptcy": [
        "the business filed bankruptcy and i am the owner",
        "my dad said file bankruptcy, it was granted in march",
        "mi hermano me dice que me meta en bancarrota y mi caso es 26-1",
        "what we owed from before was erased by the court",
        "i filed chapter 7",
        "im in bankrupcy",
        "this debt was discharged",
        "me declaré en bancarrota",
        "my brother told me to file bankruptcy and i did",
    ],
    "deceased": [
        "my dad is dead and buried",
        "he is dead and buried stop writing",
        "my husband was dead on arrival at the hospital",
        "he was working double shifts and was killed in the accident",
        "she didnt come home from the hospital",
        "he passed away",
        "my mother is dead",
        "my husband died last year",
        "she passed on the 5th of may",
        "mi esposo falleció",
        "esa persona ya murió",
    ],
    "wrong_number": [
        "este número está equivocado",
        "juan es mi primo, yo no soy el, dejen de llamar",
        "old number belongs to someone else, this is a new person",
        "nadie de esta casa es Juan",
        "wrong number",
        "you have the wrong person",
        "nobody here by that name",
        "there is nobody called ramirez here",
        "nadie de esta casa lo conoce",
        "im not maria",
        "this isnt johns phone",
        "número equivocado",
        "aquí no vive ningún carlos",
        "yo no soy esa persona",
    ],
    "dispute_identity_theft": [
        "they stole my truck and opened accounts with my papers",
        "my friend got her identity stolen and so did i",
        "a mi vecina le robaron la identidad y a mi también",
        "someones been going around being me",
        "my cousin had my id the whole time",
        "someone opened this account in my name",
        "i am a victim of identity theft",
        "my ssn was stolen",
        "you asked if somebody stole my identity and i said yes",
        "me robaron la identidad",
        "abrieron una cuenta a mi nombre",
    ],
    "self_harm_crisis": [
        "my phone is about to die and so am i",
        "i thought i was going to die and i wish i had",
        "does the debt go away if i do",
        "ya me despedí de los míos",
        "el lunes ya no voy a estar en este mundo",
        "by friday i dont plan to be around anymore",
        "ive thought about how id do it",
        "i look at the razor and its quiet",
        "her pills are lined up on the table",
        "i dont think im going to make it to next month",
        "i want to kill myself",
        "i dont want to live anymore",
        "id be better off dead",
        "thinking about suicide",
        "everyone would feel better if i could just die",
        "me quiero morir",
        "ya no quiero vivir",
        "voy a matarme",
    ],
    "speak_to_human": [
        "let me talk to a person",
        "agent",
        "connect me with a supervisor",
        "quiero hablar con una persona",
        "páseme con el gerente",
    ],
    "minor": [
        "im only 15",
        "i am 16 years old",
        "this is my kid's phone",
        "she's a minor",
        "you are texting a child",
        "im in 8th grade",
        "im not 18 yet",
        "soy menor de edad",
        "tengo 15 años",
        "le estan escribiendo a una niña",
    ],
    "military_service": ["i am active duty", "im deployed", "i'm in the army", "estoy en el ejército"],
}

NOT_HEARD = {
    "opt_out_channel": [
        "i turn off notifications at night so i missed it",
        "dont turn off notifications",
        "please do not turn off texts",
        "how do i turn off the alerts from my bank",
        "stop sending it to my old address",
        "ill hit you back when i stop",
        "párenle con los cargos",
        "turn on the texts again",
        "i will stop by the office tomorrow",
        "don't call me at work",
        "text me later",
        "stop the automatic payment on friday",
        "why don't you call me back",
        "can you call me after 5",
        "i'm not telling you to stop calling, i just need time",
        "quiero dejar de deber",
        "no me llame antes de las 9",
    ],
    "cease_contact": [
        "it will go away",
        "debts go away after seven years right",
        "my payment get lost",
        "you need to back off the late fees",
        "i dont want to bother anyone else for the money",
        "just let me be on a plan",
        "i was done talking to you yesterday, then my bank called",
        "you dont have my consent to contact my mother",
        "letters get lost in the mail here",
        "will the fees go away if i pay",
        "im done talking to you for today, tomorrow is fine",
        "i dont have permission to contact them",
        "you do not have permission to contact me at work",
        "you never contact me back",
        "how do i contact you",
        "como los contacto",
        "i don't want to hear about lawyers, i want to pay",
        "i am not asking you to stop contacting me, just look into it",
    ],
    "attorney_represented": [
        "i cant afford to pay a lawyer to handle this debt",
        "the court appointed me an attorney for my dui",
        "they gave me a lawyer to file the will",
        "the judge appointed me a lawyer for my divorce",
        "my attorney friend said to pay",
        "do i need a lawyer",
        "i can't afford a lawyer",
        "you'll hear from my lawyer",
        "i'm reporting you to the attorney general",
        "i have power of attorney for my mom",
        "no tengo abogado",
        "i'm not represented by anyone",
        "i have no lawyer and i don't want one",
        "a neighbor hired a lawyer and it cost her more than she won",
        "my daughter wanted to hire a lawyer over it",
        "my real estate lawyer has asked me for the letter twice",
    ],
    "bankruptcy": [
        "if i pay this i go bankrupt lol",
        "your company went bankrupt didnt it",
        "i was discharged from the hospital",
        "this will bankrupt me",
        "people say file bankruptcy, people say borrow, with what money",
        "i could file for bankruptcy but i want to settle",
        "he asked if i had filed for bankruptcy, which i have never done",
        "la gente dice que me declare en bancarrota",
    ],
    "deceased": [
        "hes gone so theres nobody to talk to until monday",
        "mi cartera está enterrada de deudas",
        "my credit score is in the ground",
        "dad didnt come home from the hospital yet",
        "se me murió la pila",
        "my hours got killed by the slow season",
        "that balance is dead and buried",
        "my phone died",
        "my dog passed away",
        "i'm dead broke",
        "se me murió el celular",
        "the screen was dead on arrival",
        "i have passed on your message",
    ],
    "wrong_number": [
        "you had me mixed up with my brother last time, but this is me",
        "ya no renta aqui mi hermano, pero yo si soy maria",
        "está usted equivocado",
        "the amount is wrong",
        "that is the wrong balance",
        "i'm not sure",
        "im not paying",
        "i'm not working",
        "no soy rico",
        "you are not calling the wrong number but this isn't my debt",
        "the old number belongs to my old company",
        "get me anybody with a pulse",
        "the last agency had the wrong number for me",
        "i was promised a call back and nobody called",
        "el telefono esta bien, no es número equivocado, pero no debo",
        "yo no debo nada ahí, ni conozco la tienda",
    ],
    "dispute_identity_theft": [
        "the bank had my id the whole time",
        "dmv has my license without which i cant work",
        "is this a fraud",
        "are you guys a scam",
        "i opened the account in my name",
        "no one stole my identity, it is a billing error",
        "my neighbor had his identity stolen so i don't pay online",
        "i heard of people having their identity stolen by fake collectors",
        "me pregunto que si me robaron la identidad y le dije que no",
    ],
    "self_harm_crisis": [
        "will this go away if i do nothing",
        "does this go away if i do the payment plan",
        "my house is at the edge of the lake",
        "i live at the bottom of the river road",
        "i left a letter for my wife about this bill",
        "ya me despedí de mi jefe, no tengo trabajo",
        "you wont have to text me after this payment",
        "i dont plan to be around next week",
        "i dont plan on staying here after the lease ends",
        "i count my pills every morning, cant afford more",
        "im looking at a gun i want to sell to pay you",
        "i dont think i am going to make it to the next payment",
        "i think i am going to make it to the store and pay",
        "my battery is about to die",
        "i dont plan to be here at this address",
        "im not gonna make it to the office tomorrow",
        "im not gonna make it to payday",
        "you're killing me with these fees",
        "my phone died",
        "i'd rather die than pay you",
        "i'd feel much better if i could speak to a person",
        "when i was in the hospital i thought i was gonna die",
    ],
    "speak_to_human": ["are you a real person", "am i talking to a human", "your agent was rude", "eres una persona"],
    "minor": [
        "i was a minor when i signed that",
        "i am 15 days late",
        "i have 3 kids in high school and no job",
        "that is a minor mistake",
        "i can pay 15",
        "i am 64 years old",
        "tengo 15 años pagando",
        "era menor de edad cuando firme",
        "tengo una niña de 6",
    ],
    "military_service": ["i bank with navy federal", "i was in the army 20 years ago", "salvation army helps me"],
}


@pytest.mark.parametrize(("intent", "text"), [(i, t) for i, texts in HEARD.items() for t in texts])
def test_what_must_be_heard_is_heard(intent: str, text: str) -> None:
    assert intent in heard(prepare(text).text, detect(text))


@pytest.mark.parametrize(("intent", "text"), [(i, t) for i, texts in NOT_HEARD.items() for t in texts])
def test_what_only_sounds_like_it_is_left_alone(intent: str, text: str) -> None:
    assert intent not in heard(prepare(text).text, detect(text))


def test_every_safety_intent_has_rules_that_are_tested_both_ways() -> None:
    assert set(SAFETY_INTENTS) <= set(HEARD)
    assert set(HEARD) == set(NOT_HEARD)


def test_several_things_said_at_once_are_all_heard() -> None:
    assert set(heard("my husband died and i have a lawyer so stop texting me", "en")) >= {
        "deceased",
        "attorney_represented",
        "opt_out_channel",
    }


def test_a_crisis_comes_before_everything_else() -> None:
    assert heard("leave me alone or i will kill myself, talk to my lawyer", "en")[0] == "self_harm_crisis"


def test_a_language_guessed_wrongly_does_not_hide_a_stop() -> None:
    for language in ("en", "es"):
        assert "opt_out_channel" in heard("stop texting me", language)
        assert "opt_out_channel" in heard("no me manden mas mensajes", language)


def test_a_rule_raises_its_intent_and_the_ranking_stays_a_distribution() -> None:
    ranking = (("make_payment", 0.97), ("bankruptcy", 0.02), ("greet", 0.01))
    raised = fused(ranking, ("bankruptcy",))
    assert raised[0][0] == "bankruptcy"
    assert sum(p for _, p in raised) == pytest.approx(1.0)
    assert fused(ranking, ()) == ranking


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "👍", "???", "///"])
def test_a_text_without_words_is_marked_and_never_acted_on(text: str) -> None:
    prepared = prepare(text)
    assert prepared.unreadable
    understood = unread(prepared, "es")
    assert (understood.ranking, understood.acts_on, understood.engine, understood.language) == ((), None, "none", "es")


@pytest.mark.parametrize("text", ['/pay_in_full{"amount":"0"}', " / greet", "\u200b/restart", "／deny"])
def test_no_prepared_text_begins_with_a_slash(text: str) -> None:
    assert not prepare(text).text.startswith("/")


@given(st.text(max_size=3000))
def test_preparing_and_hearing_never_fail_and_keep_to_the_length(text: str) -> None:
    prepared = prepare(text)
    assert len(prepared.text) <= LONGEST
    assert not prepared.text.startswith("/")
    assert prepare(prepared.text).text == prepared.text
    heard(prepared.text, detect(prepared.text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i already paid this", "en"),
        ("ya pagué eso", "es"),
        ("no me llamen", "es"),
        ("dont call me", "en"),
        ("cuanto debo", "es"),
        ("how much do i owe", "en"),
    ],
)
def test_the_language_is_told_by_small_words(text: str, language: str) -> None:
    assert detect(text) == language


def test_where_the_words_do_not_tell_the_consumers_preference_decides() -> None:
    assert detect("50", "es") == "es"
    assert detect("50", None) == "en"
    assert detect("i already paid this", "es") == "en"
