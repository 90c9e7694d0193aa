"""Embed the Markdown files of a folder and find which are about the same things.

An ordinary Prefect 3 flow. `python embed_documents.py` runs it here; deployed, a worker does.
"""

import math
import re
from collections import Counter
from pathlib import Path
from zlib import crc32

from prefect import flow, task, unmapped

REPOSITORY = Path(__file__).parent.parent.parent
DIMENSIONS = 512
LEFT_OUT = {"node_modules", "dist", ".git", ".venv", "venv"}


@task
def find_documents(folder: str) -> list[str]:
    files = sorted(Path(folder).rglob("*.md"))
    found = [str(file.relative_to(folder)) for file in files if not LEFT_OUT & set(file.relative_to(folder).parts)]
    if not found:
        raise FileNotFoundError(f"there is no Markdown file in {folder}")
    print(f"{len(found)} documents in {folder}")
    return found


@task(retries=2, retry_delay_seconds=1)
def count_words(folder: str, document: str) -> dict:
    """Word counts of one document, hashed into a fixed number of places."""
    words = re.findall(r"[a-z]{3,}", (Path(folder) / document).read_text(encoding="utf-8").lower())
    counts = Counter(crc32(word.encode()) % DIMENSIONS for word in words)
    return {"document": document, "words": len(words), "counts": sorted(counts.items())}


@task
def weigh(counted: list[dict]) -> list[dict]:
    """TF-IDF vectors of length 1: a word that every document has says little about any of them."""
    appearances = Counter(place for one in counted for place, _ in one["counts"])
    embedded = []
    for one in counted:
        vector = [0.0] * DIMENSIONS
        for place, count in one["counts"]:
            vector[place] = (1 + math.log(count)) * math.log(1 + len(counted) / appearances[place])
        length = math.sqrt(sum(value * value for value in vector)) or 1.0
        embedded.append({**one, "vector": [value / length for value in vector]})
    return embedded


@task(task_run_name="nearest-to-{embedded[document]}")
def find_nearest(embedded: dict, others: list[dict]) -> dict:
    similar = [
        (sum(a * b for a, b in zip(embedded["vector"], other["vector"])), other["document"])
        for other in others
        if other["document"] != embedded["document"]
    ]
    similarity, nearest = max(similar, default=(0.0, "-"))
    return {"document": embedded["document"], "words": embedded["words"], "nearest": nearest, "similarity": similarity}


@flow(name="embed-documents-python", log_prints=True)
def embed_documents(folder: str = str(REPOSITORY)) -> list[dict]:
    """Embeds every document of a folder and returns the nearest other one of each."""
    documents = find_documents(folder)
    counted = [future.result() for future in count_words.map(unmapped(folder), documents)]
    embedded = weigh(counted)
    found = [future.result() for future in find_nearest.map(embedded, unmapped(embedded))]
    for one in sorted(found, key=lambda one: -one["similarity"]):
        print(f"{one['similarity']:6.2f}  {one['document']} ({one['words']} words) -> {one['nearest']}")
    return found


if __name__ == "__main__":
    embed_documents()
