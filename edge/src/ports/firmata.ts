import { pause } from "../pause.ts";
import type { BoardState, FirmataBoard } from "./firmata-board.ts";
import type { I2cBus, Transferred } from "./i2c.ts";
import type { Port } from "./port.ts";
import { streamEvents } from "./port-events.ts";

/** A board answers in some milliseconds; one that is gone never does. */
const ANSWER_MS = 1000;
type Up = Extract<BoardState, { kind: "up" }>;

/** The bytes that a part on the board's bus says. */
const readOnce = ({ firmata, lost }: Up, address: number, length: number, answerMs: number) =>
  new Promise<readonly number[] | undefined>((resolve) => {
    const over = AbortSignal.any([lost, AbortSignal.timeout(answerMs)]);
    /** Told before the answer of a part that is not there; some builds then fill the answer with zeros. */
    let isShort = false;
    const onString = (text: string) => {
      isShort ||= /too few bytes/i.test(text);
    };
    const end = (reply: readonly number[] | undefined) => {
      firmata.off("string", onString);
      resolve(reply);
    };
    firmata.on("string", onString);
    over.addEventListener("abort", () => end(undefined));
    firmata.i2cReadOnce(address, length, (reply) => end(isShort ? [] : reply));
  });

/**
 * The I²C bus of a board with StandardFirmata. Its answers bear the part's address and no number: one question
 * at a time.
 */
export const firmataBus = (board: FirmataBoard, answerMs = ANSWER_MS): I2cBus => {
  let before: Promise<unknown> = Promise.resolve();
  const transfer: I2cBus = async (address, message): Promise<Transferred> => {
    await board.begun;
    const state = board.state();
    if (state.kind === "down") return { ok: false, reason: state.reason, detail: state.detail };
    if ("write" in message) {
      // The board does not tell whether the part took it; what it answers shows that.
      state.firmata.i2cWrite(address, [...message.write]);
      return { ok: true, reply: new Uint8Array() };
    }
    const reply = await readOnce(state, address, message.read, answerMs);
    if (reply === undefined) board.missed();
    else board.answered();
    if (reply?.length === message.read) return { ok: true, reply: Uint8Array.from(reply) };
    const detail = `${reply?.length ?? "no"} bytes instead of ${message.read}`;
    return { ok: false, reason: "failed", detail };
  };
  return (address, message) => {
    const own = before.then(() => transfer(address, message));
    before = own;
    return own;
  };
};

export interface AnalogOptions {
  readonly board: FirmataBoard;
  /** The analogue input: 0 is A0. */
  readonly channel: number;
  /** From one value to the next. */
  readonly everyMs: number;
  /** What the board's converter compares with, in volts: its supply. */
  readonly volts?: number;
  readonly now: () => number;
}

/** No value for so many of its intervals: the board was reset, and has forgotten that it was asked. */
const SILENT_VALUES = 40;

/** An analogue input of a board with StandardFirmata, as millivolts, 16 bits, most significant byte first. */
export const openFirmataAnalogPort = ({
  board,
  channel,
  everyMs,
  volts = 5,
  now,
}: AnalogOptions): Port => {
  const stream = streamEvents(now, async (emit, signal) => {
    await board.begun;
    while (!signal.aborted) {
      const state = board.state();
      if (state.kind === "down") {
        emit.lost(state.reason, state.detail);
        await board.changed(signal);
        continue;
      }
      const { firmata, lost } = state;
      const over = AbortSignal.any([signal, lost]);
      if (channel >= firmata.analogPins.length) {
        emit.lost("failed", `the board has ${firmata.analogPins.length} analogue inputs`);
        await pause(ANSWER_MS * 60, over);
        continue;
      }
      emit.opened();
      let values = 0;
      firmata.setSamplingInterval(everyMs);
      firmata.analogRead(channel, (value) => {
        values += 1;
        if (over.aborted) return;
        const millivolts = Math.round(
          (value * volts * 1000) / (1 + (firmata.RESOLUTION.ADC ?? 1023)),
        );
        emit.bytes(Uint8Array.of(millivolts >> 8, millivolts & 0xff));
      });
      while (!over.aborted) {
        const before = values;
        await pause(SILENT_VALUES * everyMs, over);
        if (!over.aborted && values === before) board.missed();
      }
    }
  });
  return {
    ...stream,
    async close() {
      await stream.close();
      await board.release();
    },
    // An input takes nothing.
    write: () => Promise.resolve({ ok: false, reason: "not_open" }),
  };
};
