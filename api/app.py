"""The application: reports in, reports and work orders out."""

import json
import uuid
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi_offline import FastAPIOffline

from api import errors
from api.models import Accepted, NewReport, Problem, ReportOut, WorkOrderOut
from dispatch.intake import Incoming
from dispatch.ledger import order_code
from dispatch.setup import Office
from liandong import __version__
from liandong.clock import now
from liandong.coordinates import place_in_wgs84
from liandong.errors import ConstraintError, NotFoundError

_PROBLEM = {"model": Problem, "content": {"application/problem+json": {}}}
router = APIRouter(prefix="/api/v1", responses={422: _PROBLEM, 503: _PROBLEM})


def create_app(office: Office) -> FastAPI:
    """The application over an office that is open, and stays so while the application is served."""
    app = FastAPIOffline(  # /docs with its scripts from here, not from a content network
        title="Liandong 联动",
        version=__version__,
        summary="From a citizen's sentence to the unit that acts, and why.",
    )
    app.state.office = office
    errors.install(app)
    app.include_router(router)
    app.add_api_route("/healthz", _healthz, tags=["operation"], summary="The process is alive")
    app.add_api_route(
        "/readyz", _readyz, tags=["operation"], summary="The database answers", responses={503: _PROBLEM}
    )
    app.middleware("http")(_hardened)
    return app


async def _hardened(request: Request, call_next: Callable[[Request], Any]) -> Response:
    """Answers are not to be sniffed, framed or cached: they are about people."""
    response: Response = await call_next(request)
    response.headers["x-content-type-options"] = "nosniff"
    response.headers["x-frame-options"] = "DENY"
    response.headers["cache-control"] = "no-store"
    return response


def _office(request: Request) -> Office:
    office: Office = request.app.state.office
    return office


OfficeDep = Annotated[Office, Depends(_office)]


def _healthz() -> dict[str, str]:
    return {"status": "ok", "version": __version__}


def _readyz(office: OfficeDep) -> dict[str, str]:
    office.store.ping()
    return {"status": "ready"}


@router.post(
    "/reports", status_code=201, tags=["reports"], responses={200: {"model": Accepted}, 404: _PROBLEM}
)
def post_report(new: NewReport, office: OfficeDep, response: Response) -> Accepted:
    """Read, plan and keep a report. The same source and id again is answered with 200 and what was kept."""
    place = office.desk.check_place(place_in_wgs84(new.at, new.crs)) if new.at else None
    incoming = Incoming(new.source, new.id or uuid.uuid4().hex, new.text, now(), place)
    if not office.ledger.known([incoming.code]):
        handled = office.desk.handle([incoming])[0]
        office.ledger.ensure_source(new.source, new.source)
        try:
            office.ledger.keep([handled])
        except ConstraintError:  # the same report came twice at once
            pass
        else:
            answer = handled.to_json(office.desk.territory)
            return Accepted.model_validate({**answer, "work_order": order_code(incoming.code)})
    response.status_code = 200
    order = _order(office, order_code(incoming.code))
    return Accepted.model_validate({**json.loads(order.plan), "work_order": order.code})


@router.get("/reports/{code}", tags=["reports"], responses={404: _PROBLEM})
def get_report(code: str, office: OfficeDep) -> ReportOut:
    """A report by its id, masked."""
    rows = office.store.rows(office.queries["orders.report"], code=code)
    if not rows:
        raise NotFoundError(f"There is no report {code} 没有这条诉求")
    row = rows[0]
    found = {
        "code": row.class_code,
        "name": row.class_name,
        "level": row.class_level,
        "confidence": row.confidence,
    }
    return ReportOut(
        id=row.code,
        text=row.text,
        source=row.source,
        created_at=row.created_at,
        classification=found if row.class_code else None,
        place={"grid": row.grid, "area": row.area, "component": row.component, "names": row.place_names},
        work_order=row.order,
        state=row.state,
    )


@router.get("/work-orders/{code}", tags=["work orders"], responses={404: _PROBLEM})
def get_work_order(code: str, office: OfficeDep) -> WorkOrderOut:
    """A work order by its id, with its plan and its steps."""
    row = _order(office, code)
    return WorkOrderOut.model_validate(
        {
            "id": row.code,
            "report": row.report,
            "state": row.state,
            "created_at": row.created_at,
            "deadline": row.deadline,
            "urgency": row.urgency,
            "needs_human": row.needs_human,
            "reasons": row.reasons,
            "route": json.loads(row.plan),
            "steps": row.steps,
        }
    )


def _order(office: Office, code: str) -> Any:
    rows = office.store.rows(office.queries["orders.order"], code=code)
    if not rows:
        raise NotFoundError(f"There is no work order {code} 没有这张工单")
    return rows[0]
