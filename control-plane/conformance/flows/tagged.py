from prefect import flow, tags, task


@task(tags=["database"])
def query() -> str:
    return "rows"


@flow(name="tagged")
def tagged() -> str:
    with tags("nightly"):
        return query()


if __name__ == "__main__":
    with tags("outer"):
        tagged()
