"""What organisations hands to the registries."""


def register() -> None: ...
