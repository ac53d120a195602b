#!/usr/bin/env python3
"""An HTTP proxy on a free port of 127.0.0.1: CONNECT, and requests in absolute form.

http_proxy.py LOG [USER:PASSWORD] [--to PORT]

Prints its own port. The first line of each request goes to LOG. With USER:PASSWORD others are answered with
407. With --to every connection goes to that port of 127.0.0.1, whatever its name.
"""
import asyncio
import base64
import sys
import urllib.parse


class Proxy:
    def __init__(self, log, user, to):
        self.log, self.to = open(log, "a", buffering=1), to
        self.wanted = "Basic " + base64.b64encode(user.encode()).decode() if user else None

    async def serve(self, reader, writer):
        try:
            while await self.request(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    async def request(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        self.log.write(head[0] + "\n")
        fields = dict(line.split(": ", 1) for line in head[1:] if line)
        if self.wanted and fields.pop("Proxy-Authorization", None) != self.wanted:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return False
        method, target, _ = head[0].split(" ")
        if method == "CONNECT":
            there, back = await asyncio.open_connection("127.0.0.1", self.to or int(target.rsplit(":", 1)[1]))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(self.pump(reader, back), self.pump(there, writer))
            return False
        url = urllib.parse.urlsplit(target)
        body = await reader.readexactly(int(fields.get("Content-Length", 0)))
        there, back = await asyncio.open_connection("127.0.0.1", self.to or url.port or 80)
        lines = [f"{method} {url.path or '/'} HTTP/1.1", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        back.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)
        await self.pump(there, writer)
        back.close()
        return False

    async def pump(self, source, sink):
        try:
            while piece := await source.read(65536):
                sink.write(piece)
                await sink.drain()
        except OSError:
            pass
        sink.close()


async def main():
    words = sys.argv[1:]
    to = None
    if "--to" in words:
        at = words.index("--to")
        to = int(words[at + 1])
        del words[at:at + 2]
    proxy = Proxy(words[0], words[1] if len(words) > 1 else None, to)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
