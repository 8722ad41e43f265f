"""What a page asks while the day and the time are being typed."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from app.access import Permission, requires
from app.calendar.clashes import asking, bp
from app.calendar.clashes.forms import WhenForm
from app.spaces import bp as door
from app.spaces.door import current_space


@bp.get("/")
@requires(Permission.PLAN_APPOINTMENTS)
def show() -> Response:
    """What is on then, as a part of a page; empty where there is nothing, or no time yet that makes sense."""
    form = WhenForm(request.args, meta={"csrf": False})
    question = asking.Question()
    if form.validate():
        question = asking.hint_or_nothing(
            form.details(), current_space(), kind=form.kind.data or "", appointment_id=form.appointment_id
        )
    return make_response(render_template("calendar/clashes/fragment.html", question=question))


door.register_blueprint(bp)
