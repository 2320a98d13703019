"""The door for programs: one REST interface over the actions, listings and rights that people's pages use."""
