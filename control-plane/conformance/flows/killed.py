"""A flow whose process ends before it does, with hooks that leave a line in the file HOOKS_FILE."""

import os
import signal
import time

from prefect import flow


def note(hook, flow_run, state):
    with open(os.environ["HOOKS_FILE"], "a") as file:
        file.write(f"{hook} {flow_run.name} {state.type.value}\n")


def failing_hook(flow, flow_run, state):
    raise RuntimeError("the pager is away")


async def crashed_hook(flow, flow_run, state):
    note("on_crashed", flow_run, state)


def cancelled_hook(flow, flow_run, state):
    note("on_cancellation", flow_run, state)


@flow(name="killed", on_crashed=[failing_hook, crashed_hook], on_cancellation=[cancelled_hook])
def killed(how: str):
    if how == "exit":
        os._exit(3)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(os.environ["HOOKS_FILE"], "a") as file:
        file.write("deaf from now on\n")
    while True:
        time.sleep(1)
