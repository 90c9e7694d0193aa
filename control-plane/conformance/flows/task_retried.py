from prefect import flow, task

attempts = 0


@task(retries=3, retry_delay_seconds=1)
def flaky() -> int:
    global attempts
    attempts += 1
    if attempts < 3:
        raise ValueError(f"attempt {attempts} fails")
    return attempts


@flow(name="task-retried")
def task_retried() -> int:
    return flaky()


if __name__ == "__main__":
    assert task_retried() == 3
