"""What stands in the audit log, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTION_NAMES = {
    "person.added": _l("Person eingetragen"),
    "person.invited": _l("Einladung verschickt"),
    "person.joined": _l("Einladung angenommen"),
    "person.password_reset": _l("Passwort neu gesetzt"),
    "person.password_changed": _l("Passwort geändert"),
    "person.profile_changed": _l("Eigene Angaben geändert"),
    "person.contact_changed": _l("Name oder Adresse geändert"),
    "person.second_factor_set_up": _l("Zweiten Schritt eingerichtet"),
    "person.second_factor_removed": _l("Zweiten Schritt entfernt"),
    "person.recovery_code_used": _l("Ersatzcode benutzt"),
    "person.disabled": _l("Konto gesperrt"),
    "person.enabled": _l("Konto geöffnet"),
    "person.erased": _l("Person gelöscht"),
    "space.created": _l("Bereich angelegt"),
    "space.renamed": _l("Bereich umbenannt"),
    "space.described": _l("Angaben zum Bereich geändert"),
    "space.closed": _l("Bereich geschlossen"),
    "space.reopened": _l("Bereich wieder geöffnet"),
    "council.seats_counted": _l("Sitze eines Ortsbeirats geändert"),
    "council.assigned": _l("Ortsbeirat zugeordnet"),
    "membership.began": _l("Rolle begonnen"),
    "membership.ended": _l("Rolle beendet"),
    "appointment.planned": _l("Termin entworfen"),
    "appointment.changed": _l("Termin geändert"),
    "appointment.announced": _l("Termin angekündigt"),
    "appointment.cancelled": _l("Termin abgesagt"),
    "appointment.deleted": _l("Entwurf gelöscht"),
    "agenda_item.added": _l("Tagesordnungspunkt eingetragen"),
    "agenda_item.changed": _l("Tagesordnungspunkt geändert"),
    "agenda_item.moved": _l("Tagesordnungspunkt verschoben"),
    "agenda_item.removed": _l("Tagesordnungspunkt gestrichen"),
    "mail.sent_again": _l("Mail noch einmal verschickt"),
    "mail.settled": _l("Mail als erledigt markiert"),
    "councils.imported": _l("Ortsbeiräte eingelesen"),
    "outlines.imported": _l("Umrisse eingelesen"),
}
