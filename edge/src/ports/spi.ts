import { bytesOf, joined } from "@datacityzen/hardware/bytes";
import type { Bus, Dialogue, Exchange } from "@datacityzen/hardware/sensor";
import { pause } from "../pause.ts";
import { openChildPort } from "./child-port.ts";
import type { Port } from "./port.ts";
import { type PortEmitter, streamEvents } from "./port-events.ts";
import { openSerialPort } from "./serial.ts";

type SpiBus = Extract<Bus, { readonly kind: "spi" }>;

/** How bytes come to an SPI bus and back: each that is sent brings one. */
export interface SpiLine {
  readonly port: Port;
  /** Said once after it was opened. */
  readonly setUp: readonly Required<Exchange>[];
  /** What is written to the line for one byte on the bus. */
  readonly wrap: (byte: number) => Uint8Array;
  /** How many bytes the line answers; the last of them is the bus's. */
  readonly answerBytes: number;
}

interface LineOptions {
  readonly path: string;
  readonly now: () => number;
  readonly random: () => number;
}

/**
 * The maker's USB adaptor, a USB-ISS by Devantech: version, then SPI in mode 1 at 500 kHz; "61 xx" sends a byte
 * and brings FF and the answer.
 */
export const openUsbIss = (options: LineOptions): SpiLine => ({
  port: openSerialPort({ ...options, baudRate: 9600 }),
  setUp: [
    { send: bytesOf("5A 01"), replyBytes: 3, waitMs: 0 },
    { send: bytesOf("5A 02 92 07"), replyBytes: 2, waitMs: 0 },
  ],
  wrap: (byte) => Uint8Array.of(0x61, byte),
  answerBytes: 2,
});

/** The system's own bus, such as "/dev/spidev0.0", by spi-config and spi-pipe of spi-tools. */
export const openSpidev = (
  { mode, maximumHz }: SpiBus,
  {
    tools = { config: "spi-config", pipe: "spi-pipe" },
    ...options
  }: LineOptions & { readonly tools?: { readonly config: string; readonly pipe: string } },
): SpiLine => {
  const hertz = Math.min(500_000, maximumHz);
  const settings = `--device="$1" --speed=${hertz}`;
  return {
    port: openChildPort({
      // The mode stays with the device; each byte is a transfer of its own.
      program: [
        ...["sh", "-c"],
        `LC_ALL=C "$2" ${settings} --mode=${mode} && LC_ALL=C exec "$3" ${settings} --blocksize=1`,
        ...["sh", options.path, tools.config, tools.pipe],
      ],
      debianPackage: "spi-tools",
      ...options,
    }),
    setUp: [],
    wrap: (byte) => Uint8Array.of(byte),
    answerBytes: 1,
  };
};

export interface SpiOptions {
  readonly line: SpiLine;
  readonly bus: SpiBus;
  readonly dialogue: Dialogue;
  /** From one reading to the next. */
  readonly everyMs: number;
  readonly now: () => number;
  /** How long a byte may take there and back. */
  readonly answerMs?: number;
  /** After a fault: a part that was interrupted in a reply needs silence to forget it. */
  readonly recoverMs?: number;
  /** How an answer's time passes: resolves after so many milliseconds, or when the signal is aborted. */
  readonly waitForAnswer?: typeof pause;
}

/** A part asks to be polled so often (Alphasense 072-0503: every 10 ms). */
const POLL_MS = 10;
const MOST_POLLS = 60;

/** Thrown where the part does not answer; its message says how. */
class NoAnswer extends Error {}

/**
 * A part on an SPI bus. The reader clocks each byte, so the port carries on the dialogue itself: the first byte of a
 * command again and again until the part is ready, then the rest, then the reply.
 */
export const openSpiPort = ({
  line,
  bus: { handshake },
  dialogue,
  everyMs,
  now,
  answerMs = 1000,
  recoverMs = 3000,
  waitForAnswer = pause,
}: SpiOptions): Port => {
  let arrived: number[] = [];
  let onArrival: () => void = () => undefined;

  const answer = async (count: number, lost: AbortSignal): Promise<Uint8Array> => {
    if (arrived.length < count) {
      const whole = new AbortController();
      onArrival = () => {
        if (arrived.length >= count) whole.abort();
      };
      await waitForAnswer(answerMs, AbortSignal.any([whole.signal, lost]));
    }
    if (arrived.length < count) throw new NoAnswer("nothing answers on the SPI bus");
    return Uint8Array.from(arrived.splice(0, count));
  };

  const ask = async (bytes: Uint8Array, count: number, lost: AbortSignal): Promise<Uint8Array> => {
    const written = await line.port.write(bytes);
    if (!written.ok) {
      // The line itself is about to tell why.
      await waitForAnswer(answerMs, lost);
      throw new NoAnswer("the line to the SPI bus is closed");
    }
    return answer(count, lost);
  };

  const exchange = async (byte: number, lost: AbortSignal): Promise<number> =>
    (await ask(line.wrap(byte), line.answerBytes, lost)).at(-1) ?? 0;

  const untilReady = async (command: number, lost: AbortSignal): Promise<void> => {
    if (handshake === undefined) return void (await exchange(command, lost));
    let last = 0;
    for (let poll = 0; poll < MOST_POLLS; poll++) {
      last = await exchange(command, lost);
      if (last === handshake.ready) return;
      await pause(POLL_MS, lost);
    }
    const hex = last.toString(16).padStart(2, "0");
    throw new NoAnswer(
      last === handshake.busy
        ? "the part stays busy"
        : `the part answers ${hex} and is never ready`,
    );
  };

  /** All steps, one after the other; the replies joined. Waits end when it is over, exchanges only when the line is lost. */
  const runSteps = async (
    steps: readonly Exchange[],
    lost: AbortSignal,
    over: AbortSignal,
  ): Promise<Uint8Array> => {
    const replies: Uint8Array[] = [];
    for (const { send, waitMs = 0, replyBytes = 0 } of steps) {
      const [command = 0, ...rest] = send;
      await untilReady(command, lost);
      for (const byte of rest) await exchange(byte, lost);
      const reply = new Uint8Array(replyBytes);
      for (let at = 0; at < replyBytes; at++) reply[at] = await exchange(command, lost);
      if (replyBytes > 0) replies.push(reply);
      await pause(waitMs, over);
    }
    return joined(...replies);
  };

  /** Talks until the line is lost or the port is closed; what was begun is brought to its end. */
  const talk = async (emit: PortEmitter, lost: AbortSignal, closed: AbortSignal): Promise<void> => {
    const over = AbortSignal.any([lost, closed]);
    while (!over.aborted) {
      try {
        arrived = [];
        for (const { send, replyBytes } of line.setUp) await ask(send, replyBytes, lost);
        await runSteps(dialogue.start ?? [], lost, over);
        if (!over.aborted) emit.opened();
        while (!over.aborted) {
          emit.bytes(await runSteps(dialogue.read ?? [], lost, over));
          await pause(everyMs, over);
        }
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        if (over.aborted) break;
        emit.lost("failed", error.message);
        await pause(recoverMs, over);
      }
    }
    // Its laser and fan wear: they rest while nobody reads.
    if (closed.aborted && !lost.aborted)
      await runSteps(dialogue.sleep ?? [], lost, over).catch(() => undefined);
  };

  const streamed = streamEvents(now, async (emit, signal) => {
    let lost = new AbortController();
    let talking: Promise<void> = Promise.resolve();
    signal.addEventListener("abort", async () => {
      await talking;
      await line.port.close();
    });
    for await (const event of line.port.events) {
      if (event.kind === "bytes") {
        arrived.push(...event.bytes);
        onArrival();
        continue;
      }
      lost.abort();
      await talking;
      if (event.kind === "lost") emit.lost(event.reason, event.detail);
      else if (!signal.aborted) {
        lost = new AbortController();
        talking = talk(emit, lost.signal, signal);
      }
    }
    await talking;
  });

  return {
    ...streamed,
    // Every question is the port's own.
    write: () => Promise.resolve({ ok: false, reason: "not_open" }),
  };
};

/** The line to a part at this place: the system's bus, or else the maker's USB adaptor on a serial port. */
export const openSpiLine = (bus: SpiBus, options: LineOptions): SpiLine =>
  options.path.startsWith("/dev/spidev") ? openSpidev(bus, options) : openUsbIss(options);
