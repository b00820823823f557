import os

from celery import Celery

broker = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
app = Celery("jobs", broker=broker, broker_connection_retry_on_startup=True)


@app.task
def letter(name: str) -> str:
    return f"Dear {name},"
