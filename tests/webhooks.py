"""A webhook on loopback that remembers what it was told, and answers as it is bid."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Webhook:
    """``answers`` are the first ones; then everything is taken. An answer of 0 begins and never ends, one of 1 is no
    HTTP."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def webhook(answers: Sequence[int] = ()) -> Iterator[Webhook]:
    here, ended = Webhook(answers=list(answers)), threading.Event()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.heard.append((dict(self.headers), body))
            answer = here.answers.pop(0) if here.answers else 204
            if answer < 100:
                self.wfile.write(b"HTTP/1.1 20" if not answer else b"\0\xff\r\n")
                ended.wait(None if not answer else 0)
                return
            self.send_response(answer)
            self.send_header("Location", f"{here.url}/elsewhere")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Nobody reads along."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    here.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield here
    finally:
        ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
