"""What the API and the control routes share: both are Flask apps that speak JSON."""

from __future__ import annotations

import secrets

from flask import Flask, Response, jsonify, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from .errors import ApiError, InvalidBody


class _JsonInOrder(DefaultJSONProvider):
    # Properties keep the order of the documentation instead of being sorted by name.
    sort_keys = False


def json_app(name: str, *, max_body_bytes: int) -> Flask:
    """Create an app that reports every error, unknown routes and bugs included, as JSON."""
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
    return ApiError(400, f"The request body is not valid: {error}", error.problems)


def _api_error_response(error: ApiError) -> Response:
    problems = [problem._asdict() for problem in error.problems]
    response = jsonify(
        # The envelope of api.md, "Errors and limits". The shape of `details` is this project's
        # own: the documentation specifies none.
        {
            "error": {
                "message": error.message,
                "id": secrets.token_hex(12),
                "details": {"errors": problems} if problems else {},
            }
        }
    )
    response.status_code = error.status
    return response


def _http_error_response(error: HTTPException) -> Response:
    response = _api_error_response(ApiError(error.code or 500, error.description or error.name))
    for name, value in error.get_headers():
        # Keeps the Allow header of a 405, which lists the allowed methods.
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response
