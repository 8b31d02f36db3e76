"""`liandong serve`: the HTTP API."""

import socket
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import office
from cli.output import out
from liandong.errors import SettingsError

if TYPE_CHECKING:
    from dispatch.setup import Office


def serve(
    port: Annotated[int, typer.Option(help="Port.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address; this machine only by default.")] = "127.0.0.1",
) -> None:
    """Serve the HTTP API; its documentation is at /docs.

    Example: curl -s 127.0.0.1:8000/api/v1/reports -H 'content-type: application/json'
    -d '{"text": "十全街128号门口的路灯坏了"}'
    """
    with office() as opened:
        serve_office(opened, host=host, port=port)


def serve_office(office: "Office", *, port: int, host: str = "127.0.0.1") -> None:
    """Serve an office that is open, until the process is told to end.

    Raises:
        SettingsError: the port is taken.
    """
    import uvicorn

    from api.app import create_app

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"{host}:{port} cannot be listened on 端口不可用: {error.strerror}",
                hint="Choose another --port.",
            ) from error
    out.print(f"http://{host}:{port}/docs", markup=False)
    uvicorn.run(create_app(office), host=host, port=port, log_level="warning", access_log=False)
