"""What the demo's minutes say: sentences for each kind of item, and what came out of it."""

from __future__ import annotations

from app.districts.meetings.models import ItemKind

SAID: dict[str, tuple[str, ...]] = {
    "Begrüßung und Tagesordnung": (
        "Die Tagesordnung wird ohne Änderung angenommen. Neu dabei ist ein Gast aus der Nachbarschaft.",
        "Die Tagesordnung wird angenommen. Wer mag, sagt einen Satz dazu, was sie oder ihn gerade bewegt.",
    ),
    "Protokoll der letzten Versammlung": (
        "Keine Einwände.",
        "Ein Tippfehler wird berichtigt, sonst keine Einwände.",
    ),
    "Bericht aus dem Ortsbeirat": (
        "Beraten wurde über:\n\n- die neue Bushaltestelle: kommt im Herbst\n- Bänke am Spielplatz: Der Ortsbeirat "
        "fragt bei der Stadt nach\n- das Budget: Es ist noch Geld da, **Anträge bis zum 15. November**",
        "Die Verwaltung hat den Bauplan vorgestellt. Viele Fragen zu Bäumen und Parkplätzen. In der "
        "Einwohnerfragestunde ging es um den Winterdienst.\n\nDie nächste Sitzung ist öffentlich, *wer kommt mit?*",
        "Wegen Krankheit kurz: Das Fest wird mit 300 Euro unterstützt. Der Radweg bleibt Thema.",
    ),
    "Bericht des Kreisvorstands": (
        "Der Vorstand berichtet über das halbe Jahr: neue Mitglieder, die Suche nach Kandidat*innen, die Finanzen.",
    ),
    "Berichte aus den Stadtteilverbänden": (
        "Elf Stadtteilverbände berichten je drei Minuten. Zwei wünschen sich Hilfe beim Einladen.",
    ),
    "Verschiedenes und nächste Termine": (
        "Der Infostand braucht noch zwei Leute. Wer einen Schlüssel hat, bringt bitte Kaffee mit.",
        "Hinweis auf den Bildungsabend. Die Adressliste wird herumgegeben.",
    ),
    "Schlusswort": ("Dank an alle, die auf- und abgebaut haben.",),
}
"""By the title of an item."""

SAID_OF_KIND: dict[ItemKind, tuple[str, ...]] = {
    ItemKind.INFORMATION: ("Zur Kenntnis genommen.", "Nachfragen wurden beantwortet."),
    ItemKind.REPORT: (
        "Kurzer Rückblick: Der letzte Infostand lief gut, zwölf Gespräche, zwei wollen wiederkommen.",
        "Reihum berichtet jede und jeder. Am meisten Zeit nahm das Thema Mieten ein.",
    ),
    ItemKind.DISCUSSION: (
        "Lebhafte Aussprache. Festgehalten wird:\n\n1. Wir fragen die Nachbarn, bevor wir etwas fordern.\n"
        "2. Zwei Leute sammeln bis zum nächsten Mal Beispiele.\n3. Das Thema kommt wieder auf die Tagesordnung.",
        "Es gibt zwei Meinungen: erst einen Brief schreiben, oder gleich mit Betroffenen hingehen. Am Ende beides.",
        "Alle sind sich einig, dass man dazu mehr Leute hören muss. Vorschlag: ein Abend für Gäste.",
        "Mehrere berichten aus ihrem Haus. > „Seit dem Frühjahr ist der Aufzug kaputt.“ Das nehmen wir mit.",
    ),
    ItemKind.DECISION: (
        "Nach kurzer Aussprache wird abgestimmt.",
        "Der Antrag wird vorgestellt, eine Änderung wird übernommen, dann wird abgestimmt.",
    ),
    ItemKind.ELECTION: ("Die Wahl ist geheim. Das Ergebnis steht in der Niederschrift.",),
}

WORDINGS: dict[str, str] = {
    "Antrag an den Ortsbeirat: mehr Bänke": (
        "Wir bitten den Ortsbeirat, bei der Stadt vier zusätzliche Bänke zu beantragen, zwei davon mit Lehne."
    ),
    "Zuschuss von 120 Euro für das Nachbarschaftsfest": (
        "Das Nachbarschaftsfest wird mit 120 Euro aus unserer Kasse unterstützt."
    ),
    "Gemeinsame Veranstaltung mit dem Nachbarstadtteil": (
        "Wir laden den Nachbarstadtteil zu einer gemeinsamen Veranstaltung im nächsten Quartal ein."
    ),
    "Anschaffung eines Pavillons für Infostände": (
        "Für Infostände wird ein Pavillon angeschafft, höchstens 180 Euro, zusammen mit den Nachbarn."
    ),
    "Brief an die Stadtverwaltung zur Bushaltestelle": (
        "Wir schreiben der Stadtverwaltung: Die Haltestelle braucht ein Dach und einen abgesenkten Bordstein."
    ),
    "Termine für das nächste Quartal": "Die vorgeschlagenen Termine für das nächste Quartal gelten.",
    "Wer spricht für uns in der Einwohnerfragestunde?": (
        "In der nächsten Einwohnerfragestunde sprechen zwei von uns zum Thema Schulweg."
    ),
    "Anträge": "Die Leitlinien für die Arbeit in den Stadtteilen werden in der vorgelegten Fassung angenommen.",
    "Verabredungen": "Die Mitglieder der Ortsbeiräte stimmen ihre Anträge zum Budget künftig vorher miteinander ab.",
}
MEASURES = {
    "Gemeinsame Veranstaltung mit dem Nachbarstadtteil": 11,
    "Termine für das nächste Quartal": 12,
    "Wer spricht für uns in der Einwohnerfragestunde?": 2,
    "Verabredungen": 3,
}
"""Which of the 20 measures a decision carries out, by the title of its item."""

TASKS = (
    "Saal für das nächste Treffen anfragen",
    "Beispiele zu Nebenkosten sammeln",
    "Plakat entwerfen und in den Laden bringen",
    "Brief an die Verwaltung aufsetzen",
    "Neue Mitglieder anrufen und einladen",
    "Mit dem Nachbarstadtteil einen Termin finden",
    "Getränke und Becher für den Infostand besorgen",
    "Liste für die Einwohnerfragestunde schreiben",
)


def said(title: str, kind: ItemKind, turn: int) -> str:
    """Return what the minutes say of an item; `turn` chooses among what could be said."""
    sentences = SAID.get(title) or SAID_OF_KIND[kind]
    return sentences[turn % len(sentences)]
