"""What every answer carries: a strict content security policy and its companions."""

from urllib.parse import urlsplit

from flask import g, request


def register(app):
    """Add the headers to every answer; the video host is the only other one that may be framed or called."""
    host = urlsplit(app.config["JITSI_URL"]).netloc
    video = f" https://{host}" if host else ""
    policy = "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            f"script-src 'self'{video}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
            f"frame-src 'self'{video}",
            "manifest-src 'self'",
        )
    )

    @app.after_request
    def add(response):
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", f"camera=(self{video}), microphone=(self{video})")
        if request.endpoint != "static" and not g.get("cacheable"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
