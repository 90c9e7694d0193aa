from prefect import flow, get_run_logger, task


@task(log_prints=True)
def speak():
    print("printed by a task")
    get_run_logger().warning("a warning from a task")


@flow(name="logs", log_prints=True)
def logs():
    print("printed by a flow")
    get_run_logger().error("an error from a flow: ünïcödé ✓")
    speak()


if __name__ == "__main__":
    logs()
