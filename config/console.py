"""`manage.py`: what is refused on the command line is one line on stderr and exit status 1, for every command."""

import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand, CommandParser


class Console(ManagementUtility):
    """Runs one command; a wrong argument, or a setting nothing can start with, ends it in one line."""

    def execute(self) -> None:
        try:
            super().execute()
        except ImproperlyConfigured as wrong:
            sys.exit(str(wrong))

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        create_parser = command.create_parser

        def create_brief_parser(*names: Any, **options: Any) -> CommandParser:
            """The command's parser, which says what is wrong without its usage."""
            parser = create_parser(*names, **options)
            parser.error = lambda message: parser.exit(1, f"{parser.prog}: {message}\n")  # type: ignore[method-assign, assignment]
            return parser

        command.create_parser = create_brief_parser  # type: ignore[method-assign]
        return command
