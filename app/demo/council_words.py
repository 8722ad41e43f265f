"""What the demo's councils talk about: invented papers, what came of them, and what ours said of it."""

from __future__ import annotations

from typing import NamedTuple

from app.districts.councils.reports.models import Importance, ItemResult, OurVote


class Matter(NamedTuple):
    """Something that comes up in councils."""

    title: str
    topics: tuple[str, ...]
    sentence: str
    result: ItemResult | None = None
    our_vote: OurVote | None = None
    importance: Importance = Importance.SHORT
    paper: str = ""
    """The kind of paper, as the city shortens it: `BV`."""
    for_faction: bool = False
    internal: str = ""
    """A sentence for the party alone, in place of the other."""
    follow_up: str = ""


IMPORTANT = Importance.IMPORTANT
ADOPTED, REJECTED, POSTPONED, NOTED = (
    ItemResult.ADOPTED,
    ItemResult.REJECTED,
    ItemResult.POSTPONED,
    ItemResult.NOTED,
)
YES, NO, ABSTAINED = OurVote.YES, OurVote.NO, OurVote.ABSTAINED

MATTERS = (
    Matter("Radweg an der Hauptstraße: Entwurf der Planung", ("Radweg",),
           "Der Radweg kommt auf beiden Seiten, zwölf Parkplätze fallen weg. Gebaut wird frühestens in zwei Jahren.",
           ADOPTED, YES, IMPORTANT, "BV"),
    Matter("Grundschule: Ausweichräume während der Sanierung", ("Schule",),
           "Zwei Klassen ziehen für ein Jahr in Container auf dem Sportplatz. Die Eltern wollen einen Bus im Winter.",
           NOTED, None, IMPORTANT, "IV", for_faction=True),
    Matter("Bebauungsplan: 120 Wohnungen am Bahndamm", ("Mieten", "Bebauungsplan"),
           "Nur ein Fünftel wird gefördert. Unser Antrag auf die Hälfte wurde abgelehnt.",
           REJECTED, YES, IMPORTANT, "BV", for_faction=True),
    Matter("Spielplatz: neue Geräte und Schatten", ("Spielplatz",),
           "Im Frühjahr kommen eine Schaukel und zwei Bäume. Der Zaun wird bis dahin geflickt.", ADOPTED, YES),
    Matter("Fahrplanwechsel: Takt der Buslinie am Abend", ("Bus",),
           "Nach 20 Uhr fährt der Bus nur noch stündlich. Wir haben gefragt, warum; die Antwort kommt schriftlich.",
           POSTPONED, None, Importance.SHORT, "IV", follow_up="Bei der Straßenbahn AG nach dem Abendtakt fragen"),
    Matter("Zuschuss aus dem Budget: Sommerfest im Hof", ("Budget",),
           "800 Euro für Bühne und Strom, ohne Gegenstimme.", ADOPTED, YES, Importance.SHORT, "BV"),
    Matter("Mieten: Bericht der Wohnungsgesellschaft", ("Mieten",),
           "Die Betriebskosten steigen im Schnitt um 14 Euro im Monat. Wer Fragen hat, soll schreiben, nicht anrufen.",
           NOTED, None, IMPORTANT, "IV",
           internal="Die anderen wollen das Thema bis zur Wahl ruhen lassen. Wir bleiben dran."),
    Matter("Sicherer Schulweg: Tempo 30 vor der Kita", ("Schule", "Verkehr"),
           "Tempo 30 wird geprüft. Ein Zebrastreifen wurde abgelehnt, weil zu wenige Autos fahren.",
           POSTPONED, YES, Importance.SHORT, "AN", follow_up="Mit den Eltern den Verkehr zählen"),
    Matter("Baumfällungen im Winter", ("Bäume",), "Neun Bäume fallen, zwölf werden gepflanzt, leider nicht hier.",
           NOTED, ABSTAINED, Importance.SHORT, "IV"),
    Matter("Radabstellplätze an der Haltestelle", ("Radweg", "Bus"),
           "Zwanzig Bügel, zehn davon mit Dach. Das Geld steht im Haushalt.", ADOPTED, YES),
)  # fmt: skip
OPENING = ("Eröffnung, Feststellung der Beschlussfähigkeit", "Bestätigung der Tagesordnung")
CLOSING = ("Einwohnerfragestunde", "Verschiedenes")
NOT_PUBLIC = "Grundstücksangelegenheiten"
VOICES = (
    "Zwei Anwohnerinnen fragten nach der Beleuchtung am Fußweg. Ein Vater wünscht sich ein Geländer an der Treppe.",
    "Viel Ärger über Sperrmüll an den Containern. Jemand schlägt einen Abholtag im Monat vor.",
    "",
    "Mehrere fragten, wann die Post wieder öffnet.",
)


class Raised(NamedTuple):
    """A concern of a district."""

    title: str
    street: str
    topics: tuple[str, ...]
    text: str
    next_step: str
    answer: str


CONCERNS = (
    Raised("Dunkler Fußweg zur Haltestelle", "Fußweg zwischen Park und Haltestelle", ("Beleuchtung",),
           "Abends geht dort niemand gern allein.", "Mit dem Ortsamt telefonieren", ""),
    Raised("Kein Platz für Räder vor der Kaufhalle", "Platz vor der Kaufhalle", ("Radweg",),
           "Die Räder stehen im Weg, Kinderwagen kommen nicht durch.", "Im Ortsbeirat ansprechen", ""),
    Raised("Spielplatz ohne Schatten", "Spielplatz am Ring", ("Spielplatz",),
           "Im Sommer ist die Rutsche zu heiß.", "Auf die Antwort warten", ""),
    Raised("Bus fährt am Abend zu selten", "Haltestelle am Markt", ("Bus",),
           "Wer spät arbeitet, läuft nach Hause.", "Bescheid sagen",
           "Ab dem nächsten Fahrplan fährt der Bus bis 22 Uhr alle 30 Minuten."),
    Raised("Schlaglöcher vor der Schule", "Zufahrt zur Schule", ("Schule",), "", "",
           "Die Stadt hat die Zufahrt ausgebessert."),
)  # fmt: skip

QUESTIONS = (
    ("Radweg", "Wie habt ihr bei euch die Parkplätze gezählt, die für den Radweg wegfallen?",
     "An zwei Abenden nach 20 Uhr, zu dritt. Die Liste schicke ich dir gern."),
    ("Schule", "Hat jemand Erfahrung mit Containern auf dem Schulhof: Wie lange standen sie wirklich?",
     "Bei uns waren ein Jahr versprochen, es wurden drei. Fragt gleich nach dem Datum."),
)  # fmt: skip
"""Topic, question and answer of two councillors."""
