"""gunicorn: the program is read once, and the workers share its memory as long as nobody writes to it (app.py)."""

preload_app = True
