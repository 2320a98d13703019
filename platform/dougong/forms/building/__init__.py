"""The rooms that build nodes; `dispatch.build` is the way in."""
