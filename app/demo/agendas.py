"""What the demo's meetings talk about: topics that come round, and agendas made of them."""

from __future__ import annotations

from typing import NamedTuple

from app.districts.meetings.models import ItemKind

INFORMATION, DISCUSSION = ItemKind.INFORMATION, ItemKind.DISCUSSION
DECISION, REPORT = ItemKind.DECISION, ItemKind.REPORT

TOPICS: dict[str, tuple[str, ...]] = {
    "assembly": (
        "Mieten und Nebenkosten im Stadtteil",
        "Sichere Schulwege",
        "Was wird aus dem Jugendklub?",
        "Bus, Bahn und Rad",
        "Der Haushalt der Stadt und wir",
        "Ärztliche Versorgung vor Ort",
        "Neue Mitglieder stellen sich vor",
        "Barrierefrei durch den Stadtteil",
        "Was wir an den Haustüren gehört haben",
        "Mehr Schatten, mehr Bänke",
        "Gemeinsam gegen Einsamkeit",
    ),
    "public_assembly": (
        "Wie soll der Platz vor der Kaufhalle aussehen?",
        "Wohnen muss bezahlbar bleiben",
        "Was braucht die Jugend im Stadtteil?",
        "Reden wir über Lärm, Müll und Parken",
        "Wer macht mit beim Fest für alle?",
        "Kommen Bus und Bahn oft genug?",
        "Gut alt werden, wo man zu Hause ist",
    ),
    "board_meeting": (
        "Vorbereitung der nächsten Versammlung",
        "Aufgaben verteilen",
        "Halbjahresplan",
        "Kasse und Material",
        "Wen haben wir lange nicht gesehen?",
    ),
    "council_exchange": (
        "Budgets der Ortsbeiräte: Wer beantragt was?",
        "Einwohnerfragestunde besser nutzen",
        "Bauvorhaben, die mehrere Gebiete betreffen",
        "Wie berichten wir unseren Stadtteilen?",
        "Bäume, Bänke, Beleuchtung",
    ),
    "working_meeting": (
        "Standplan und Material",
        "Haustürgespräche: Gebiete und Teams",
        "Schulung für neue Aktive",
        "Auswertung der letzten Aktion",
    ),
    "education": (
        "Wie funktioniert die Bürgerschaft?",
        "Wem gehört die Stadt?",
        "Geschichte von unten",
        "Reden und zuhören üben",
        "Was darf ein Ortsbeirat?",
    ),
    "county_assembly": (
        "Bilanz des Halbjahrs und nächste Schritte",
        "Leitlinien für die Arbeit in den Stadtteilen",
        "Wahl der Delegierten",
    ),
}
"""By the key of a kind."""

DECISIONS = (
    "Antrag an den Ortsbeirat: mehr Bänke",
    "Zuschuss von 120 Euro für das Nachbarschaftsfest",
    "Gemeinsame Veranstaltung mit dem Nachbarstadtteil",
    "Anschaffung eines Pavillons für Infostände",
    "Brief an die Stadtverwaltung zur Bushaltestelle",
    "Termine für das nächste Quartal",
    "Wer spricht für uns in der Einwohnerfragestunde?",
)
NOTES = {
    "Was wird aus dem Jugendklub?": "Zwei Jugendliche aus dem Klub kommen dazu.",
    "Neue Mitglieder stellen sich vor": "Wer möchte, sagt zwei Sätze zu sich. Niemand muss.",
    "Der Haushalt der Stadt und wir": "Die Übersicht der Fraktion liegt aus.",
    "Wahl der Delegierten": "Bewerbungen bitte bis eine Woche vorher an die Geschäftsstelle.",
}
CANCEL_REASONS = (
    "Der Raum ist nach einem Wasserschaden gesperrt. Wir sehen uns beim nächsten Termin.",
    "Zu viele sind krank. Gute Besserung; die Themen kommen beim nächsten Mal dran.",
    "Die Referentin musste absagen. Wir suchen einen neuen Termin.",
    "An diesem Abend tagt kurzfristig der Ortsbeirat. Kommt bitte dorthin.",
)
DESCRIPTIONS = {
    "regulars_table": "Ohne Tagesordnung, mit Zeit zum Reden. Gäste sind willkommen.",
    "get_together": "Komm vorbei mit dem, was dich beschäftigt. Eine Anmeldung ist nicht nötig.",
    "public_assembly": "Eingeladen sind alle, die hier wohnen oder arbeiten.",
    "education": "Ein Abend mit der Rosa-Luxemburg-Stiftung. Vorkenntnisse sind nicht nötig.",
    "county_assembly": "Alle Mitglieder sind eingeladen und stimmberechtigt. Kinder werden betreut.",
}


class Item(NamedTuple):
    """One point of an agenda."""

    title: str
    kind: ItemKind
    minutes: int


def agenda(kind: str, topic: str, turn: int) -> list[Item]:
    """Return the agenda of a meeting about a topic; `turn` chooses what is decided."""
    decision = Item(DECISIONS[turn % len(DECISIONS)], DECISION, 15)
    start = Item("Begrüßung und Tagesordnung", INFORMATION, 5)
    end = Item("Verschiedenes und nächste Termine", INFORMATION, 10)
    match kind:
        case "assembly":
            return [
                start,
                Item("Protokoll der letzten Versammlung", DECISION, 5),
                Item("Bericht aus dem Ortsbeirat", REPORT, 20),
                Item(topic, DISCUSSION, 40),
                decision,
                end,
            ]
        case "county_assembly":
            return [
                Item("Begrüßung, Beschlussfähigkeit, Tagesordnung", INFORMATION, 15),
                Item("Bericht des Kreisvorstands", REPORT, 25),
                Item("Berichte aus den Stadtteilverbänden", REPORT, 30),
                Item(topic, DISCUSSION, 50),
                Item("Anträge", DECISION, 35),
                Item("Schlusswort", INFORMATION, 5),
            ]
        case "public_assembly":
            return [
                start,
                Item("Was gerade im Ortsbeirat liegt", REPORT, 15),
                Item(topic, DISCUSSION, 60),
                Item("Was wir mitnehmen", INFORMATION, 15),
            ]
        case "council_exchange":
            return [
                start,
                Item("Reihum: Was liegt in den Ortsbeiräten an?", REPORT, 35),
                Item(topic, DISCUSSION, 30),
                Item("Verabredungen", DECISION, 10),
            ]
        case _:
            return [start, Item("Was seit dem letzten Mal war", REPORT, 15), Item(topic, DISCUSSION, 30), end]
