"""Prints, as JSON, the result that a stored state refers to: `read_result.py flow-run|task-run ID`."""

import asyncio
import json
import sys

from prefect.client.orchestration import get_client


async def main(kind: str, run_id: str) -> None:
    async with get_client() as client:
        read = client.read_flow_run if kind == "flow-run" else client.read_task_run
        run = await read(run_id)
        print(json.dumps(await run.state.aresult()))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
