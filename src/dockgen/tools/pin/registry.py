"""Asks a registry which image a tag names.

The API: https://github.com/opencontainers/distribution-spec/blob/main/spec.md, the token flow:
https://distribution.github.io/distribution/spec/auth/token/. Only heads of manifests are asked
for, which count against no limit of Docker Hub's.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from email.message import Message
from typing import IO, NamedTuple

from dockgen import __version__
from dockgen.core.errors import EngineProblem, UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.pin.docker_credentials import Credentials, credentials_for
from dockgen.tools.pin.references import HUB, Reference

INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
MANIFESTS = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
DIGEST = lazy_regex(r"sha256:[0-9a-f]{64}")
CHALLENGE = lazy_regex(r'(\w+)="([^"]*)"')
SECONDS = 20.0
"""How long an answer may take to begin."""

TRIES = 4
"""How often a request is sent that was cut off, or that came too early."""

LONGEST_WAIT = 30.0
"""How many seconds a registry may ask to be left alone for."""

MOST_BYTES = 4 * 1024 * 1024
"""The size of a manifest and of an answer of a token server that is read."""

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same request may be answered later."""


class RegistryProblem(EngineProblem):
    """A registry gives no answer that helps."""


class Found(NamedTuple):
    """The image that a tag names.

    Args:
        digest: its digest.
        several: whether it is an index of images for several platforms.
    """

    digest: str
    several: bool


class _Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, and takes credentials to no other host."""

    def redirect_request(  # noqa: PLR0913  urllib's signature
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        made = super().redirect_request(req, fp, code, msg, headers, newurl)
        if made is not None:
            made.method = req.get_method()
            before, after = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
            if (before.scheme, before.netloc) != (after.scheme, after.netloc):
                made.remove_header("Authorization")
        return made


class Registry:
    """One registry, with what it was told once.

    Args:
        host: its host, `docker.io` for Docker Hub.
    """

    def __init__(self, host: str) -> None:
        self.host = host
        self._opener = urllib.request.build_opener(_Redirects())
        self._credentials: Credentials | None = None
        self._asked_for_credentials = False
        self._headers: dict[str, str] = {}

    @property
    def address(self) -> str:
        """Where it is asked; without TLS on this very machine alone, as the engine does it."""
        if self.host == HUB:
            return "https://registry-1.docker.io"
        name = self.host.rpartition(":")[0] or self.host
        is_local = name == "localhost" or name.startswith("127.") or name == "[::1]"
        return f"{'http' if is_local else 'https'}://{self.host}"

    def find(self, wanted: Reference) -> Found:
        """The image that a tag names now.

        Raises:
            UnusableInput: there is no such image, or the credentials are not accepted.
            RegistryProblem: the registry cannot be reached, or gives no answer that helps.
        """
        url = f"{self.address}/v2/{wanted.repository}/manifests/{wanted.tag}"
        answer = self._authorized("HEAD", url, wanted)
        digest = answer.headers.get("docker-content-digest", "")
        if answer.status in {404, 405} or (answer.status == 200 and not digest):
            answer = self._authorized("GET", url, wanted)  # a few old ones answer no HEAD
            digest = f"sha256:{hashlib.sha256(answer.body).hexdigest()}"
        if answer.status == 404:
            raise UnusableInput(f"{self.host} has no image {wanted.text}")
        if answer.status != 200 or not DIGEST.fullmatch(digest):
            raise RegistryProblem(
                f"{self.host} answers {answer.status} for {wanted.text}", hint=_said(answer)
            )
        kind = answer.headers.get("content-type", "").partition(";")[0]
        return Found(digest, kind in INDEXES)

    def _authorized(self, method: str, url: str, wanted: Reference) -> _Answer:
        headers = {"Accept": ", ".join((*INDEXES, *MANIFESTS)), **self._headers}
        answer = self._sent(method, url, headers)
        if answer.status != 401:
            return answer
        granted = self._authorization(answer.headers.get("www-authenticate", ""), wanted)
        answer = self._sent(method, url, {**headers, "Authorization": granted})
        if answer.status in {401, 403}:
            raise self._refused(wanted)
        return answer

    def _authorization(self, challenge: str, wanted: Reference) -> str:
        scheme, _, rest = challenge.partition(" ")
        if not self._asked_for_credentials:
            self._credentials = credentials_for(self.host)
            self._asked_for_credentials = True
        if scheme.lower() == "basic":
            if self._credentials is None:
                raise self._refused(wanted)
            return self._credentials.basic
        if scheme.lower() != "bearer":
            raise RegistryProblem(f"{self.host} asks for {scheme or 'no known'} authentication")
        values = dict(CHALLENGE.findall(rest))
        return f"Bearer {self._token(values, wanted)}"

    def _token(self, challenge: Mapping[str, str], wanted: Reference) -> str:
        realm = challenge.get("realm", "")
        local = self.address.startswith("http://")
        if not realm.startswith("https://") and not (local and realm.startswith("http://")):
            raise RegistryProblem(f"{self.host} names no token server that is safe: {realm!r}")
        query = {
            "service": challenge.get("service", ""),
            "scope": f"repository:{wanted.repository}:pull",
        }
        known = self._credentials
        headers: dict[str, str] = {}
        if known is not None and known.is_token:
            form = {**query, "grant_type": "refresh_token", "client_id": "dockgen"}
            form["refresh_token"] = known.secret
            answer = self._sent("POST", realm, headers, urllib.parse.urlencode(form).encode())
        else:
            if known is not None:
                headers["Authorization"] = known.basic
            joint = "&" if "?" in realm else "?"
            answer = self._sent("GET", f"{realm}{joint}{urllib.parse.urlencode(query)}", headers)
        if answer.status in {401, 403}:
            raise self._refused(wanted)
        try:
            data = json.loads(answer.body)
            token = data.get("token") or data.get("access_token")
        except (ValueError, AttributeError, RecursionError):
            token = None
        if answer.status != 200 or not isinstance(token, str):
            raise RegistryProblem(f"the token server of {self.host} answers {answer.status}")
        if not re.fullmatch(r"[\x21-\x7e]+", token):
            raise RegistryProblem(f"the token server of {self.host} gives no usable token")
        return token

    def _refused(self, wanted: Reference) -> UnusableInput:
        what = "does not accept the credentials" if self._credentials else "asks for credentials"
        where = "" if self.host == HUB else f" {self.host}"
        return UnusableInput(
            f"{self.host} {what} for {wanted.text}", hint=f"docker login{where}, or check the name"
        )

    def _sent(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> _Answer:
        """The answer to a request, which is sent again where it was cut off or came too early."""
        agent = {"User-Agent": f"dockgen/{__version__}"}
        for number in range(1, TRIES + 1):
            request = urllib.request.Request(  # noqa: S310  http or https, as `address` says
                url, data=body, headers={**agent, **headers}, method=method
            )
            try:
                answer = self._once(request)
            except (OSError, http.client.HTTPException) as problem:
                reason = str(getattr(problem, "reason", "") or problem) or type(problem).__name__
                if number == TRIES or not _may_pass(problem):
                    raise RegistryProblem(f"{self.host} cannot be reached: {reason}") from None
                wait = 2.0 ** (number - 2)
            else:
                if answer.status not in AGAIN or number == TRIES:
                    self._refuse_limits(answer)
                    return answer
                wait = _asked_to_wait(answer) or 2.0 ** (number - 2)
                if wait > LONGEST_WAIT:
                    self._refuse_limits(answer)
            time.sleep(wait)
        raise AssertionError(url)  # the last try returns or raises

    def _once(self, request: urllib.request.Request) -> _Answer:
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return _read(answer.status, answer.headers, answer, request)
        except urllib.error.HTTPError as problem:
            with problem:
                return _read(problem.code, problem.headers, problem, request)

    def _refuse_limits(self, answer: _Answer) -> None:
        if answer.status == 429:
            wait = _asked_to_wait(answer)
            later = f"in {wait:.0f} seconds" if wait else "later"
            raise RegistryProblem(
                f"{self.host} gets too many requests from here",
                hint=f"try again {later}, or log in",
            )


def _read(
    status: int, headers: Message, answer: IO[bytes], request: urllib.request.Request
) -> _Answer:
    body = answer.read(MOST_BYTES + 1) if request.get_method() != "HEAD" else b""
    if len(body) > MOST_BYTES:
        raise RegistryProblem(f"{request.host} answers with more than {MOST_BYTES // 2**20} MiB")
    return _Answer(status, {key.lower(): value for key, value in headers.items()}, body)


def _may_pass(problem: Exception) -> bool:
    """Whether the same request may be answered later: not where no such host is."""
    import socket
    import ssl

    reason = getattr(problem, "reason", problem)
    return not isinstance(reason, socket.gaierror | ssl.SSLCertVerificationError)


def _asked_to_wait(answer: _Answer) -> float:
    """The seconds that the registry asks to be left alone for; 0 where it does not say."""
    said = answer.headers.get("retry-after", "")
    return float(said) if re.fullmatch(r"\d{1,6}", said) else 0.0


def _said(answer: _Answer) -> str:
    try:
        errors = json.loads(answer.body)["errors"]
        return ", ".join(str(one.get("message") or one["code"]) for one in errors)[:200]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
