"""The 20 measures that the county resolved, in few words: what a decision may carry out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MEASURES = {
    1: _l("Rats- und Bürgerschaftsmitglieder sind im Parteileben dabei"),
    2: _l("Ortsbeiratsmitglieder berichten im Stadtteil, Probleme werden aufgegriffen"),
    3: _l("Regelmäßiger Austausch aller linken Ortsbeiratsmitglieder"),
    4: _l("Rechtzeitig Menschen für die Ortsbeiräte suchen"),
    5: _l("Neue Mitglieder werben"),
    6: _l("Neue gut aufnehmen, mit Leitfaden"),
    7: _l("Behutsam auf stille Mitglieder zugehen"),
    8: _l("Zwei lockere Versammlungen im Jahr"),
    9: _l("Stammtische pflegen und neue gründen"),
    10: _l("Streitkultur, Verantwortung für Neue, passende Zeiten"),
    11: _l("Mit Nachbarstadtteilen und Vereinen zusammenarbeiten"),
    12: _l("Jahreskalender und digitale Plattform"),
    13: _l("Gedenktage gestalten"),
    14: _l("Bildung mit der Rosa-Luxemburg-Stiftung"),
    15: _l("Gespräche an der Haustür"),
    16: _l("Wahlkreisarbeit der Abgeordneten unterstützen"),
    17: _l("In Bewegungen und Vereinen mitmachen, Aktive vernetzen"),
    18: _l("Mediathek für soziale Netzwerke"),
    19: _l("Jacken mit Logo: Umfrage"),
    20: _l("Versammlungen aller Mitglieder statt Delegierter"),
}
"""By the number that the resolution gives them."""
