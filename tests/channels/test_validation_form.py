"""The validation notice says every item of Model Form B-1, in its order, in each layout and language."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from accounts.contact import Message
from accounts.dossier import Dossier
from accounts.errors import BadSettings
from accounts.notice_making import make
from accounts.validation_notice import PROMPTS, Language, NoticeMedium, ValidationNotice
from channels import typesetting
from channels.compose import Composer
from channels.links import OptOutLinks
from channels.validation_form import fill, words
from compliance.book import whole
from compliance.law.us.reg_f.s34_b_4_document import ShownNotice, as_shown
from compliance.law.us.reg_f.s34_b_5_validation_period import stated_end
from compliance.reading import read
from tests.accounts.owing import COLLECTOR, DEBT, EMAIL, END, HOME, MONDAY, TODAY, known, notice

LINKS = OptOutLinks("https://northbay.example", b"only for tests, of thirty-two by")
LAYOUTS = ["plain", "mail", "print", "pdf"]
ENGLISH = [
    "North Bay Recovery", "PO Box 12", "Albany, NY 12201", "(800) 555-0142",
    "Pat Q. Sample Jr.", "2323 Park Street", "Apt 4", "Albany, NY 12207",
    "Date: Monday, November 23, 2026",
    "North Bay Recovery is a debt collector.",
    "We are trying to collect a debt that you owe to Bank of Rockville. We will use any information you give us",
    "to help collect the debt.",
    "Our information shows:",
    "You had an account from Main Street Bank with account number ending in 7319. The debt is now owed to Bank of",
    "Rockville.",
    "As of Saturday, March 1, 2025, you owed: $2,234.56", "Between Saturday, March 1, 2025 and today:",
    "You were charged this amount in interest: + $75.00", "You were charged this amount in fees: + $25.00",
    "You paid this amount toward the debt: - $40.00", "You were credited this amount toward the debt: - $10.00",
    "Total amount of the debt now: $2,284.56",
    "How can you dispute the debt?",
    "Call or write to us by Friday, January 1, 2027, to dispute all or part of the debt. If you do not, we will assume",
    "that our information is correct.",
    "If you write to us by Friday, January 1, 2027, we must stop collection on any amount you dispute until we send",
    "you information that shows you owe the debt.",
    "We accept disputes electronically at desk@northbay.example.",
    "What else can you do?",
    "Write to ask for the name and address of the original creditor, if different from the current creditor. If you",
    "write by Friday, January 1, 2027, we must stop collection until we send you that information.",
    "We accept original creditor information requests electronically at desk@northbay.example.",
    "Go to www.cfpb.gov/debt-collection to learn more about your rights under federal law.",
    "Contact us about your payment options.",
]  # fmt: skip
OFFER = "Póngase en contacto con nosotros para solicitar una copia de este formulario en español."
RESPONSE = [
    "How do you want to respond?", "Check all that apply:",
    "I want to dispute the debt because I think:", "This is not my debt.", "The amount is wrong.",
    "Other (please describe on reverse or attach additional information).",
    "I want you to send me the name and address of the original creditor.",
]  # fmt: skip
SPANISH = [
    "North Bay Recovery es un cobrador de deudas.",
    "Estamos tratando de cobrar una deuda que usted le debe a Bank of Rockville.",
    "Usted tenía una cuenta de Main Street Bank con número de cuenta terminado en 7319.",
    "Al sábado, 1 de marzo de 2025, usted debía: $2,234.56",
    "Se le cobró esta cantidad en intereses: + $75.00", "Se le cobró esta cantidad en cargos: + $25.00",
    "Usted pagó esta cantidad de la deuda: - $40.00", "Se le acreditó esta cantidad a la deuda: - $10.00",
    "Cantidad total de la deuda ahora: $2,284.56",
    "Llámenos o escríbanos a más tardar el viernes, 1 de enero de 2027",
    "¿Cómo quiere responder?", "Marque todo lo que corresponda:", "Quiero disputar la deuda porque creo que:",
    "Esta deuda no es mía.", "La cantidad está equivocada.",
    "Otro (por favor describa al reverso o adjunte información adicional).",
    "Quiero que me envíen el nombre y la dirección del acreedor original.",
]  # fmt: skip


def message(made: ValidationNotice) -> Message:
    to = EMAIL.address if made.medium == "email" else HOME.address
    return Composer(LINKS.url).validation_notice(made, known(), to=to)


def said(made: ValidationNotice, layout: str) -> str:
    """Return what one layout says, in one line, without the boxes and the points of lists."""
    if layout == "pdf":
        pypdf = pytest.importorskip("pypdf")
        pages = pypdf.PdfReader(io.BytesIO(pdf(made))).pages
        text = " ".join(page.extract_text() for page in pages)
    elif layout == "plain":
        text = message(made).text
    else:
        text = " ".join(Page.of(message(made).html).texts)
    return re.sub(
        r"\s+([.,])(?=\s)", r"\1", " ".join(re.sub(r"[☐•]|^\* |\[\s*\]", " ", text, flags=re.MULTILINE).split())
    )


def pdf(made: ValidationNotice) -> bytes:
    if not typesetting.available():
        pytest.skip("the extra `pdf` is not installed")
    return typesetting.pdf(fill(made), MONDAY)


def one(layout: str, language: Language = "en", **changes: Any) -> ValidationNotice:
    medium: NoticeMedium = "mail" if layout in ("print", "pdf") else "email"
    made = make(known(), "A", medium=medium, made_on=TODAY, end_date=END, language=language)
    return made.model_copy(update=changes)


class Page(HTMLParser):
    """A page of HTML: its elements with their attributes, and the text of each in order."""

    VOID = frozenset({"meta", "br", "link", "img", "input"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.under: list[tuple[str, str]] = []
        """(innermost element, text)."""

    @classmethod
    def of(cls, html: str) -> Page:
        page = cls()
        page.feed(html)
        page.close()
        assert not page.open, f"{page.open} never closed"
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and "head" not in self.open:
            self.texts.append(data.strip())
            self.under.append((self.open[-1], data.strip()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


# --- what it says -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_item_and_prompt_stands_in_each_layout_in_the_order_of_the_form(layout: str) -> None:
    text = said(one(layout), layout)
    assert [item for item in (*ENGLISH, OFFER, *RESPONSE) if item not in text] == []
    dispute = ENGLISH.index("How can you dispute the debt?")
    order = [text.index(item) for item in (*ENGLISH[dispute:], OFFER, *RESPONSE)]
    assert order == sorted(order)
    after = text[text.index(RESPONSE[-1]) :]
    assert "Quiero este formulario en español." in after or layout == "pdf"
    assert after.count("PO Box 12 Albany, NY 12201") >= 1
    assert "2323 Park Street Apt 4 Albany, NY 12207" in after


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_spanish_notice_says_every_item_and_the_english_one_follows_it(layout: str) -> None:
    text = said(one(layout, "es"), layout)
    assert [item for item in (*SPANISH, *ENGLISH, *RESPONSE) if item not in text] == []
    assert text.index(SPANISH[-1]) < text.index("North Bay Recovery is a debt collector.")
    assert OFFER not in text
    assert "El aviso en inglés va después de este." in text


def test_one_whose_english_notice_went_before_goes_alone() -> None:
    text = said(one("mail", "es", english="earlier"), "mail")
    assert SPANISH[0] in text
    assert ENGLISH[9] not in text
    assert "El aviso en inglés va después" not in text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_optional_statements_stand_in_their_places(layout: str) -> None:
    more: dict[str, Any] = {
        "reference": "584-345", "brand": "Main Street Store", "amount_enclosed": True,
        "time_barred": "We will not sue you for it.", "reverse": ("A state says this.",),
    }  # fmt: skip
    text = said(one(layout, **more), layout)
    pointer = f"Notice: See {'reverse side' if layout in ('print', 'pdf') else 'below'} for important information."
    order = [
        text.index(item)
        for item in ("Reference: 584-345", "Main Street Store", "Total amount of the debt now:",
                     "We will not sue you for it.", "How can you dispute the debt?", pointer, RESPONSE[0], RESPONSE[-1],
                     "I enclosed this amount: $", "Include the reference number 584-345.", "Important information",
                     "A state says this.")
    ]  # fmt: skip
    assert order == sorted(order)
    without = said(one(layout, payment_options=False, spanish_offer=False, electronic=None, phone=None), layout)
    for item in ("payment options", "español", "electronically at", "(800)", "I enclosed", "Important information"):
        assert item not in without


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"account_number": None}, "You had an account from Main Street Bank."),
        ({"itemization_creditor": None}, "You had an account with account number ending in 7319."),
        ({"itemization_creditor": None, "account_number": None}, "You had an account."),
    ],
)
def test_what_a_debt_does_not_have_is_not_spoken_of(changes: dict[str, Any], says: str) -> None:
    assert says in said(one("plain", **changes), "plain")


def test_a_creditor_of_its_own_debts_does_not_say_that_it_is_a_debt_collector() -> None:
    own = message(one("plain", first_party=True))
    assert "North Bay Recovery writes to you about your account." in own.text
    assert "is a debt collector" not in own.text + own.html


def test_a_field_of_nothing_says_zero() -> None:
    items = DEBT.itemization
    assert items is not None
    none = items.model_copy(update={"interest": 0, "fees": 0, "payments": 0, "credits": 0})
    text = said(one("plain", itemization=none), "plain")
    assert text.count("$0.00") == 4


def test_both_languages_have_the_same_words_with_the_same_facts() -> None:
    english, spanish = words("en"), words("es")
    assert english.keys() == spanish.keys()
    for name, text in english.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", spanish[name])), name
        assert text.count("**") % 2 == spanish[name].count("**") % 2 == 0, name


# --- how it is made ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["mail", "print"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_html_is_whole_and_can_be_read_aloud(layout: str, language: Language) -> None:
    made = message(one(layout, language))
    page = Page.of(made.html)
    assert page.all("html") == [{"lang": language}]
    articles = page.all("article")
    assert [article["lang"] for article in articles] == (["en"] if language == "en" else ["es", "en"])
    assert all(article["aria-label"] for article in articles)
    headings = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert headings == [1, 2, 2, 2, 2, 3] * len(articles)
    assert {th["scope"] for th in page.all("th")} == {"col", "row", "rowgroup"}
    assert len(page.all("table")) == len(page.all("caption")) == len(articles)
    if language == "en":
        assert [li["lang"] for li in page.all("li") if "lang" in li] == ["es", "es"]


@pytest.mark.parametrize("layout", ["mail", "print"])
def test_the_html_asks_nothing_of_anybody_else(layout: str) -> None:
    page = Page.of(message(one(layout)).html)
    assert not {tag for tag, _ in page.elements} & {"img", "script", "link", "iframe", "object", "form"}
    assert not re.search(r"url\(|@import", message(one(layout)).html)
    links = {str(a["href"]) for a in page.all("a")}
    ours = (
        "https://www.cfpb.gov/debt-collection",
        "http://www.cfpb.gov/debt-collection",
        "mailto:desk@northbay.example",
    )
    assert {link for link in links if link not in ours and not link.startswith("https://northbay.example/o/")} == set()


def test_every_element_of_the_mail_carries_its_style_and_the_dark_colours_stay_in_the_head() -> None:
    html = message(one("mail")).html
    page = Page.of(html)
    assert all(element["style"] for tag in ("h1", "h2", "td", "th", "p") for element in page.all(tag))
    assert "prefers-color-scheme: dark" in html
    assert {"name": "color-scheme", "content": "light dark"} in page.all("meta")


def test_what_somebody_is_called_is_never_markup() -> None:
    bad = '<b>&"Ann</b> {{ 7*7 }} {end_date} #{1+1} *x*'
    made = one("mail", consumer_name=bad, current_creditor=bad)
    html = message(made).html
    assert Page.of(html).all("b") == []
    assert bad in " ".join(Page.of(html).texts)
    assert bad in said(made, "plain")
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(io.BytesIO(pdf(made.model_copy(update={"medium": "mail"})))).pages
    assert "{{ 7*7 }} {end_date} #{1+1} *x*" in pages[0].extract_text()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("layout", ["mail", "print"])
def test_the_guard_reads_the_disclosure_in_each_language_and_the_way_out_of_the_mail(
    layout: str, language: Language
) -> None:
    found = read(message(one(layout, language)))
    assert found.disclosure == "e1"
    assert found.languages <= found.disclosure_languages
    assert language in found.languages
    assert (found.opt_out == "link") is (layout == "mail")
    assert not {trait for trait in found.includes if trait.startswith("threat")}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_subject_names_the_creditor_and_one_more_thing_and_shows_no_debt(language: Language) -> None:
    made = message(one("mail", language))
    assert "Bank of Rockville" in made.subject
    assert "7319" in made.subject
    assert "2323 Park Street" in message(one("mail", language, account_number=None)).subject
    assert not read(made.model_copy(update={"text": "", "html": ""})).includes & {"balance", "states_debt"}


def test_the_message_is_what_the_law_asks_about() -> None:
    made = one("print")
    sent = message(made)
    assert (sent.medium, sent.purpose, sent.debts, sent.notice) == ("mail", "validation_notice", ("A",), made)
    assert COLLECTOR.name in sent.text


# --- the PDF ----------------------------------------------------------------------------------------------


def test_the_pdf_is_tagged_for_screen_readers_and_the_same_at_each_making() -> None:
    pypdf = pytest.importorskip("pypdf")
    made = pdf(notice())
    assert made == pdf(notice())
    catalog = pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"].startswith("en")
    assert b"pdfuaid" in catalog["/Metadata"].get_data()
    tags = kinds(catalog["/StructTreeRoot"])
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI", "/P"} <= tags


def kinds(node: Any) -> set[str]:
    """Return the names of all tags under a node of the structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*(kinds(child) for child in node))
    if not isinstance(node, dict):
        return set()
    below = kinds(node["/K"]) if "/K" in node else set()
    return below | ({str(node["/S"])} if "/S" in node else set())


def test_a_letter_of_one_language_fits_on_a_page_and_what_the_law_adds_stands_on_its_reverse() -> None:
    pypdf = pytest.importorskip("pypdf")

    def pages(made: ValidationNotice) -> int:
        return len(pypdf.PdfReader(io.BytesIO(pdf(made))).pages)

    full: dict[str, Any] = {"reference": "5", "brand": "B", "amount_enclosed": True, "time_barred": "x" * 90}
    assert [pages(one("pdf")), pages(one("pdf", **full)), pages(one("pdf", "es"))] == [1, 1, 2]
    assert [pages(one("pdf", reverse=("R",))), pages(one("pdf", "es", reverse=("R",)))] == [2, 4]


def test_without_the_extra_a_pdf_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    typesetting._typst.cache_clear()
    try:
        assert not typesetting.available()
        with pytest.raises(BadSettings, match=r"pip install 'duly\[pdf\]'"):
            typesetting.pdf(fill(notice()), MONDAY)
    finally:
        typesetting._typst.cache_clear()


def test_the_prompts_are_those_of_the_regulation() -> None:
    assert [words("en")[name] for name in PROMPTS] == RESPONSE[2:6]


@pytest.mark.parametrize("layout", ["mail", "print"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("role", ["third_party", "debt_buyer", "first_party"])
def test_the_law_finds_nothing_lacking_in_a_notice_of_ours(layout: str, language: Language, role: str) -> None:
    dossier = known(collector=COLLECTOR.model_copy(update={"role": role}))
    medium: NoticeMedium = "mail" if layout == "print" else "email"
    end = stated_end(TODAY, medium)
    made = make(dossier, "A", medium=medium, made_on=TODAY, end_date=end, language=language)
    assert lacking(made, dossier) == []
    early = made.model_copy(
        update={"end_date": TODAY + timedelta(days=30), "reverse": ("By law.",), "time_barred": "x"}
    )
    assert len(lacking(early, dossier)) == 1


def lacking(made: ValidationNotice, dossier: Dossier) -> list[str]:
    page = whole().on(TODAY)
    return [one.says for judge, values in page.of(ShownNotice) for one in judge(as_shown(made, dossier), values)]
