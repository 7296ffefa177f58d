"""Which calls can be held, when and by whom: the best possible plan. Pure."""
