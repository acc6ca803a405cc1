"""What the two Flask apps, the API and its control, have in common: they speak JSON."""

from __future__ import annotations

import secrets

from flask import Flask, Response, jsonify, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from .errors import ApiError


class _JsonInOrder(DefaultJSONProvider):
    # As the properties are documented, rather than sorted by name.
    sort_keys = False


def json_app(name: str, *, max_body_bytes: int) -> Flask:
    """Make an app whose every error, unknown routes and bugs included, is an ``error`` object."""
    app = Flask(name, static_folder=None)
    app.json = _JsonInOrder(app)
    app.config.update(MAX_CONTENT_LENGTH=max_body_bytes, PROVIDE_AUTOMATIC_OPTIONS=False)
    app.url_map.merge_slashes = False
    app.register_error_handler(ApiError, _api_error_response)
    app.register_error_handler(HTTPException, _http_error_response)
    return app


def require_json() -> None:
    """Refuse a request that does not say its body is JSON."""
    if request.mimetype != "application/json":
        msg = f"The content type must be application/json, not {request.mimetype!r}."
        raise ApiError(400, msg)


def _api_error_response(error: ApiError) -> Response:
    problems = [problem._asdict() for problem in error.problems]
    response = jsonify(
        # The envelope of api.md, "Errors and limits"; the shape of `details` is our own, the
        # documentation gives none.
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
        # Kept for 405, whose Allow header says which methods there are.
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response
