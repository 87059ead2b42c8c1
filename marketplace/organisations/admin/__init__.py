"""What moderators do with organisations, in Wagtail's admin; every write goes through the services."""
