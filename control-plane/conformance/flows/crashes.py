import os
import sys
from pathlib import Path

from prefect import flow


def note_crash(flow, flow_run, state):
    Path(os.environ["HOOK_FILE"]).write_text(f"{state.type.value}\n")


@flow(name="crashes", on_crashed=[note_crash])
def crashes():
    sys.exit(3)


if __name__ == "__main__":
    crashes()
