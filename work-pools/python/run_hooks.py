"""Runs the hooks of a flow run that ended without running them: its process was killed, or left without a word.

Started by the worker in the place of `python -m prefect.engine`, with the user's own Prefect, after the worker has reported
the run's end. Exits with 0 once the hooks have run, whatever they raised.
"""

import asyncio
import inspect
import os
import sys
from uuid import UUID

# A script is given its own folder as the first place of imports; the flow expects the working directory, as with `-m`.
sys.path[0] = os.getcwd()

from prefect.flow_engine import load_flow, load_flow_run  # noqa: E402
from prefect.logging.loggers import flow_run_logger  # noqa: E402


def main() -> int:
    flow_run = load_flow_run(UUID(os.environ["KEDGE_FLOW_RUN_ID"]))
    state = flow_run.state
    # The hooks of any other state are the engine's, which has run them.
    if state is None or not (state.is_crashed() or state.is_cancelled()):
        return 0
    try:
        flow = load_flow(flow_run)
    except Exception:
        flow_run_logger(flow_run).error("The flow could not be loaded, so its hooks were not run", exc_info=True)
        return 1
    hooks = flow.on_crashed_hooks if state.is_crashed() else flow.on_cancellation_hooks
    for hook in hooks or []:
        run_hook(hook, flow, flow_run, state)
    return 0


def run_hook(hook, flow, flow_run, state) -> None:
    logger = flow_run_logger(flow_run, flow)
    name = getattr(hook, "__name__", repr(hook))
    try:
        logger.info(f"Running hook {name!r} in response to entering state {state.name!r}")
        result = hook(flow, flow_run, state)
        if inspect.isawaitable(result):
            asyncio.run(finished(result))
    except Exception:
        logger.error(f"An error was encountered while running hook {name!r}", exc_info=True)
    else:
        logger.info(f"Hook {name!r} finished running successfully")


async def finished(awaitable):
    return await awaitable


if __name__ == "__main__":
    sys.exit(main())
