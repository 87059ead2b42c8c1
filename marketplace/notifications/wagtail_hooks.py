"""What the outbox adds to Wagtail's admin: the list of mails, among the reports."""

from __future__ import annotations

from wagtail import hooks

from marketplace.notifications.admin import mails

hooks.register("register_admin_viewset", lambda: mails.mail_viewset)
hooks.register("register_reports_menu_item", mails.menu_item)
