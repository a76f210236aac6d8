"""Sample people: the made-up names, places and stories that the sample placement is put together from."""

from __future__ import annotations

FIRST = (
    *("Alder", "Bristol", "Calla", "Dorian", "Elowen", "Fern", "Garnet"),
    *("Hollis", "Iris", "Juniper", "Kestrel", "Linden", "Maren", "Nico"),
    *("Opal", "Perrin", "Quill", "Rowan", "Sable", "Tansy", "Umber"),
    *("Verity", "Wren", "Yarrow", "Zephyr", "Amity", "Briony", "Cedar"),
    *("Dove", "Ember"),
)
LAST = (
    *("Applewhistle", "Brambleford", "Copperfinch", "Dapplegate", "Elderquist", "Fernhollow", "Goosebury"),
    *("Hazelthwaite", "Inkpenny", "Jollybrook", "Kettlewick", "Larkspindle", "Mossbottom", "Nettlecombe"),
    *("Oatenshaw", "Puddlemere", "Quillfeather", "Rumblethorpe", "Saltmarrow", "Thistledown", "Underbough"),
    *("Violetree", "Wobblestone", "Yellowbeck", "Zigglesworth"),
)
FIRST_ES = (
    "Azucena",
    "Benigno",
    "Celestina",
    "Dulcinea",
    "Eufemia",
    "Fermín",
    "Graciano",
    "Hortensia",
    "Íñigo",
    "Jacinta",
)
LAST_ES = (
    "Camposverdes",
    "Floresnuevas",
    "Lunaclara",
    "Montesol",
    "Piñalinda",
    "Riobonito",
    "Solórzano-Ejemplo",
    "Vientomar",
    "Zarzamora",
)
STREETS = ("Invented Lane", "Sample Street", "Imaginary Avenue", "Fable Road", "Pretend Court", "Notreal Drive Apt 4")

CREDITORS = (
    ("First Example Bank", "First Example Bank", "credit_card"),
    ("Sample Valley Clinic", "Sample Valley Clinic", "medical"),
    ("Imaginary Motors Finance", "Imaginary Motors Finance", "auto"),
    ("Fable Telecom", "Fable Telecom", "telecom"),
    ("Pretend Receivables LLC", "Old Example Bank", "personal_loan"),
    ("Notreal Power & Light", "Notreal Power & Light", "utility"),
)

PLACES = (
    # (area code, IANA zone of the address); an empty area code: no phone. AA, AE, AP: military mail.
    ("212", "America/New_York"),
    ("617", "America/New_York"),
    ("202", "America/New_York"),
    ("689", "America/New_York"),
    ("313", "America/Detroit"),
    ("906", "America/Detroit"),
    ("906", "America/Menominee"),
    ("317", "America/Indiana/Indianapolis"),
    ("812", "America/Indiana/Vincennes"),
    ("812", "America/Indiana/Tell_City"),
    ("219", "America/Indiana/Knox"),
    ("502", "America/Kentucky/Louisville"),
    ("270", "America/Chicago"),
    ("270", "America/New_York"),
    ("364", "America/Chicago"),
    ("850", "America/Chicago"),
    ("850", "America/New_York"),
    ("448", "America/Chicago"),
    ("312", "America/Chicago"),
    ("512", "America/Chicago"),
    ("713", "America/Chicago"),
    ("305", "America/New_York"),
    ("404", "America/New_York"),
    ("423", "America/New_York"),
    ("931", "America/Chicago"),
    ("605", "America/Chicago"),
    ("605", "America/Denver"),
    ("701", "America/Chicago"),
    ("701", "America/North_Dakota/Beulah"),
    ("701", "America/North_Dakota/New_Salem"),
    ("308", "America/Denver"),
    ("785", "America/Chicago"),
    ("915", "America/Denver"),
    ("303", "America/Denver"),
    ("208", "America/Boise"),
    ("208", "America/Los_Angeles"),
    ("541", "America/Los_Angeles"),
    ("541", "America/Boise"),
    ("602", "America/Phoenix"),
    ("480", "America/Phoenix"),
    ("928", "America/Phoenix"),
    ("928", "America/Denver"),
    ("213", "America/Los_Angeles"),
    ("415", "America/Los_Angeles"),
    ("206", "America/Los_Angeles"),
    ("775", "America/Los_Angeles"),
    ("907", "America/Anchorage"),
    ("907", "America/Juneau"),
    ("907", "America/Nome"),
    ("907", "America/Adak"),
    ("808", "Pacific/Honolulu"),
    ("671", "Pacific/Guam"),
    ("670", "Pacific/Saipan"),
    ("787", "America/Puerto_Rico"),
    ("939", "America/Puerto_Rico"),
    ("340", "America/St_Thomas"),
    ("", "AE"),
    ("", "AP"),
    ("", "AA"),
)

_LA = {"street": "77 Fable Road", "city": "Los Angeles", "state": "CA", "zip": "90012"}
_SEEN = {"sms_consent_date": "2026-11-10", "sms_consent_given_to": "collector"}
_WROTE = {"email_consent_date": "2026-11-10", "email_consent_given_to": "collector"}

SPECIAL: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "Edie Eastern-Number Pacific-Home",
        {"mobile_phone": "PHONE:212", "email": "edie@mail.example", **_LA, **_SEEN, **_WROTE},
    ),
    (
        "Percy Pacific-Number Eastern-Home",
        {
            "mobile_phone": "PHONE:310",
            "street": "5 Sample Street",
            "city": "New York",
            "state": "NY",
            "zip": "10001",
            **_SEEN,
        }
        | {"email": "percy@mail.example", **_WROTE},
    ),
    ("Gail Guam-Number Texas-Home", {"mobile_phone": "PHONE:671", "city": "Austin", "state": "TX", "zip": "78701"}),
    (
        "Mack Military No-Zone",
        {"email": "mack@mail.example", "street": "PSC 1 Box 1", "city": "APO", "state": "AE", "zip": "09012", **_WROTE},
    ),
    ("Milly Military Mainland-Number", {"mobile_phone": "PHONE:703", "city": "FPO", "state": "AP", "zip": "96602"}),
    ("Tully Toll-Free No-Zone", {"other_phone": "(800) 555-0123", "email": "tully@inbox.example", **_WROTE}),
    ("Nell Nothing-Known", {}),
    ("Emmet Email-Only", {"email": "emmet@post.example", **_WROTE}),
    (
        "Sam Samoa-Home",
        {"home_phone": "(684) 622-1234", "street": "3 Pretend Court", "city": "Pago Pago"}
        | {"state": "AS", "zip": "96799"},
    ),
    (
        "Stella Samoa-Mail-Only",
        {"city": "Pago Pago", "state": "AS", "zip": "96799", "email": "stella@inbox.example", **_WROTE},
    ),
    ("Addie Adak-Aleutians", {"mobile_phone": "PHONE:907", "city": "Adak", "state": "AK", "zip": "99546", **_SEEN}),
    ("Stan State-Only Two-Zones", {"state": "TN", "email": "stan@post.example", **_WROTE}),
    ("Attila Attorney-Unnamed-Address", {"mobile_phone": "PHONE:303", "attorney_name": "Ambrose Advocate", **_SEEN}),
    (
        "Cesar Cease-In-Writing",
        {"mobile_phone": "PHONE:404", "cease_date": "2026-10-01", "cease_via": "mail", **_SEEN}
        | {"email": "cesar@mail.example", **_WROTE},
    ),
    (
        "Olive Opted-Out-Of-All",
        {"mobile_phone": "PHONE:617", "opt_out_sms": "yes", "opt_out_email": "yes", "opt_out_calls": "yes"},
    ),
    (
        "Wanda Work-Only",
        {
            "work_phone": "PHONE:312",
            "work_email": "wanda@employer.example",
            "employer_prohibits": "yes",
            "work_street": "1 Imaginary Avenue",
            "work_city": "Chicago",
            "work_state": "IL",
            "work_zip": "60601",
        },
    ),
    (
        "Nora Night-Shift",
        {"mobile_phone": "PHONE:702", "inconvenient_from": "08:00", "inconvenient_to": "14:00", **_SEEN},
    ),
    ("Hank Hold-Bankruptcy", {"mobile_phone": "PHONE:215", "hold": "bankruptcy"}),
    ("Dora Deceased", {"mobile_phone": "PHONE:216", "hold": "deceased"}),
    (
        "Ricardo Ejemplo-Puerto-Rico",
        {"mobile_phone": "PHONE:787", "city": "San Juan", "state": "PR", "zip": "00901", "language": "es", **_SEEN},
    ),
)
"""(name that says the story, cells beside name, birth, last four and debt)."""

BAD: tuple[dict[str, str], ...] = (
    {"mobile_phone": "555-0100"},
    {"mobile_phone": "+1 416 555 0123"},
    {"email": "not-an-address.example"},
    {"city": "Springfield", "state": "ZZ"},
    {"city": "Chicago", "state": "IL", "zip": "10001"},
    {"state": "NY", "zip": "00000"},
    {"date_of_birth": "31/12/1980"},
    {"fees": "999.99"},
    {"balance": "-12.50"},
    {"name": ""},
    {"name": '=HYPERLINK("http://x.example","Click")'},
    {"ssn_last4": "123-45-6789"},
    {"sms_consent_date": "2199-01-01", "mobile_phone": "PHONE:215"},
    {"account_number": ""},
)
"""What is wrong with the bad rows, one kind each."""
