import { EventEmitter, once } from "node:events";
import type { Firmata, Transport } from "firmata-io";
import { pause } from "../pause.ts";
import type { Port, PortFault } from "./port.ts";

/** A board that runs StandardFirmata, or why there is none now. */
export type BoardState =
  | { readonly kind: "up"; readonly firmata: Firmata; readonly lost: AbortSignal }
  | { readonly kind: "down"; readonly reason: PortFault; readonly detail: string };

/** One board, whose pins and bus several sensors share. */
export interface FirmataBoard {
  /** Resolves once the board is up or is told to be away, or after the time that a bootloader takes. */
  readonly begun: Promise<void>;
  state(): BoardState;
  /** Resolves at the next change of the state, or when the signal is aborted. */
  changed(signal: AbortSignal): Promise<void>;
  /** An answer did not come: after some in a row the board is opened anew, which resets it. */
  missed(): void;
  answered(): void;
  /** Closes the board once every sensor on it has let go. */
  release(): Promise<void>;
}

/** A bootloader waits for two seconds after the reset that opening causes; then the pins are told. */
const READY_MS = 15_000;
/** Of that, what the sensors on it wait for before they say that it is away. */
const BEGUN_MS = 3000;
/** Unanswered questions in a row after which the board hangs, or was reset without our knowing. */
const MISSES = 10;

/** A board's longest answer, that of its pins, has some 1000 bytes. */
const LONGEST_SYSEX = 16_384;
const START_SYSEX = 0xf0;

/**
 * Whether a message that has begun goes on beyond any that a board sends, as on a line on which something else speaks:
 * firmata-io keeps it until it ends, and looks at all of it at each byte.
 */
const createSysexBound = (): ((bytes: Uint8Array) => boolean) => {
  let length = 0;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === START_SYSEX) length = 1;
      else if (byte > 0x7f) length = 0;
      else if (length > 0) length += 1;
      if (length > LONGEST_SYSEX) return true;
    }
    return false;
  };
};

/** The protocol's bytes over one of our ports. */
const transportOver = (port: Port): Transport => {
  const transport = new EventEmitter() as Transport;
  transport.write = (bytes, done) => void port.write(bytes).then(() => done());
  return transport;
};

/** Follows the board at the other end of a serial port, for `users` sensors. */
export const openFirmataBoard = (port: Port, users: number, readyMs = READY_MS): FirmataBoard => {
  const changes = new EventEmitter();
  changes.setMaxListeners(0);
  const closing = new AbortController();
  let state: BoardState = { kind: "down", reason: "absent", detail: "not opened yet" };
  let lost = new AbortController();
  let misses = 0;
  let left = users;

  const begun = Promise.withResolvers<void>();
  const waiting = setTimeout(begun.resolve, BEGUN_MS);
  const set = (next: BoardState) => {
    state = next;
    clearTimeout(waiting);
    begun.resolve();
    changes.emit("change");
  };

  const speak = async (transport: Transport): Promise<void> => {
    const own = new AbortController();
    lost = own;
    const { Firmata } = (await import("firmata-io")).default;
    const firmata = new Firmata(transport, { reportVersionTimeout: 5000 });
    firmata.on("error", () => undefined);
    const isReady = once(firmata, "ready", { signal: own.signal }).then(
      () => true,
      () => false,
    );
    const isLate = pause(readyMs, AbortSignal.any([own.signal, closing.signal])).then(() => false);
    const ready = await Promise.race([isReady, isLate]);
    if (own.signal.aborted) return;
    if (!ready) {
      set({ kind: "down", reason: "failed", detail: "the board does not speak Firmata" });
      return port.restart?.();
    }
    firmata.i2cConfig();
    misses = 0;
    set({ kind: "up", firmata, lost: own.signal });
  };

  const follow = async (): Promise<void> => {
    let transport = transportOver(port);
    let isEndless = createSysexBound();
    /** What comes is no answer of a board: it is not listened to until the port is opened anew. */
    let isDeaf = false;
    const hear = (bytes: Uint8Array): void => {
      if (isDeaf) return;
      try {
        isDeaf = isEndless(bytes);
        if (!isDeaf) transport.emit("data", bytes);
      } catch {
        // firmata-io believes a board whatever it says, also of pins that it does not have.
        isDeaf = true;
      }
      if (!isDeaf) return;
      lost.abort();
      set({ kind: "down", reason: "failed", detail: "what comes is not Firmata" });
      port.restart?.();
    };
    const spoken: Promise<void>[] = [];
    for await (const event of port.events) {
      if (event.kind === "bytes") hear(event.bytes);
      if (event.kind === "opened") {
        isDeaf = false;
        isEndless = createSysexBound();
        transport = transportOver(port);
        spoken.push(speak(transport));
      }
      if (event.kind !== "lost") continue;
      lost.abort();
      set({ kind: "down", reason: event.reason, detail: event.detail });
    }
    lost.abort();
    await Promise.all(spoken);
  };
  const followed = follow();

  return {
    begun: begun.promise,
    state: () => state,
    changed: (signal) =>
      once(changes, "change", { signal }).then(
        () => undefined,
        () => undefined,
      ),
    missed() {
      misses += 1;
      if (misses >= MISSES) {
        misses = 0;
        port.restart?.();
      }
    },
    answered() {
      misses = 0;
    },
    async release() {
      left -= 1;
      if (left > 0) return;
      closing.abort();
      clearTimeout(waiting);
      begun.resolve();
      await port.close();
      await followed;
    },
  };
};
