"""What of a concern the councillors of other districts hear: title, answer and how far it is, once it was brought."""

from __future__ import annotations

from app import clock
from app.districts.councils.concerns.models import Concern, ConcernState
from app.districts.councils.sittings.models import Sitting
from app.exchange import publishing
from app.exchange.models import EntryKind
from app.extensions import db

BROUGHT = frozenset(
    {ConcernState.IN_COUNCIL, ConcernState.IN_PARLIAMENT, ConcernState.ANSWERED, ConcernState.TOLD}
)


def follow(concern: Concern) -> None:
    """Bring the exchange up to how a concern stands: in, changed, or out again. Never what its raiser said."""
    before = publishing.shared_of_concern(concern.id)
    is_shared = concern.state in BROUGHT or (concern.state is ConcernState.DROPPED and bool(before))
    if not is_shared and not before:
        return
    origin = publishing.Origin(
        district_id=concern.space_id,
        council_id=_council_of(concern),
        day=clock.local(concern.moved_at).date(),
    )
    publishing.share(origin, [_line(concern)] if is_shared else [], instead_of=before)


def _line(concern: Concern) -> publishing.Line:
    return publishing.Line(
        kind=EntryKind.CONCERN,
        source_id=concern.id,
        title=concern.title,
        text=concern.answer_that_holds,
        topics=tuple(concern.topics),
        outcome=concern.state.value,
        paper=concern.paper if concern.state is not ConcernState.IN_COUNCIL else "",
    )


def _council_of(concern: Concern) -> int | None:
    if concern.council_id is not None or concern.sitting_id is None:
        return concern.council_id
    return db.session.get_one(Sitting, concern.sitting_id).council_id
