"""What a report said before is to be found, but nothing that was taken back into the party; and the paper to keep."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from app.districts.councils.reports.models import ReportVersion
from app.tenancy import ScopedSession
from tests.districts.councils.reports.reading import OPEN, SECRET, in_ktv, items_of, of_world, written_by
from tests.pages import Browser
from tests.people import NOW, World


def corrected(world: World, *, was_internal: bool = False) -> None:
    """Let the first item of ktv's report have been put right."""

    def change(session: ScopedSession) -> None:
        report, item = of_world(session, world), items_of(session, world)[0]
        report.corrected_at = NOW

        def said(sentence: str, **more: Any) -> dict[str, Any]:
            return {"items": [{"key": item.key, "number": "1", "title": item.title, "result": "adopted",
                               "sentence": sentence, **more}]}  # fmt: skip

        session.query(ReportVersion).filter(ReportVersion.report_id == report.id).one().content = said(
            "Der Radweg kommt nie.", is_internal=was_internal
        )
        session.add(ReportVersion(report_id=report.id, number=2, at=NOW, by_id=world.people["speaker"],
                                  note="Ich hatte mich verhört.", content=said(item.sentence)))  # fmt: skip

    in_ktv(world, change)


def history(world: World, who: str):
    page = Browser(world.client_of(who)).open(f"/ktv/berichte/{world.meetings['ktv']['report_id']}")
    return page.follow("Mi., 05.03.2025")


def test_what_changed_stands_word_by_word_with_who_and_why(world: World) -> None:
    corrected(world)
    page = history(world, "member")
    assert "Ich hatte mich verhört." in page
    assert "Sabine Sommer" in page
    assert "nie" in [one.text.removeprefix("gestrichen: ") for one in page.main.all("del")]


def test_a_sentence_that_was_internal_in_any_version_is_kept_from_the_others_in_all_of_them(
    world: World,
) -> None:
    written_by(world, "speaker")
    corrected(world, was_internal=True)
    page = history(world, "councillor")
    assert "kommt nie" not in page.main.text
    assert "in ktv kommt" not in page.main.text
    assert "in ktv kommt" in history(world, "member").main.text


def paper(world: World, who: str) -> str:
    answer = world.client_of(who).get(f"/ktv/berichte/{world.meetings['ktv']['report_id']}/bericht.pdf")
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(BytesIO(answer.data))
    assert "Bericht aus dem Ortsbeirat" in str(reader.metadata.title)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(("who", "sees"), [("member", True), ("board", True), ("councillor", False)])
def test_the_pdf_holds_what_is_internal_only_for_who_may_read_it_and_marks_it(
    world: World, who: str, sees: bool
) -> None:
    written_by(world, "speaker")
    text = paper(world, who)
    assert OPEN in text
    assert (SECRET in text, "parteiintern" in text) == (sees, sees)
