#!/usr/bin/env python3
"""A name server for tests/e2e/container.sh, over UDP and TCP.

dns.py ADDRESS ZONE [SILENT_ADDRESS]

A line of the file ZONE is "NAME A|AAAA|CNAME VALUE", or "NAME TRUNCATED": the UDP answer has no records, and
says that TCP has them. It is read anew for each question. What is not in the zone does not exist. At
SILENT_ADDRESS it takes questions and never answers. Prints "ready", then a line a question.
"""
import ipaddress
import selectors
import socket
import struct
import sys

TYPES = {"A": 1, "CNAME": 5, "AAAA": 28}
PORT = 53


def read_zone(path):
    zone = {}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            name, *record = line.split()
            zone.setdefault(name, []).append(record)
    return zone


def encode_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def encode_value(kind, value):
    return encode_name(value) if kind == "CNAME" else ipaddress.ip_address(value).packed


def decode_question(query):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += 1 + query[at]
    (number,) = struct.unpack_from(">H", query, at + 1)
    return ".".join(labels).lower(), number, query[12 : at + 5]


def answer(zone, query, tcp):
    name, number, question = decode_question(query)
    kind = {number: kind for kind, number in TYPES.items()}.get(number, str(number))
    print(kind, name, "tcp" if tcp else "udp", flush=True)
    code = 0 if name in zone else 3
    flags, records = 0x8180 | code, []
    if ["TRUNCATED"] in zone.get(name, []) and not tcp:
        flags |= 0x0200
    else:
        while name:
            following = None
            for kind_found, *value in zone.get(name, []):
                if kind_found in (kind, "CNAME"):
                    records.append((name, kind_found, value[0]))
                    following = value[0] if kind_found == "CNAME" else None
            name = following
    head = query[:2] + struct.pack(">HHHHH", flags, 1, len(records), 0, 0)
    body = b""
    for owner, kind_found, value in records:
        data = encode_value(kind_found, value)
        body += encode_name(owner) + struct.pack(">HHIH", TYPES[kind_found], 1, 60, len(data)) + data
    return head + question + body


def main():
    address, zone_path = sys.argv[1:3]
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((address, PORT))
    tcp = socket.create_server((address, PORT))
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    if len(sys.argv) > 3:
        silent.bind((sys.argv[3], PORT))
    ready = selectors.DefaultSelector()
    ready.register(udp, selectors.EVENT_READ)
    ready.register(tcp, selectors.EVENT_READ)
    print("ready", flush=True)
    while True:
        for key, _ in ready.select():
            if key.fileobj is udp:
                query, client = udp.recvfrom(4096)
                udp.sendto(answer(read_zone(zone_path), query, False), client)
            else:
                connection, _ = tcp.accept()
                with connection:
                    connection.settimeout(5)
                    query = connection.recv(4096)
                    while len(query) < 2 or len(query) < 2 + struct.unpack_from(">H", query)[0]:
                        query += connection.recv(4096)
                    reply = answer(read_zone(zone_path), query[2:], True)
                    connection.sendall(struct.pack(">H", len(reply)) + reply)


main()
