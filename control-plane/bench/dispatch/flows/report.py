import time

from prefect import flow
from prefect.runtime import flow_run


@flow
def report(file: str) -> None:
    """Says at its first line when that was."""
    at = time.time() * 1000
    with open(file, "a", encoding="utf-8") as lines:
        lines.write(f"{flow_run.id} {at:.0f}\n")
