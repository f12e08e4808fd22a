"""What every answer carries: a strict content security policy and its companions."""

from flask import g, make_response, request

DEVICES = ("camera", "microphone", "display-capture")
NO_DEVICES = ", ".join(f"{name}=()" for name in DEVICES)


def register(app):
    """Add the headers to every answer that does not bring its own."""

    @app.after_request
    def add(response):
        response.headers.setdefault("Content-Security-Policy", _policy())
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        if request.endpoint != "static" and not g.get("cacheable"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def private_address(page):
    """The answer that shows `page`, whose address is a secret: no other page, and no search engine, is told of it.

    The host alone is: without it no form of the page would be taken over HTTPS (Flask-WTF asks where it comes from).
    """
    response = make_response(page)
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def let_in_video(response, origin: str):
    """Let this one page load the script of the video host (`origin`: scheme and host), frame its rooms, and let those
    use camera and microphone.
    """
    response.headers["Content-Security-Policy"] = _policy(f" {origin}")
    response.headers["Permissions-Policy"] = ", ".join(f'{name}=(self "{origin}")' for name in DEVICES)
    return response


def let_in_devices(page, connect=()):
    """Let this one page of ours use camera and microphone, and reach the addresses `connect` (the video host's) to see
    whether they answer; nothing is framed and no foreign script is loaded.
    """
    response = make_response(page)
    response.headers["Content-Security-Policy"] = _policy(connect="".join(f" {address}" for address in connect))
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=()"
    return response


def _policy(others="", connect=""):
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            f"script-src 'self'{others}",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self'{connect}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
            f"frame-src 'self'{others}",
            "manifest-src 'self'",
        )
    )
