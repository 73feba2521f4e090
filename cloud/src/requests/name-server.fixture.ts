import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { isIPv4 } from "node:net";

const A = 1;
const AAAA = 28;

/** The name in a DNS question, and where it ends. */
const readName = (packet: Buffer): { name: string; end: number } => {
  const labels: string[] = [];
  let at = 12;
  for (let length = packet[at] ?? 0; length > 0; length = packet[at] ?? 0) {
    labels.push(packet.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), end: at + 5 };
};

const bytesOf = (address: string): Buffer => {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  const [left = "", right = ""] = address.split("::");
  const head = left === "" ? [] : left.split(":");
  const tail = right === "" ? [] : right.split(":");
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  const bytes = Buffer.alloc(16);
  [...head, ...zeros, ...tail].forEach((part, index) => {
    bytes.writeUInt16BE(Number.parseInt(part, 16), 2 * index);
  });
  return bytes;
};

/**
 * A small name server. `answer` gives the addresses of a name for its nth question of a family (from 1),
 * or "silent", or "failure".
 */
export const openNameServer = async (
  answer: (name: string, asked: number) => readonly string[] | "silent" | "failure",
) => {
  const socket = createSocket("udp4");
  const questions = new Map<string, number>();
  socket.on("message", (packet, from) => {
    const { name, end } = readName(packet);
    const type = packet.readUInt16BE(end - 4);
    const key = `${name} ${type}`;
    const asked = (questions.get(key) ?? 0) + 1;
    questions.set(key, asked);
    const found = answer(name, asked);
    if (found === "silent") return;
    const addresses =
      found === "failure" ? [] : found.filter((one) => (isIPv4(one) ? A : AAAA) === type);
    const head = Buffer.from(packet.subarray(0, end));
    head.writeUInt16BE(found === "failure" ? 0x8182 : 0x8180, 2);
    head.writeUInt16BE(addresses.length, 6);
    head.writeUInt32BE(0, 8);
    const records = addresses.map((address) => {
      const data = bytesOf(address);
      const record = Buffer.alloc(12);
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(type, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt16BE(data.length, 10);
      return Buffer.concat([record, data]);
    });
    socket.send(Buffer.concat([head, ...records]), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    /** How often the IPv4 addresses of a name were asked for. */
    asked: (name: string) => questions.get(`${name} ${A}`) ?? 0,
    close: () => void socket.close(),
  };
};
