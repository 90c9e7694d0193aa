from datetime import timedelta
from prefect import flow, task
from prefect.tasks import task_input_hash
@task(retries=3, retry_delay_seconds=1, cache_key_fn=task_input_hash, cache_expiration=timedelta(hours=24))
def preprocess(path: str) -> str: return path + ".clean"
@task(retries=2)
def train(path: str, lr: float) -> dict: return {"loss": lr, "path": path}
@task
def embed(doc: str) -> int: return len(doc)
@flow(name="ml-training-pipeline", log_prints=True)
def training_pipeline(raw: str, lr: float = 0.001):
    m = train(preprocess(raw), lr); n = [f.result() for f in embed.map(["a", "bb", "ccc"])]
    print(f"Training complete: {m} {n}"); return m
if __name__ == "__main__": training_pipeline("data.csv")
