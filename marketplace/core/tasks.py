"""The one Celery task: do a registered piece of due work."""

from celery import shared_task

from marketplace.core import runner


@shared_task(name="core.run_due", ignore_result=True, acks_late=True)
def run_due(name: str) -> None:
    runner.run_due(name)
