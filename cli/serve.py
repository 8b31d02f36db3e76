"""`liandong serve`: the HTTP API."""

from typing import Annotated

import typer

from cli.output import out


def serve(
    port: Annotated[int, typer.Option(help="Port.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address; this machine only by default.")] = "127.0.0.1",
) -> None:
    """Serve the HTTP API; its documentation is at /docs.

    Example: curl -s 127.0.0.1:8000/api/v1/reports -H 'content-type: application/json'
    -d '{"text": "十全街128号门口的路灯坏了"}'
    """
    import uvicorn

    from api.app import create_app
    from liandong.settings import load_settings

    out.print(f"http://{host}:{port}/docs", markup=False)
    uvicorn.run(create_app(load_settings()), host=host, port=port, log_level="warning", access_log=False)
