from prefect import flow, task


@task
def double(x: int) -> int:
    return 2 * x


@flow(name="subflow-child")
def child(x: int) -> int:
    return double(x)


@flow(name="subflow-parent")
def parent() -> int:
    return child(4)


if __name__ == "__main__":
    assert parent() == 8
