"""The workshop: Wagtail's admin for platform staff, on a host of its own. Only this room and `project` know it."""
