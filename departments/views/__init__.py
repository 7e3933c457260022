"""The people's pages: who is here, the sheet they come by, stand-ins, leaving."""
