"""What accounts hands to the registries."""


def register() -> None: ...
