"""Every setting with its default and what it is for. `instance/config.py` and NHIP_CAU_* variables override."""

# Where the database is. Empty: SQLite in instance/. PostgreSQL: postgresql+psycopg://user@host/name
DATABASE_URL = ""
# SQLite: FULL keeps every acknowledged write through a power cut.
SQLITE_SYNCHRONOUS = "FULL"
# Signs sessions and links. Empty: made once and kept in instance/secret_key.
SECRET_KEY = ""
# The address under which people reach the site; used in mail, calendars and QR codes.
PUBLIC_URL = "http://127.0.0.1:8000"
# Only send the session cookie over TLS. Switch on behind nginx with TLS.
SESSION_COOKIE_SECURE = False
# How many trusted proxies stand before the application (nginx: 1), for the address in the journal.
TRUSTED_PROXIES = 0
# Hours after which an idle person must sign in again.
SESSION_HOURS = 12
# Failed sign-ins (and asked-for reset mails) for one account, and from one network address, before a pause.
SIGN_IN_LIMIT = "10 per 15 minutes"
SIGN_IN_ADDRESS_LIMIT = "60 per 15 minutes"
# Minutes for which the link of a mail for a new password is good.
RESET_MINUTES = 60
# Days for which the link of a mail is good that lets somebody in for the first time.
INVITE_DAYS = 7
# Minutes before the start after which a site no longer answers through its link (it rings instead).
SITE_LOCK_MINUTES = 30

# The name in the sidebar and in mail.
PRODUCT_NAME = "Nhịp Cầu"
# Telephone of the secretariat's help desk, shown on every page.
HELP_PHONE = ""

# Files: where they are kept (empty: instance/files) and how large one may be.
FILES_FOLDER = ""
UPLOAD_LIMIT_MB = 50

# Hours for which a stored file that no row names any more is kept before the worker deletes it; 0 keeps all.
FILES_GRACE_HOURS = 48

# Days after a conference's end until the names of its delegates are erased; 0 keeps them. Head-counts and released
# papers stay.
NAMES_KEPT_DAYS = 90

# Mail: smtp://user:password@host:587?starttls=1, smtps://…, folder:///path or console:. Empty: instance/mail
MAIL_SINK = ""
# The mailbox from which mail comes and to which people answer.
MAIL_SENDER = "Nhịp Cầu <nhip-cau@localhost>"

# Short messages to telephones (SMS or Zalo) through one HTTP gateway: https://…, folder:///path or console:.
# Empty: none, everything leaves by mail.
# In address, headers and body {to}, {text}, {ref} and {secret} are filled in, each safely for where it stands.
TEXT_GATEWAY = ""
# What people call it on their pages: SMS, Zalo.
TEXT_NAME = "SMS"
TEXT_METHOD = "POST"
# "Name: value", several in lines of their own or parted by |. The content type says how the body is filled: JSON, a
# form (a={to}&b={text}), XML or plain text.
TEXT_HEADERS = "Content-Type: application/json|Authorization: Bearer {secret}"
TEXT_BODY = '{"to": "{to}", "text": "{text}", "ref": "{ref}"}'
# What counts as taken: status (any 2xx), json:PATH=VALUE (json:CodeResult=100, json:data.error=0) or text:WORDS.
TEXT_SUCCESS = "status"
# How the gateway wants numbers: +84 (+84912345678), 84 or 0.
TEXT_NUMBERS = "+84"
TEXT_TIMEOUT = 10
# The key of the gateway, or the file that holds it (readable by the services alone). Never shown, never logged.
TEXT_SECRET = ""
TEXT_SECRET_FILE = ""
# Send Vietnamese with its marks (70 letters a piece), or without (160).
TEXT_MARKS = True
# When no short message leaves but urgent ones and those of the conference's day, for who has not chosen otherwise.
QUIET_HOURS = "21:00-06:30"
# The hour of the daily digest, and of reminders by a schedule.
DIGEST_HOUR = "07:00"
REMIND_HOUR = "08:00"

# The mailbox of the secretariat that calendars name as organiser and answer to. Empty: MAIL_SENDER. Replies come to it
# with a mark before the @ (vp+12-abc…@…): the server must deliver such addresses to the same mailbox.
CALENDAR_MAILBOX = ""
# Minutes for which changes of a conference are gathered into one message. A cancellation never waits.
CALENDAR_MERGE_MINUTES = 5

# The mailbox that the worker reads for answers of calendars and for mail that came back (IMAP). Empty: none is read.
REPLY_HOST = ""
REPLY_PORT = 993
# tls (from the first byte), starttls, or none.
REPLY_TLS = "tls"
# File of an own certificate authority; empty: the system's.
REPLY_AUTHORITY = ""
REPLY_USER = ""
# A file that holds nothing but the password, readable by the service only.
REPLY_PASSWORD_FILE = ""
# The folder that is read, and the one to which letters are moved once they are kept.
REPLY_FOLDER = "INBOX"
REPLY_DONE_FOLDER = "Da-xu-ly"
# Larger letters are not fetched: their head is shown.
REPLY_LARGEST_KB = 1024
# Seconds between two looks into the mailbox.
REPLY_SECONDS = 60

# The video room. Empty JITSI_URL: no video, everything else works.
JITSI_URL = ""
JITSI_APP_ID = ""
JITSI_AUDIENCE = "jitsi"
# HS256: the secret shared with Prosody. RS256: the private key in PEM, and its id.
JITSI_ALGORITHM = "HS256"
JITSI_SECRET = ""
JITSI_PRIVATE_KEY = ""
JITSI_KEY_ID = ""
# XMPP domain (the token's `sub`); empty: the host of JITSI_URL.
JITSI_DOMAIN = ""
# Prosody's HTTP address that tells who is in a room; empty: not asked.
JITSI_PROSODY_URL = ""

# What sites do when the room fails, in words for the printed kit of a site: another room, and a number to dial.
SPARE_ROOM = ""
DIAL_IN = ""

# Megabytes of pages that each web process keeps, to serve them again while nothing was written; 0 keeps none.
KEPT_PAGES_MB = 4
# Rows on a page of a long list.
PAGE_SIZE = 50
