"""The step of the workflow in which a moderator approves a page and its claims together."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import AbstractGroupApprovalTask


class ModerationTask(AbstractGroupApprovalTask):
    """Approving a page makes public the claims that were submitted with it, in one transaction."""

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        from cms import services
        from cms.actors import admin_actor

        with transaction.atomic():
            task_state = super().start(workflow_state, user=user)
            services.submit_claims(
                solution_id=int(workflow_state.object_id),
                workflow_state=workflow_state,
                actor=admin_actor(user),
            )
        return task_state

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        from cms import services
        from cms.actors import admin_actor

        with transaction.atomic():
            result = super().on_action(task_state, user, action_name, **kwargs)
            if action_name == "approve":
                services.publish_claims(
                    workflow_state=task_state.workflow_state, actor=admin_actor(user)
                )
            elif action_name == "reject":
                services.return_claims(
                    workflow_state=task_state.workflow_state, actor=admin_actor(user)
                )
        return result

    @classmethod
    def get_description(cls) -> str:
        return "A moderator reads the page and its claims, and publishes both or asks for changes"

    class Meta:
        verbose_name = "moderation of page and claims"
