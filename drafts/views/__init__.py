"""The drafts' pages: taking a report in, reading its drafts over, the office's table, years compared."""
