import { EventEmitter, once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { openFirmataBoard } from "./firmata-board.ts";
import type { Port } from "./port.ts";
import { type PortEmitter, streamEvents } from "./port-events.ts";

/** A line on which anything may speak; `restarts` counts how often it was closed and opened again. */
const openLine = () => {
  const opened = Promise.withResolvers<PortEmitter>();
  const restarted = new EventEmitter();
  let restarts = 0;
  const port: Port = {
    ...streamEvents(
      () => 0,
      async (emit, signal) => {
        emit.opened();
        opened.resolve(emit);
        await once(signal, "abort");
      },
    ),
    write: () => Promise.resolve({ ok: true }),
    restart() {
      restarts += 1;
      restarted.emit("restart");
    },
  };
  return { port, emitter: opened.promise, restarted, restarts: () => restarts };
};

const VERSION = [0xf9, 2, 5];

test.each([
  ["an answer about a pin that the board does not have", [0xf0, 0x6e, 0x7e, 0, 0, 0xf7]],
  ["a message that does not end", [0xf0, 0x71, ...Array.from({ length: 20_000 }, () => 0x20)]],
])("%s gives the board up until its port is opened anew", async (_, bytes) => {
  const { port, emitter, restarted, restarts } = openLine();
  const board = openFirmataBoard(port, 1);
  onTestFinished(() => board.release());
  const line = await emitter;
  const firstRestart = once(restarted, "restart");
  // firmata-io is loaded first.
  await import("firmata-io");
  await new Promise((resolve) => setImmediate(resolve));
  line.bytes(Uint8Array.from([...VERSION, ...bytes]));
  await firstRestart;
  expect(board.state()).toMatchObject({ kind: "down", detail: "what comes is not Firmata" });
  // Nothing more is kept of it, and nothing more is done for it.
  line.bytes(Uint8Array.from(bytes));
  line.bytes(Uint8Array.from(bytes));
  await new Promise((resolve) => setImmediate(resolve));
  expect(restarts()).toBe(1);
});
