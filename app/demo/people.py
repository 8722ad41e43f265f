"""The people of the demo: all of them invented, who they are where, and the six of them that can log in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from app.access import Role
from app.accounts.models import Language, Person
from app.accounts.passwords import hash_password
from app.demo.filling import DAYS_BACK, Filling
from app.spaces.models import Mandate, Membership

PASSWORD = "rostock-demo-2024"  # noqa: S105  # printed at the start: it opens invented content only
LOGINS = [
    ("buero@demo.example", "Kreisgeschäftsstelle"),
    ("vorstand@demo.example", "Kreisvorstand"),
    ("ktv@demo.example", "Stadtteilsprecherin KTV"),
    ("stadtmitte@demo.example", "Stadtteilsprecher Stadtmitte"),
    ("ortsbeirat.ktv@demo.example", "Ortsbeiratsmitglied KTV (Ortsbeirat 11)"),
    ("mitglied.ktv@demo.example", "Mitglied KTV"),
]
NO_EMAIL = "none"
MEMBER, SPEAKER, COUNCILLOR = Role.MEMBER, Role.SPEAKER, Role.COUNCILLOR
KTV, MITTE = "kroepeliner-tor-vorstadt", "stadtmitte"


class Who(NamedTuple):
    """Somebody in the space that they belong to first."""

    name: str
    role: Role = MEMBER
    council: int | None = None
    """The council that they sit in."""
    email: str = ""
    """The part before the @, if it is not made of the name."""
    days: int | None = None
    """Since when, counted back from today; negative: from a day to come. None: for years."""


PEOPLE: dict[str, tuple[Who, ...]] = {
    "kreis": (
        Who("Sanne Federkiel", Role.OFFICE, email="buero"),
        Who("Momme Wetterfahn", Role.BOARD, email="vorstand"),
    ),
    KTV: (
        Who("Kim Möwenthal", SPEAKER, email="ktv"),
        Who("Jonte Takelberg", COUNCILLOR, 11, email="ortsbeirat.ktv"),
        Who("Alma Seegras", email="mitglied.ktv"),
        Who("Wiebke Reusenbach", council=11),
        Who("Yusuf Hafenlicht"),
        Who("Ilse Nebelfurt", email=NO_EMAIL),
        Who("Tomke Bugwald"),
        Who("Mira Kajenstein", days=40),
        Who("Hinnerk Strandhafer"),
        Who("Leonie Dünenfeld", days=-12),
    ),
    MITTE: (
        Who("Ole Segelhorst", SPEAKER, email="stadtmitte"),
        Who("Frauke Lotsenberg", council=14),
        Who("Duc Tonnenhagen", COUNCILLOR, 14),
        Who("Greta Wellenkamp"),
        Who("Arne Kielmark"),
        Who("Samira Windrose"),
        Who("Hannelore Ankerfeld", email=NO_EMAIL),
        Who("Fiete Buhnenreich", days=75),
        Who("Pauline Sommersund"),
    ),
    "suedstadt-biestow": (
        Who("Katrin Heidesand", SPEAKER),
        Who("Rolf Wiesenbrück", council=12),
        Who("Nele Ackerwind", COUNCILLOR, 13),
        Who("Bogdan Moorweg"),
        Who("Elfriede Apfelgarten", email=NO_EMAIL),
        Who("Tjark Roggenhain"),
        Who("Malik Sternheide", days=20),
    ),
    "reutershagen": (
        Who("Antje Schleusengrund", SPEAKER),
        Who("Uwe Pappelstieg", council=8),
        Who("Dörte Kranichmoor"),
        Who("Emre Goldregen"),
        Who("Lotte Ufergrund"),
        Who("Henning Storchenau", COUNCILLOR, 8),
        Who("Renate Kiebitzwiese", email=NO_EMAIL),
    ),
    "luetten-klein": (
        Who("Silke Boddenblick", SPEAKER),
        Who("Jürgen Prielhof"),
        Who("Amira Salzwiese"),
        Who("Paul Binsenhof", council=5),
        Who("Olga Birkenflut"),
        Who("Knut Möwensteg"),
        Who("Traute Sanddornhag", email=NO_EMAIL),
    ),
    "evershagen": (
        Who("Matthias Kiefernsand", SPEAKER),
        Who("Lena Nordlichter"),
        Who("Anh Lotosried", COUNCILLOR, 6),
        Who("Dieter Feldlerchau", council=6),
        Who("Karla Hagebutten"),
        Who("Igor Wolkenzug"),
    ),
    "warnemuende-rostocker-heide": (
        Who("Birte Leuchtenau", SPEAKER),
        Who("Claas Dünensieg"),
        Who("Gesine Brandungstal"),
        Who("Piet Molenkopf", council=1),
        Who("Rosemarie Waldsaum", COUNCILLOR, 2),
        Who("Tarek Kutterfeld", days=55),
    ),
    "lichtenhagen": (
        Who("Sabine Ginsterweg", SPEAKER),
        Who("Ronny Mohnfelder"),
        Who("Huong Lilienteich", council=3),
        Who("Gerd Distelkamp"),
        Who("Jana Kleehof"),
    ),
    "gross-klein": (
        Who("Maik Schilfrohr", SPEAKER),
        Who("Petra Fenchelau"),
        Who("Jasper Deichgraben", council=4),
        Who("Selma Quittenbaum"),
        Who("Horst Weidenkorb", email=NO_EMAIL),
    ),
    "schmarl": (
        Who("Anke Fährkrug", council=7),
        Who("Bruno Netzflick"),
        Who("Oksana Schneeglock"),
        Who("Heinz Dalbenhof", email=NO_EMAIL),
    ),
    "hansaviertel-gartenstadt": (
        Who("Ute Rosengarth", SPEAKER),
        Who("Lars Tannhof", council=9),
        Who("Ida Laubenhain", council=10),
        Who("Mehmet Olivenhain"),
        Who("Christa Kirschblüt"),
    ),
    "brinckmansdorf": (
        Who("Volker Auental", SPEAKER),
        Who("Marlies Brückenau", council=15),
        Who("Kofi Palmgarten"),
        Who("Edith Federgras", email=NO_EMAIL),
    ),
    "dierkow": (
        Who("Steffi Torfstich", SPEAKER),
        Who("Andrej Lehmgrube", council=16),
        Who("Nadja Hügelland", COUNCILLOR, 17),
        Who("Bernd Rapsblüt"),
        Who("Zeynep Mandelhof"),
    ),
    "toitenwinkel": (
        Who("Ingrid Heckenros", council=18),
        Who("Sven Koppelzaun"),
        Who("Farid Zedernberg"),
    ),
    "gehlsdorf-rostock-ost": (
        Who("Hilke Fährmannsruh", SPEAKER),
        Who("Otto Wiesenschaum", council=19),
        Who("Berta Kopfweide", email=NO_EMAIL),
    ),
}
"""By the slug of the space. Schmarl and Toitenwinkel have no speaker."""

ALSO: dict[str, tuple[Who, ...]] = {
    "kreis": (
        Who("Katrin Heidesand", Role.BOARD),
        Who("Arne Kielmark", Role.BOARD),
        Who("Samira Windrose", Role.BOARD),
        Who("Matthias Kiefernsand", Role.BOARD),
    ),
    # Somebody who lives in one district and works along in another.
    KTV: (Who("Samira Windrose"), Who("Nadja Hügelland", days=90)),
    MITTE: (Who("Tomke Bugwald"),),
    "suedstadt-biestow": (Who("Momme Wetterfahn"),),
    "reutershagen": (Who("Hinnerk Strandhafer"),),
    "wahlaktiv": (
        Who("Samira Windrose", SPEAKER),
        Who("Kim Möwenthal"),
        Who("Fiete Buhnenreich"),
        Who("Tarek Kutterfeld"),
        Who("Emre Goldregen"),
        Who("Lena Nordlichter"),
        Who("Selma Quittenbaum"),
        Who("Malik Sternheide", days=15),
    ),
    "ortsbeirat-austausch": (Who("Frauke Lotsenberg", SPEAKER),),  # the other councillors are added
}
"""Further roles of people from above."""

FORMER_SPEAKERS = {MITTE: "Greta Wellenkamp", "reutershagen": "Dörte Kranichmoor"}
ENGLISH_SPEAKING = frozenset({"Kofi Palmgarten"})


def move_in(filling: Filling) -> None:
    """Add the people, what they are in their spaces, and their seats in the councils."""
    password_hash = hash_password(PASSWORD)
    logins = {email for email, _role in LOGINS}
    for slug, group in PEOPLE.items():
        for who in group:
            person = _person(who, filling)
            person.password_hash = password_hash if person.email in logins else None
            filling.people[who.name] = person
            filling.session.add(person)
            _add_roles(slug, who, filling)
    for slug, group in ALSO.items():
        for who in group:
            _add_roles(slug, who, filling)
    _add_exchange(filling)
    for slug, name in FORMER_SPEAKERS.items():
        ended = filling.day - timedelta(days=DAYS_BACK + 60)
        _add_role(slug, name, SPEAKER, ended - timedelta(days=900), filling, until=ended)
    _name_contacts(filling)
    filling.session.flush()


def _person(who: Who, filling: Filling) -> Person:
    place = len(filling.people)
    email = f"{who.email or _plain(who.name)}@demo.example"
    return Person(
        name=who.name,
        email=None if who.email == NO_EMAIL else email,
        # Numbers that the Bundesnetzagentur keeps free for films and books.
        phone=f"0171 39200{place:02}" if who.email == NO_EMAIL or who.role is SPEAKER else "",
        language=Language.ENGLISH if who.name in ENGLISH_SPEAKING else Language.GERMAN,
        created_at=filling.moment(-DAYS_BACK if who.days is None else min(-who.days, -3), 10),
    )


def _plain(name: str) -> str:
    name = name.lower().replace(" ", ".")
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        name = name.replace(letter, plain)
    return name


def _since(who: Who, filling: Filling) -> date:
    if who.days is not None:
        return filling.day - timedelta(days=who.days)
    place = list(filling.people).index(who.name)
    years = 1 + place % 3 if who.role is SPEAKER else 1 + place * 5 % 17
    return date(filling.day.year - years, 1 + place * 7 % 12, 1)


def _add_roles(slug: str, who: Who, filling: Filling) -> None:
    since = _since(who, filling)
    _add_role(slug, who.name, who.role, since, filling)
    if who.council is None:
        return
    if who.role is not COUNCILLOR:
        _add_role(slug, who.name, COUNCILLOR, since, filling)
    filling.session.add(
        Mandate(
            space_id=filling.spaces[slug].id,
            council=filling.councils[who.council],
            person=filling.people[who.name],
            since=since,
            created_at=filling.moment(-DAYS_BACK, 10),
        )
    )


def _add_role(
    slug: str, name: str, role: Role, since: date, filling: Filling, *, until: date | None = None
) -> None:
    filling.session.add(
        Membership(
            space_id=filling.spaces[slug].id,
            person=filling.people[name],
            role=role,
            since=since,
            until=until,
            created_at=filling.moment(max(-DAYS_BACK, min((since - filling.day).days, -3)), 10),
        )
    )


def _add_exchange(filling: Filling) -> None:
    """Everybody who sits in a council is in the exchange of councillors."""
    there = {who.name for who in ALSO["ortsbeirat-austausch"]}
    for group in PEOPLE.values():
        for who in group:
            if who.council is not None and who.name not in there:
                _add_roles("ortsbeirat-austausch", Who(who.name), filling)


def _name_contacts(filling: Filling) -> None:
    office = "Kreisgeschäftsstelle, buero@demo.example"
    for slug, space in filling.spaces.items():
        speakers = [who.name for who in (*PEOPLE.get(slug, ()), *ALSO.get(slug, ())) if who.role is SPEAKER]
        person = filling.people[speakers[0]] if speakers else None
        space.contact = f"{person.name}, {person.email}" if person else office
