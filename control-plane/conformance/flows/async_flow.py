import asyncio

from prefect import flow, task


@task
async def fetch(n: int) -> int:
    await asyncio.sleep(0)
    return n


@flow(name="async-flow")
async def async_flow() -> int:
    return sum(await asyncio.gather(*(fetch(n) for n in range(5))))


if __name__ == "__main__":
    assert asyncio.run(async_flow()) == 10
