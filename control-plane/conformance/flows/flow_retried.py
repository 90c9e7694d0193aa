import os
from pathlib import Path

from prefect import flow


def note_failure(flow, flow_run, state):
    with Path(os.environ["HOOK_FILE"]).open("a") as file:
        file.write(f"{flow.name} {state.type.value} {state.name}\n")


@flow(name="flow-retried", retries=1, retry_delay_seconds=1, on_failure=[note_failure])
def flow_retried():
    raise ValueError("fails every time")


if __name__ == "__main__":
    flow_retried()
