"""The composition root: settings, addresses, schedule; the only package that knows all others."""
