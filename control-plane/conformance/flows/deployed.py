from prefect import flow, get_run_logger, task


@task
def add(x: int, y: int) -> int:
    return x + y


@flow(name="deployed")
def deployed(x: int, y: int = 1) -> int:
    get_run_logger().info("the sum is %s", add(x, y))
    return x + y
