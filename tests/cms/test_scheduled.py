"""What is due is published, also where whoever published it died in the middle."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import Revision

from cms.models import CaseStudyPage
from cms.registrations import publish_scheduled
from tests.factories.catalogue import CaseStudyFactory


class Died(BaseException):
    pass


def dies(*args, **kwargs):
    raise Died


@pytest.mark.django_db
def test_a_page_that_was_being_published_is_published_the_next_time(monkeypatch):
    page = CaseStudyFactory(live=False)
    page.go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision = page.save_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=page.go_live_at)
    with monkeypatch.context() as patch:
        patch.setattr(CaseStudyPage, "save", dies)
        with pytest.raises(Died):
            publish_scheduled()
    publish_scheduled()
    page.refresh_from_db()
    assert page.live
