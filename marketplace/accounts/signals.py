"""What accounts tells the slices above it, within the transaction of the change."""

from django.dispatch import Signal

# A person has shown that mail to an address reaches them. Arguments: user_id, email (lower case).
address_confirmed = Signal()
