"""Where a tool's page came from: its publiccode.yml as it was read last."""

from __future__ import annotations

from django.db import models


class PubliccodeSource(models.Model):
    """The file of one repository and what was made of it.

    Beside the page and no part of its revisions, so that the page's words can be told apart from
    the file's: `values` has what the file said last, by field of the page. Nothing about a person
    is kept.
    """

    repository = models.CharField(
        max_length=300, unique=True, help_text="Without scheme: github.com/council/tool"
    )
    page = models.OneToOneField("cms.ToolPage", on_delete=models.CASCADE, related_name="publiccode")
    address = models.URLField("file’s address", max_length=500, blank=True)
    version = models.CharField("version of the standard", max_length=10, blank=True)
    language = models.CharField(max_length=35, blank=True)
    values = models.JSONField(default=dict, blank=True)
    unknown = models.JSONField("keys that the standard does not know", default=dict, blank=True)
    # Each with its line, field and message; "warning" where it is none that stands in the way.
    problems = models.JSONField(default=list, blank=True)
    # Fields in which the page, when the file was read last, had an editor's own words instead.
    kept = models.JSONField(default=list, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    # The revision that the import saved last: whatever comes after it is an editor's.
    revision = models.BigIntegerField(null=True, blank=True)
    is_refreshed = models.BooleanField("read again on schedule", default=False)
    goes_live = models.BooleanField("changes go live at once", default=False)
    refresh_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField("why it was not read last", max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["refresh_at"],
                name="publiccode_due",
                condition=models.Q(is_refreshed=True),
            )
        ]
        verbose_name = "publiccode.yml"
        verbose_name_plural = "publiccode.yml files"

    def __str__(self) -> str:
        return self.repository
