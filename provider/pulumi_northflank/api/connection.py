"""What happened to a request that got no complete response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
import urllib3
from requests import exceptions
from requests.utils import prepend_scheme_if_needed, select_proxy
from urllib3.util import Url, parse_url

from pulumi_northflank.errors import SettingsError

from .errors import Call, TransportError

# These end a request before anything is sent, and would end it again.
HOPELESS = (
    exceptions.SSLError,
    exceptions.InvalidURL,
    exceptions.InvalidSchema,
    urllib3.exceptions.SSLError,
    urllib3.exceptions.LocationParseError,
)
NOT_SENT = (
    *HOPELESS,
    exceptions.ProxyError,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
)
PROXY_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")


@dataclass(frozen=True)
class Route:
    """How requests reach the API.

    Attributes:
        host: The API's host.
        proxy: The proxy in front of it, without its password; None without one.
        timeout: The longest wait for a response, in seconds.
    """

    host: str
    proxy: str | None
    timeout: float

    @classmethod
    def to(cls, base_url: str, proxies: Mapping[str, str], timeout: float) -> Route:
        """The route to *base_url* through one of the *proxies* of the environment, if any.

        Raises:
            SettingsError: The proxy's URL is unusable; it is not shown, as it may hold a password.
        """
        host = urlsplit(base_url).netloc
        proxy = select_proxy(base_url, dict(proxies))
        if not proxy:
            return cls(host, None, timeout)
        try:
            # The stubs of requests leave out the types of this one.
            url = parse_url(prepend_scheme_if_needed(proxy, "http"))  # type: ignore[no-untyped-call]
        except (TypeError, ValueError):  # requests raises a TypeError if the host is missing
            url = Url()
        if url.scheme not in PROXY_SCHEMES or not url.host:
            message = (
                "The proxy in HTTPS_PROXY or ALL_PROXY is not a URL of the form http://HOST:PORT, "
                f"so no request was made. Correct it, or exempt {host} in NO_PROXY."
            )
            raise SettingsError(message)
        return cls(host, f"{url.scheme}://{url.netloc}", timeout)

    def __str__(self) -> str:
        return self.host if self.proxy is None else f"{self.host} through the proxy {self.proxy}"


def transport_error(call: Call, error: Exception, route: Route) -> TransportError:
    """The error for a request that ended in *error*, from requests, urllib3 or the system."""
    # This is how requests says, before it sends anything, that a certificate file does not exist.
    if type(error) is OSError and error.errno is None:
        advice = "Set REQUESTS_CA_BUNDLE to a file with certificates, or unset it."
        return TransportError(call, str(error), advice, settled=True)
    causes = _causes(error)
    unsent = any(isinstance(cause, NOT_SENT) for cause in causes)
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
        what = "no connection to" if unsent else "no response from"
        problem = f"{what} {route} within {route.timeout:g} seconds"
    elif unsent:
        problem = f"no connection to {route} ({_reason(error, causes)})"
    else:
        problem = (
            f"the connection to {route} broke before the response was complete "
            f"({_reason(error, causes)})"
        )
    # Neither a certificate, a host name nor a proxy's refusal (4xx) gets better within seconds.
    refused = any(str(cause).startswith("Tunnel connection failed: 4") for cause in causes)
    transient = not refused and not any(isinstance(cause, HOPELESS) for cause in causes)
    advice = _advice(causes, route, unsent=unsent)
    return TransportError(call, problem, advice, settled=unsent, transient=transient)


def _advice(causes: list[BaseException], route: Route, *, unsent: bool) -> str:
    if any("CERTIFICATE_VERIFY_FAILED" in str(cause) for cause in causes):
        return (
            "If the certificate comes from a private authority, set REQUESTS_CA_BUNDLE to a file "
            "with that authority's certificate."
        )
    if any("SOCKS support" in str(cause) for cause in causes):
        return "Install `requests[socks]`, or unset ALL_PROXY and HTTPS_PROXY."
    if (route.proxy or "").startswith("https:") and any(
        isinstance(cause, urllib3.exceptions.SSLError) for cause in causes
    ):
        return "If the proxy has no TLS, begin its URL in HTTPS_PROXY or ALL_PROXY with http://."
    if unsent and route.proxy is not None:
        return "Check the proxy in HTTPS_PROXY or ALL_PROXY, or exempt the host in NO_PROXY."
    return "Run the command again when it is reachable."


def _reason(error: Exception, causes: list[BaseException]) -> str:
    """The most telling words for what went wrong, without Python's."""
    for cause in causes:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        if isinstance(cause, exceptions.InvalidSchema):
            return str(cause).rstrip(".")
        if isinstance(cause, exceptions.InvalidURL):
            return "malformed URL"  # the original message can contain a password
        if str(cause).startswith("Tunnel connection failed"):
            return str(cause)
    return type(error).__name__


def _causes(error: BaseException) -> list[BaseException]:
    """The error and its causes; requests and urllib3 keep them in `args` and `reason` as well."""
    seen: list[BaseException] = []
    queue: list[object] = [error]
    while queue:
        item = queue.pop(0)
        if isinstance(item, BaseException) and item not in seen:
            seen.append(item)
            queue += [getattr(item, "reason", None), item.__cause__, item.__context__, *item.args]
    return seen
