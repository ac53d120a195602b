#!/usr/bin/env python3
"""Forwards TCP connections of a free port of 127.0.0.1 to another port of it, and can be cut.

forwarder.py PORT [--no-websocket] [--record FILE] [--cut TEXT]...

Prints its own port. After SIGUSR1 the connections on which a client has sent one of the texts are closed,
and those on which it will, until SIGUSR2; all connections where no text is given. With --no-websocket an
upgrade is answered as by a server that knows none. With --record FILE has what the clients sent.
"""
import asyncio
import signal
import sys

NO_WEBSOCKET = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"


class Forwarder:
    def __init__(self, port, texts, websocket, record):
        self.port, self.texts, self.websocket = port, texts, websocket
        self.record = open(record, "ab", buffering=0) if record else None
        self.is_cut = False
        self.marked = set()  # connections to be closed by a cut

    def cut(self):
        self.is_cut = True
        for writer in list(self.marked):
            writer.close()

    def restore(self):
        self.is_cut = False

    async def serve(self, reader, writer):
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self.upstream(reader, back, writer), self.downstream(there, writer, back))
        self.marked.discard(writer)

    async def upstream(self, reader, back, writer):
        try:
            while data := await reader.read(65536):
                if self.record:
                    self.record.write(data)
                if not self.websocket and b"upgrade: websocket" in data.lower():
                    writer.write(NO_WEBSOCKET)
                    break
                if not self.texts or any(text in data for text in self.texts):
                    self.marked.add(writer)
                if self.is_cut and writer in self.marked:
                    break
                back.write(data)
                await back.drain()
        except OSError:
            pass
        writer.close()
        back.close()

    async def downstream(self, there, writer, back):
        try:
            while data := await there.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        writer.close()
        back.close()


async def main():
    words = sys.argv[2:]
    texts = [words[i + 1].encode() for i, word in enumerate(words) if word == "--cut"]
    record = words[words.index("--record") + 1] if "--record" in words else None
    forwarder = Forwarder(int(sys.argv[1]), texts, "--no-websocket" not in words, record)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, forwarder.cut)
    loop.add_signal_handler(signal.SIGUSR2, forwarder.restore)
    server = await asyncio.start_server(forwarder.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
