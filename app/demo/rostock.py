"""The map of the demo: Rostock's 19 councils and who borders whom, and the spaces of the Kreisverband.

Numbers, names, inhabitants and borders come from OpenData.HRO (CC0 1.0); seats are estimates. How the
councils are grouped into districts is made up for the demo.
"""

from __future__ import annotations

from datetime import date, time
from typing import NamedTuple, TypeVar

from app.demo.filling import DAYS_BACK, Filling
from app.spaces.models import Council, County, District, Group, Neighbourhood, Space

S = TypeVar("S", bound=Space)

YEARS = ("2021", "2022", "2023")


class CouncilFacts(NamedTuple):
    """What is known of a council; its name is the names of its areas, joined by commas."""

    number: int
    short_name: str
    name: str
    electoral_area: int
    inhabitants: tuple[int, int, int]
    """At the end of each of the YEARS."""
    seats: int
    longitude: float
    latitude: float


COUNCILS = (
    CouncilFacts(1, "Warnemünde/Diedrichshagen", "Seebad Warnemünde, Seebad Diedrichshagen",
                 1, (8464, 8535, 8512), 9, 12.05471, 54.17103),
    CouncilFacts(2, "Rostocker Heide",
                 "Seebad Markgrafenheide, Seebad Hohe Düne, Hinrichshagen, Wiethagen, Torfbrücke",
                 1, (1667, 1740, 1721), 9, 12.21836, 54.20254),
    CouncilFacts(3, "Lichtenhagen", "Lichtenhagen", 1, (13918, 13929, 13897), 11, 12.0457, 54.15394),
    CouncilFacts(4, "Groß Klein", "Groß Klein", 1, (13527, 13536, 13586), 11, 12.08278, 54.15206),
    CouncilFacts(5, "Lütten Klein", "Lütten Klein", 2, (16575, 16634, 17079), 13, 12.05079, 54.13989),
    CouncilFacts(6, "Evershagen", "Evershagen", 2, (16616, 16732, 16529), 13, 12.05294, 54.11883),
    CouncilFacts(7, "Schmarl", "Schmarl", 2, (8620, 8872, 9267), 9, 12.08036, 54.12507),
    CouncilFacts(8, "Reutershagen", "Reutershagen", 3, (17361, 17300, 17335), 13, 12.07266, 54.0977),
    CouncilFacts(9, "Hansaviertel", "Hansaviertel", 3, (8196, 8076, 8058), 9, 12.09826, 54.08435),
    CouncilFacts(10, "Gartenstadt/Stadtweide", "Gartenstadt/Stadtweide",
                 3, (3225, 3269, 3208), 9, 12.07712, 54.07575),
    CouncilFacts(11, "Kröpeliner-Tor-Vorstadt", "Kröpeliner-Tor-Vorstadt",
                 4, (19320, 19260, 19211), 13, 12.10489, 54.09647),
    CouncilFacts(12, "Südstadt", "Südstadt", 3, (14962, 15106, 15001), 13, 12.11847, 54.06963),
    CouncilFacts(13, "Biestow", "Biestow", 3, (2599, 2581, 2616), 9, 12.09513, 54.05964),
    CouncilFacts(14, "Stadtmitte", "Stadtmitte", 4, (21003, 21288, 21279), 13, 12.14151, 54.07881),
    CouncilFacts(15, "Brinckmansdorf", "Brinckmansdorf", 5, (8676, 8985, 9146), 9, 12.17663, 54.08859),
    CouncilFacts(16, "Dierkow-Neu", "Dierkow-Neu", 5, (10911, 10920, 11188), 11, 12.17415, 54.10874),
    CouncilFacts(17, "Dierkow-Ost/-West", "Dierkow-Ost, Dierkow-West",
                 5, (2221, 2239, 2288), 9, 12.16527, 54.0998),
    CouncilFacts(18, "Toitenwinkel", "Toitenwinkel", 5, (15086, 15375, 15400), 13, 12.14294, 54.11596),
    CouncilFacts(19, "Gehlsdorf/Rostock-Ost",
                 "Gehlsdorf, Hinrichsdorf, Krummendorf, Nienhagen, Peez, Stuthof, Jürgeshof",
                 5, (6326, 6425, 6371), 9, 12.13939, 54.14079),
)  # fmt: skip

ALIASES = {10: ["Gartenstadt-Stadtweide"], 11: ["KTV"]}

PAIRS = (
    (1, 2, 966, "Seekanal, Fähre"), (1, 3, 2831, ""), (1, 4, 2259, ""), (1, 19, 586, "Breitling"),
    (2, 19, 8594, ""), (3, 4, 2552, ""), (3, 5, 3251, ""), (4, 5, 505, ""), (4, 7, 2261, ""),
    (4, 19, 1351, "Unterwarnow"), (5, 6, 2337, ""), (5, 7, 642, ""), (6, 7, 2255, ""), (6, 8, 2841, ""),
    (7, 8, 1003, ""), (7, 11, 1085, ""), (7, 19, 3575, "Unterwarnow, Warnowtunnel"), (8, 9, 932, ""),
    (8, 10, 3014, ""), (8, 11, 1766, ""), (9, 10, 2025, ""), (9, 11, 1801, ""), (9, 12, 1540, ""),
    (10, 12, 1335, ""), (10, 13, 1975, ""), (11, 12, 594, ""), (11, 14, 2810, ""),
    (11, 19, 2144, "Unterwarnow, Fähre"), (12, 13, 3045, ""), (12, 14, 2687, ""),
    (14, 15, 3435, "Oberwarnow, Brücken"), (14, 19, 2343, "Unterwarnow, Fähre"), (15, 16, 1704, ""),
    (15, 17, 1374, ""), (15, 19, 745, ""), (16, 17, 3079, ""), (16, 18, 558, ""), (16, 19, 1056, ""),
    (17, 18, 2701, ""), (17, 19, 1068, ""), (18, 19, 6435, ""),
)  # fmt: skip
"""Both numbers, the shared border in metres, and what lies between where it is only water."""


class SpaceFacts(NamedTuple):
    """A space and where it usually meets; every place is invented."""

    slug: str
    name: str
    short_name: str
    councils: tuple[int, ...]
    place: str
    access: str
    at: time = time(19)


DISTRICTS = (
    SpaceFacts("warnemuende-rostocker-heide", "Warnemünde und Rostocker Heide", "Warnemünde/Heide", (1, 2),
               "Lesecafé Leuchtturmblick, Musterstrom 7", "stufenlos, Toilette im Erdgeschoss", time(18, 30)),
    SpaceFacts("lichtenhagen", "Lichtenhagen", "Lichtenhagen", (3,),
               "Begegnungsstätte Musterhof 3", "stufenlos, Aufzug in den ersten Stock", time(18)),
    SpaceFacts("gross-klein", "Groß Klein", "Groß Klein", (4,),
               "Nachbarschaftstreff Beispielgang 12", "Klingel „Treff“, stufenlos", time(18)),
    SpaceFacts("luetten-klein", "Lütten Klein", "Lütten Klein", (5,),
               "Stadtteilladen Musterpassage 20", "stufenlos vom Boulevard aus", time(18)),
    SpaceFacts("evershagen", "Evershagen", "Evershagen", (6,),
               "Mehrgenerationenhaus Beispielring 5, Raum 2", "stufenlos", time(18, 30)),
    SpaceFacts("schmarl", "Schmarl", "Schmarl", (7,),
               "Klubraum Musterkoppel 1", "drei Stufen, Rampe liegt bereit: bitte klingeln", time(18)),
    SpaceFacts("reutershagen", "Reutershagen", "Reutershagen", (8,),
               "Stadtteilladen Beispielmarkt 9", "stufenlos, Eingang neben der Bäckerei"),
    SpaceFacts("hansaviertel-gartenstadt", "Hansaviertel und Gartenstadt", "Hansaviertel", (9, 10),
               "Vereinsheim Kleingartenanlage Musterglück", "ebener Kiesweg, Eingang durch das Gartentor",
               time(18, 30)),
    SpaceFacts("kroepeliner-tor-vorstadt", "Kröpeliner-Tor-Vorstadt", "KTV", (11,),
               "Stadtteilladen Beispielstraße 14", "stufenlos vom Hof aus, Klingel „Stadtteilladen“"),
    SpaceFacts("suedstadt-biestow", "Südstadt und Biestow", "Südstadt/Biestow", (12, 13),
               "Bürgerraum Musterweg 31", "Aufzug bis in den zweiten Stock", time(18, 30)),
    SpaceFacts("stadtmitte", "Stadtmitte", "Stadtmitte", (14,),
               "Haus der Vereine, Beispielgasse 2, Saal", "stufenlos durch den Innenhof"),
    SpaceFacts("brinckmansdorf", "Brinckmansdorf", "Brinckmansdorf", (15,),
               "Gaststätte Zur Musterkurve, Vereinszimmer", "eine Stufe am Eingang", time(18, 30)),
    SpaceFacts("dierkow", "Dierkow", "Dierkow", (16, 17),
               "Stadtteilladen Musterhügel 8", "stufenlos", time(18)),
    SpaceFacts("toitenwinkel", "Toitenwinkel", "Toitenwinkel", (18,),
               "Nachbarschaftsbüro Beispielplatz 4", "stufenlos", time(18)),
    SpaceFacts("gehlsdorf-rostock-ost", "Gehlsdorf und Rostock-Ost", "Gehlsdorf/Ost", (19,),
               "Dorfgemeinschaftshaus Am Mustersteg", "zwei Stufen, Hilfe ist da", time(18, 30)),
)  # fmt: skip

OFFICE_PLACE = "Kreisgeschäftsstelle, Musterplatz 1, großer Raum"
OFFICE_ACCESS = "Aufzug, Klingel „Kreisverband“"
COUNTY = SpaceFacts("kreis", "Kreisverband Rostock", "Kreis", (), OFFICE_PLACE, OFFICE_ACCESS, time(18, 30))
GROUPS = (
    SpaceFacts("wahlaktiv", "Wahlaktiv", "Wahlaktiv", (), OFFICE_PLACE, OFFICE_ACCESS, time(18)),
    SpaceFacts("ortsbeirat-austausch", "Ortsbeirat-Austausch", "Ortsbeirat-Austausch", (),
               OFFICE_PLACE, OFFICE_ACCESS, time(18)),
)  # fmt: skip
ABOUT = {
    "kreis": "Alle Mitglieder in Rostock, ihr Vorstand und die Geschäftsstelle.",
    "wahlaktiv": "Bereitet Wahlkämpfe vor: Stände, Haustürgespräche, Plakate.",
    "ortsbeirat-austausch": "Unsere Mitglieder in den Ortsbeiräten beraten, was sie gemeinsam angehen.",
}
DEMO_GROUPING = "Der Zuschnitt ist nur ein Beispiel für diese Vorführung."

VALID_FROM = date(2019, 5, 26)
"""The day of a Kommunalwahl; since when a council has its present shape is not known to the demo."""


def found(filling: Filling) -> None:
    """Make the councils, their neighbourhood, and the spaces."""
    _add_councils(filling)
    _add_space(County, COUNTY, ABOUT["kreis"], filling)
    for facts in DISTRICTS:
        district = _add_space(District, facts, _about(facts), filling)
        district.councils = [filling.councils[number] for number in facts.councils]
    for facts in GROUPS:
        _add_space(Group, facts, ABOUT[facts.slug], filling)
    filling.session.flush()


def _add_councils(filling: Filling) -> None:
    for facts in COUNCILS:
        filling.councils[facts.number] = Council(
            number=facts.number,
            name=facts.name,
            short_name=facts.short_name,
            aliases=ALIASES.get(facts.number, []),
            areas=facts.name.split(", "),
            electoral_area=facts.electoral_area,
            inhabitants=dict(zip(YEARS, facts.inhabitants, strict=True)),
            seats=facts.seats,
            seats_are_estimated=True,
            longitude=facts.longitude,
            latitude=facts.latitude,
            valid_from=min(VALID_FROM, filling.first_day),
        )
    filling.session.add_all(filling.councils.values())
    filling.session.flush()
    keys = {number: council.id for number, council in filling.councils.items()}
    for one, other, border_m, across_water in PAIRS:
        first_id, second_id = sorted((keys[one], keys[other]))
        filling.session.add(
            Neighbourhood(
                first_id=first_id, second_id=second_id, border_m=border_m, across_water=across_water
            )
        )


def _add_space(kind: type[S], facts: SpaceFacts, description: str, filling: Filling) -> S:
    space = kind(
        slug=facts.slug,
        name=f"Stadtteilverband {facts.name}" if kind is District else facts.name,
        short_name=facts.short_name,
        description=description,
        default_place=facts.place,
        default_access=facts.access,
        default_time=facts.at,
        created_at=filling.moment(-DAYS_BACK, 9),
    )
    filling.spaces[facts.slug] = space
    filling.session.add(space)
    return space


def _about(facts: SpaceFacts) -> str:
    names = {council.number: council.short_name for council in COUNCILS}
    one, *more = [f"{number} ({names[number]})" for number in facts.councils]
    councils = f"der Ortsbeiräte {one} und {more[0]}" if more else f"des Ortsbeirats {one}"
    return f"Unsere Mitglieder im Gebiet {councils}. {DEMO_GROUPING}"
