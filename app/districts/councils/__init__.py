"""From the Ortsbeirat to the district and back: who sits there, sittings, reports, concerns.

- here: the councils of a district, who of ours sits in them, their seats and their budget;
- `sittings`: when they sit, with what agenda, who of us goes;
- `oparl`: sittings fetched from a council information system;
- `reports`: what ours bring back;
- `concerns`: what somebody raised, and what became of it.

What councillors of all districts share lies one floor below, in `app.exchange`.
"""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("councils", __name__, url_prefix="/ortsbeiraete")
