"""Settings for a checkout of wagtail/bakerydemo."""
