"""Pauses and resumes a deployment with Prefect's own client, and asks for many runs of it at once."""

import sys

from prefect.client.orchestration import get_client

name = sys.argv[1]

with get_client(sync_client=True) as client:
    deployment = client.read_deployment_by_name(name)
    client.pause_deployment(deployment.id)
    print("paused:", client.read_deployment(deployment.id).paused)
    client.resume_deployment(deployment.id)
    print("paused:", client.read_deployment(deployment.id).paused)
    run = client.create_flow_run_from_deployment(deployment.id, parameters={"x": 1}, idempotency_key="k")
    again = client.create_flow_run_from_deployment(deployment.id, parameters={"x": 2}, idempotency_key="k")
    print("the same run:", run.id == again.id)
