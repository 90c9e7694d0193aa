"""Prefect's base worker, which polls and claims as all of its workers do, with nothing to start: python ... POOL"""

import asyncio
import sys

from prefect.workers.base import BaseJobConfiguration, BaseWorker, BaseWorkerResult


class NothingWorker(BaseWorker):
    type = "nothing"
    job_configuration = BaseJobConfiguration

    async def run(self, flow_run, configuration, task_status=None):
        if task_status is not None:
            task_status.started("nothing")
        await asyncio.Event().wait()
        return BaseWorkerResult(identifier="nothing", status_code=0)


print("starting", flush=True)
asyncio.run(NothingWorker(work_pool_name=sys.argv[1]).start())
