from prefect import flow, task


@task
def square(x: int) -> int:
    return x * x


@flow(name="mapped")
def mapped() -> int:
    return sum(square.map(range(50)).result())


if __name__ == "__main__":
    assert mapped() == sum(x * x for x in range(50))
