"""`scraper explore`: the database in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.cli import options


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Serve on this port; 0: on any that is free.",
)
@click.option("--open", "open_", is_flag=True, help="Open the dashboard in the web browser.")
@options.database
def command(port: int, open_: bool, database: Path) -> None:
    """Look at the database in the browser, on this machine only, until Ctrl-C.

    A dashboard with charts, all tables with search, facets and explanations, the saved questions
    of `scraper query`, and any SQL of your own.  The file is opened read-only, runs may go on
    meanwhile.
    """
    import logging
    import socket
    import webbrowser

    from scraper.errors import ConfigError
    from scraper.store import Store

    Store.open(database, readonly=True).close()  # says what is wrong with the file, if anything
    try:
        import uvicorn

        from scraper.report.explore import application
    except ImportError as error:
        raise ConfigError(
            f"{error.name} is not installed; install the part for exploring: "
            "pip install 'scraper[explore]'"
        ) from error
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(128)  # from here on a browser may come; it waits for the server
        except OSError as error:
            raise ConfigError(f"port {port}: {error.strerror}; name another with --port") from error
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        app = application(database).app()
        click.echo(f"{address}  (Ctrl-C ends it)", err=True)
        if open_:
            webbrowser.open(address)
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            click.echo("", err=True)
