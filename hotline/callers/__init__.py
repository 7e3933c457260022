"""Who called: kept apart, sealed, masked; looked at only with a reason that stays in the history for ever."""
