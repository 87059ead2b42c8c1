"""Editors, moderators, and the workflow between them."""


def set_up_groups() -> None: ...
