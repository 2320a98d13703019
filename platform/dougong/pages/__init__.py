"""The door for end users: server-rendered pages that work without JavaScript and are pleasant with it."""
