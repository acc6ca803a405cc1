"""What the API and the control routes share: both are Flask apps that speak JSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from .errors import INVALID_BODY, ApiError, InvalidBody


class _JsonInOrder(DefaultJSONProvider):
    # Properties keep the order of the documentation instead of being sorted by name.
    sort_keys = False


def json_app(name: str, *, max_body_bytes: int) -> Flask:
    """Create an app that reports all errors but a 405 as JSON, unknown routes and bugs included."""
    app = Flask(name, static_folder=None)
    app.json = _JsonInOrder(app)
    app.config.update(MAX_CONTENT_LENGTH=max_body_bytes, PROVIDE_AUTOMATIC_OPTIONS=False)
    app.url_map.merge_slashes = False
    app.register_error_handler(ApiError, _api_error_response)
    app.register_error_handler(HTTPException, _http_error_response)
    return app


def require_json() -> None:
    """Refuse a request whose content type is not JSON."""
    if request.mimetype != "application/json":
        raise ApiError(400, f"The content type must be application/json, not {request.mimetype!r}.")


def invalid_body(error: InvalidBody) -> ApiError:
    """The refusal of a request with an invalid body."""
    message = "Request failed payload validation - see details"
    return ApiError(400, message, error.problems, code=INVALID_BODY, kind=error.kind)


def response_of(status: int, body: Any) -> Response:
    """A response with a JSON body, or with text if that is a string."""
    if isinstance(body, str):
        return Response(body, status, mimetype="text/plain")
    response = jsonify(body)
    response.status_code = status
    return response


def _api_error_response(error: ApiError) -> Response:
    return response_of(error.status, error.body())


def _http_error_response(error: HTTPException) -> Response:
    response = _api_error_response(ApiError(error.code or 500, error.description or error.name))
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED:
        # This one is not JSON [api.md, "Errors and limits"].
        response = Response(error.name, error.code, mimetype="text/plain")
    for name, value in error.get_headers():
        # Keeps the Allow header of a 405, which lists the allowed methods.
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response
