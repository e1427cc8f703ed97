"""A signed token (RFC 7519, HS256) that every request shows; only sluice_jwt looks at it."""

import base64
import hashlib
import hmac
import json
import time

SECRET = "kT3vQ9xZ1mN7bR5wY2cJ8dL4fH6gS0pA"


def valid(seconds=3600):
    """One of about 300 characters, as providers make them."""
    now = int(time.time())
    claims = {"iss": "bench", "aud": "bench", "sub": "caller-1", "iat": now, "exp": now + seconds,
              "scope": "read write", "email": "caller-1@example.com", "groups": ["dev", "ops"]}
    signed = encoded({"alg": "HS256", "typ": "JWT", "kid": "bench"}) + "." + encoded(claims)
    return signed + "." + text(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest())


def encoded(part):
    return text(json.dumps(part, separators=(",", ":")).encode())


def text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
