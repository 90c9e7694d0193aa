"""Flows that wait: for a cancel, for a person, for a worker that starts them again. What they do is noted in EFFECTS_FILE."""

import os
import subprocess
import sys
import time

from prefect import flow, pause_flow_run, suspend_flow_run, task
from prefect.input import RunInput


class Approval(RunInput):
    approve: bool
    note: str = "none"


def effect(text):
    with open(os.environ["EFFECTS_FILE"], "a") as file:
        file.write(f"{text}\n")


def cancelled_hook(flow, flow_run, state):
    effect(f"on_cancellation {state.type.value}")


@flow(name="waits", on_cancellation=[cancelled_hook])
def waits():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    effect(f"child {child.pid}")
    while True:
        time.sleep(0.2)


@flow(name="pauses")
def pauses():
    ask = Approval.with_initial_data(description="Ship it?", note="fine")
    approval = pause_flow_run(wait_for_input=ask, timeout=120, poll_interval=1)
    effect(f"{approval.approve} ({approval.note})")


@task(persist_result=True)
def prepare():
    effect("prepared")
    return "parts"


@flow(name="suspends", persist_result=True)
def suspends():
    parts = prepare()
    approval = suspend_flow_run(wait_for_input=Approval, timeout=120)
    effect(f"{approval.approve} for {parts}")


if __name__ == "__main__":
    globals()[sys.argv[1]]()
