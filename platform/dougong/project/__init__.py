"""Settings, addresses, start-up checks; the only room that may import every other one."""
