"""The hotline's pages; each module one page and its parts."""
