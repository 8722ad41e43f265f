"""A mail to many, as long as the calendar of six weeks; run as a module, the bare way to send it.

Bare is a loop of Flask-Mail over messages that are made beforehand, on one connection: no database, nothing
noted, nothing known after a crash.
"""

from __future__ import annotations

import sys

import flask_mail
from flask import Flask

from bench.load import HOST

SUBJECT = "Der Kalender der nächsten Wochen: Straße für Straße"
DATES = [f"Montag, {number}. März, 19 Uhr: Treffen in der Straße {number}" for number in range(1, 31)]
LINK = "http://127.0.0.1:5000/verteiler/abmelden/"


def address(number: int) -> str:
    """Whom it goes to."""
    return f"reader{number}@bench.example"


def token(number: int) -> str:
    """What ends it for them: as long as a real one."""
    return f"{number:043d}"


def text(link: str) -> str:
    """The words."""
    return "\n\n".join([*DATES, "Verteiler abbestellen:", link]) + "\n"


def html(link: str) -> str:
    """The same, as mail programs show them."""
    dates = "\n".join(f'<p style="margin: 0 0 16px; font-size: 16px;">{date}</p>' for date in DATES)
    end = f'<a href="{link}">Verteiler abbestellen</a>\n</body></html>'
    return f'<!doctype html>\n<html lang="de">\n<body>\n{dates}\n{end}'


def message(number: int) -> flask_mail.Message:
    """The mail to one reader, as ours has it."""
    link = LINK + token(number)
    return flask_mail.Message(
        subject=SUBJECT,
        recipients=[address(number)],
        body=text(link),
        html=html(link),
        extra_headers={
            "Auto-Submitted": "auto-generated",
            "List-Id": "Kreisverteiler <bench.127.0.0.1>",
            "List-Unsubscribe": f"<{link}/sofort>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def send_barely(port: int, mails: int) -> None:
    """Send them all in a loop."""
    app = Flask(__name__)
    app.config.update(MAIL_SERVER=HOST, MAIL_PORT=port, MAIL_DEFAULT_SENDER="Bench <bench@localhost>")
    mail = flask_mail.Mail(app)
    with app.app_context():
        messages = [message(number) for number in range(mails)]
        with mail.connect() as connection:
            for one in messages:
                connection.send(one)


if __name__ == "__main__":
    send_barely(int(sys.argv[1]), int(sys.argv[2]))
