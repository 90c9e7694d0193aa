"""Prefect's own CLI, several commands in one process: an interpreter takes seconds to import it. Each command's exit code ends its output."""

import json
import sys

from prefect.cli import app

for arguments in json.loads(sys.argv[1]):
    sys.argv = ["prefect", "--no-prompt", *arguments]
    code = 0
    try:
        app()
    except SystemExit as exit:
        code = exit.code or 0
    sys.stdout.flush()
    print(f"\n<exit {code}>", flush=True)
