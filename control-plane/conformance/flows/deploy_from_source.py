"""Deploys `deployed.py` from where it lies, as a program of the user's does: pool and name are its arguments."""

import sys
from pathlib import Path

from prefect import flow

pool, name = sys.argv[1:]

if __name__ == "__main__":
    source = flow.from_source(source=str(Path(__file__).parent), entrypoint="deployed.py:deployed")
    source.deploy(
        name=name,
        work_pool_name=pool,
        work_queue_name="urgent",
        parameters={"y": 2},
        tags=["from-source"],
        concurrency_limit=3,
        job_variables={"env": {"A": "b"}},
        print_next_steps=False,
    )
