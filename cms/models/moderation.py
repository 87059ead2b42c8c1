"""The step of the workflow in which a moderator reads a page and its claims together."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.log_actions import LogContext
from wagtail.models import AbstractGroupApprovalTask


class ModerationTask(AbstractGroupApprovalTask):
    """Starting it, for the first time or again, submits the page's draft claims as well.

    What becomes of them follows from the workflow's own end, in `cms.receivers`: approved with the
    page in one transaction, given back when changes are asked for or the submission is cancelled.
    """

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        from cms import services
        from cms.actors import actor_behind

        with transaction.atomic():
            task_state = super().start(workflow_state, user=user)
            services.submit_claims(
                solution_id=int(workflow_state.object_id),
                workflow_state=workflow_state,
                actor=actor_behind(user and user.pk),
            )
        return task_state

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        # Publishing tells its receivers no user: the log's context does, in the admin and outside.
        with LogContext(user=user):
            return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return "A moderator reads the page and its claims, and publishes both or asks for changes"

    class Meta:
        verbose_name = "moderation of page and claims"
