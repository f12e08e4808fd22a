import gc

gc.disable()  # nothing that is read at the start is garbage, and looking for some takes a tenth of it

from meetings.factory import create_app  # noqa: E402

app = create_app()
# What was read stays for good: no later search for garbage goes through it, and workers do not copy it.
gc.freeze()
gc.enable()
