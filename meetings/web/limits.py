"""How often one may try: counters by account and by address (Flask-Limiter)."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address)
