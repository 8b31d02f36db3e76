"""Errors as problem+json (RFC 9457), in one place."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from liandong.errors import LiandongError

log = logging.getLogger(__name__)


def problem(status: int, code: str, title: str, **more: object) -> JSONResponse:
    """A problem document."""
    body = {"type": f"urn:liandong:{code}", "title": title, "status": status, **more}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Make every error of the application a problem document that holds no personal data."""

    @app.exception_handler(LiandongError)
    def expected(_: Request, error: LiandongError) -> JSONResponse:
        more = {"hint": error.hint} if error.hint else {}
        return problem(error.status, error.code, error.message, **more)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        wrong = [{"where": ".".join(map(str, e["loc"])), "what": e["msg"]} for e in error.errors()]
        return problem(422, "bad-request", "The request does not fit 请求内容不符合要求", errors=wrong)

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> JSONResponse:
        response = problem(error.status_code, "http", str(error.detail))
        response.headers.update(error.headers or {})  # what is allowed instead, when to try again
        return response

    @app.exception_handler(Exception)
    def unexpected(_: Request, error: Exception) -> JSONResponse:
        log.error("unexpected %s", type(error).__name__, exc_info=error)
        return problem(500, "failure", "The server failed; the operator's log says why 服务器内部错误")
