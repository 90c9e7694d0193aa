"""Serves a flow, runs it once by its deployment, and ends as by Ctrl-C."""

import os
import signal
import sys
import threading
import time

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client

name = sys.argv[1]


@flow(name="served")
def served(x: int, y: int = 1) -> int:
    get_run_logger().info("the product is %s", x * y)
    return x * y


def run_once_and_stop() -> None:
    with get_client(sync_client=True) as client:
        while True:
            try:
                deployment = client.read_deployment_by_name(f"served/{name}")
                break
            except Exception:
                time.sleep(0.2)
        run = client.create_flow_run_from_deployment(deployment.id, parameters={"x": 6, "y": 7})
        while not client.read_flow_run(run.id).state.is_final():
            time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    threading.Thread(target=run_once_and_stop, daemon=True).start()
    served.serve(name=name, tags=["served"], parameters={"y": 2}, print_starting_message=False)
