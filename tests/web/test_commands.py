import os
import subprocess
import sys

import pytest

from meetings.factory import TOP


@pytest.mark.parametrize("command, said", [(["heads"], "(head)"), (["--help"], "upgrade"), (["history"], "0001")])
def test_the_steps_of_the_database_are_called_as_everywhere(tmp_path, command, said):
    settings = {**os.environ, "FLASK_APP": "app.py", "NHIP_CAU_INSTANCE": str(tmp_path)}
    flask = [sys.executable, "-m", "flask", "db", *command]

    done = subprocess.run(flask, cwd=TOP, env=settings, stdout=subprocess.PIPE, text=True, check=True)

    assert said in done.stdout
