"""Public notices in the layouts in which cities write them. All invented."""

from __future__ import annotations

ONE_LINE = (
    "Die nächste Sitzung des Ortsbeirates Kröpeliner-Tor-Vorstadt findet am Mittwoch, 12.03.2025, um 18:30 Uhr im Saal "
    "des Stadtteilzentrums, Budapester Str. 16, statt. Tagesordnung: Öffentlicher Teil 1 Eröffnung der Sitzung "
    "2 Feststellung der Tagesordnung 3 Genehmigung der Niederschrift vom 12.02.2025 4 Anträge 7 Vorlagen "
    "7.1 2025/BV/1234 Bebauungsplan Nr. 12 Wohnen am Kai Nichtöffentlicher Teil 9 Grundstücksangelegenheiten"
)

TABLE = """Öffentliche Bekanntmachung
Rostock, 28.02.2025

Sitzung des Ortsbeirates KTV

Gremium:\tOrtsbeirat Kröpeliner-Tor-Vorstadt
Datum:\tMi, 12.03.2025
Zeit:\t18:30 - 20:30
Raum:\tAula
Ort:\tGrundschule am Park, Parkstraße 3

Tagesordnung

Öffentlicher Teil
Ö 1\tEröffnung der Sitzung, Feststellung der
ordnungsgemäßen Ladung
Ö 2\tEinwohner*innenfragestunde
Ö 7.1\tBebauungsplan Nr.
12 Wohnen am Kai
2025/BV/1234
Ö 7.2\tStellungnahme\t2017/BV/2949-02 (ÄA)

Nichtöffentlicher Teil
N 9\tGrundstück

gez. Muster
Vorsitzender"""

SPOKEN = """Einladung zur Sondersitzung des Ortsbeirats Hansaviertel

am Donnerstag, dem 13. März 2025
um 18.30 Uhr
im Beratungsraum 2 der Sporthalle

TOP 1: Begrüßung
TOP 2: Verkehr
TOP 3: Verschiedenes
"""

ROMAN = """Ortsbeirat KTV
Sitzung am 12.3.25 um 19:00
Ort:
Rathaus, Neuer Markt 1
Tagesordnung:
I. Öffentlicher Teil
1.) Eröffnung
2.) Anträge
2.1) Antrag A (Vorlage: 2025/AN/12)
2.2) Antrag B
II. Nichtöffentlicher Teil
1.) Personal
Hinweis: 3 Plätze frei"""

TOPS_IN_A_LINE = (
    "Bekanntmachung. Am Dienstag, den 01.04.2025 tagt der Ortsbeirat Hansaviertel ab 18 Uhr im Sportforum. Vorläufige "
    "Tagesordnung: TOP 1 Begrüßung TOP 2 Bericht der Polizei TOP 3 Bauvorhaben Kopernikusstr. 17 TOP 4 Sonstiges. "
    "Interessierte sind willkommen."
)

CELLS = """Sitzung: Ortsbeirat KTV, 12. März, 18 Uhr
Sitzungsort: Rathaus
Tagesordnung
1
Eröffnung

2
Bestätigung der Tagesordnung

3
Bauvorhaben
2025/BV/77
"""

NO_HEADING = """1. Eröffnung
2. Bericht
3. Anfragen
3.1. 0973/06-BV Haushalt
4. Nichtöffentliche Sitzung
5. Personalsachen"""

BROKEN_IN_THE_MIDDLE = """Der Ortsbeirat Kröpeliner-
Tor-Vorstadt lädt ein zu seiner Sitzung am Mittwoch,
den 12. März
2025, 18:30
Uhr, in der Aula der
Borwinschule.

Tagesordnung:

1. Eröffnung
2. Verkehrs-
versuch in der
Langen Straße
3. Sonstiges
"""
