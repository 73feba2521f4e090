import { closeSync, constants, openSync } from "node:fs";
import type { ReadStream } from "node:tty";
import { onTestFinished } from "vitest";

/** `open` of node-pty, which its type declarations leave out. */
interface Library {
  open(options: { cols: number; rows: number; encoding: null }): {
    readonly master: ReadStream;
    readonly slave: ReadStream;
    readonly ptsName: string;
  };
}

export interface Sent {
  readonly port: number;
  readonly bytes: Buffer;
}

/** An RN2483 at the far end of a pseudo terminal: it answers as DS40001784 says, and keeps what it was to send. */
export const openScriptedModem = async () => {
  const library: unknown = await import("@lydell/node-pty");
  const { master, slave, ptsName } = (library as Library).open({
    cols: 80,
    rows: 24,
    encoding: null,
  });
  // A handle that nobody reads keeps the far side open; the library's own would steal the bytes.
  const held = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
  slave.destroy();
  onTestFinished(() => {
    master.destroy();
    closeSync(held);
  });
  const sent: Sent[] = [];
  const asked: string[] = [];
  const state = {
    joins: 0,
    joined: false,
    deviceEui: "0000000000000000",
    /** What it does beside its duty: says nothing, lets nobody in, finds no channel, forgets the network. */
    mood: "works" as "works" | "silent" | "denies" | "busy air" | "forgets",
  };
  /** The lines that answer a command. */
  const answer = (command: string): readonly string[] => {
    asked.push(command);
    if (state.mood === "silent") return [];
    if (command === "sys get ver") return ["RN2483 1.0.5 Oct 31 2018 15:06:52"];
    if (command === "sys get hweui") return ["0004A30B001A2B3C"];
    if (command === "mac get deveui") return [state.deviceEui];
    if (command === "mac get status") return [state.joined ? "00000001" : "00000000"];
    if (command.startsWith("mac reset ")) {
      state.joined = false;
      return ["ok"];
    }
    if (command.startsWith("mac set deveui ")) state.deviceEui = command.slice(15).toUpperCase();
    if (command.startsWith("mac set ")) return ["ok"];
    if (command === "mac join otaa") {
      state.joins += 1;
      state.joined = state.mood !== "denies";
      return ["ok", state.joined ? "accepted" : "denied"];
    }
    const frame = /^mac tx uncnf (\d{1,3}) ([0-9a-f]*)$/.exec(command);
    if (frame === null) return ["invalid_param"];
    if (!state.joined || state.mood === "forgets") {
      state.joined = false;
      return ["not_joined"];
    }
    if (state.mood === "busy air") return ["no_free_ch"];
    sent.push({ port: Number(frame[1]), bytes: Buffer.from(frame[2] ?? "", "hex") });
    // Every third brings a downlink, which the gateway has no use for.
    return ["ok", sent.length % 3 === 0 ? "mac_rx 1 0102" : "mac_tx_ok"];
  };

  let unfinished = "";
  master.on("data", (bytes: Buffer) => {
    const lines = (unfinished + bytes.toString("latin1")).split("\r\n");
    unfinished = lines.pop() ?? "";
    for (const line of lines) for (const said of answer(line)) master.write(`${said}\r\n`);
  });
  return { path: ptsName, sent, asked, state };
};
export type ScriptedModem = Awaited<ReturnType<typeof openScriptedModem>>;
