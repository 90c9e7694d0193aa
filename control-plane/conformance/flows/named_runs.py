from prefect import flow, task


@task(task_run_name="greet {name}")
def greet(name: str) -> str:
    return f"hello {name}"


@flow(name="named-runs", flow_run_name="for {name}, {times} times")
def named_runs(name: str, times: int = 1) -> list[str]:
    return [greet(name) for _ in range(times)]


if __name__ == "__main__":
    named_runs("ada", times=2)
