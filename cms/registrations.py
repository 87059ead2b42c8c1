"""What the catalogue hands to the registries."""


def register() -> None: ...
