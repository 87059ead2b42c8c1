"""What cannot be done with organisations and their people; each message says why, to be shown."""


class Refused(ValueError):
    """Something that cannot be."""


class MembershipRefused(Refused):
    """A membership, a request, an invitation or a delegation that cannot be."""


class DomainRefused(Refused):
    """A domain that may not admit anybody."""


class VendorRefused(Refused):
    """A registration or a verification that cannot be."""


class MergerRefused(Refused):
    """A merger that cannot be."""
