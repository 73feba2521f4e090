import { isOnSerialPort, recogniseSensors } from "@datacityzen/hardware/recognise";
import type { Exchange, Sensor } from "@datacityzen/hardware/sensor";
import { sensors } from "@datacityzen/hardware/sensors";
import { pause } from "../pause.ts";
import type { Port, PortFault } from "../ports/port.ts";

/** A model that can be on a serial port. */
export interface SerialModel {
  readonly sensor: Sensor;
  readonly baudRate: number;
}

export type Identified =
  | { readonly kind: "found"; readonly model: SerialModel }
  /** `asked`: whether questions were sent. */
  | { readonly kind: "silent"; readonly asked: boolean }
  /** Bytes that are no known sensor's. */
  | { readonly kind: "unreadable" }
  | { readonly kind: "closed"; readonly reason: PortFault };

export interface IdentifyOptions {
  readonly open: (baudRate: number) => Port;
  /** Questions may be sent: whatever is there cannot take harm. */
  readonly mayAsk: boolean;
  /** What it may be; every model on a serial port unless given. */
  readonly among?: readonly SerialModel[];
  /** What it was the last time: tried first. */
  readonly before?: SerialModel | undefined;
  readonly listenMs?: number;
  readonly signal: AbortSignal;
  /** How time passes: resolves after so many milliseconds, or when the signal is aborted. */
  readonly wait?: typeof pause;
}

const LISTEN_MS = 10_000;
/** An answer comes within a second; a frame of one that was woken, within three. */
const ANSWER_MS = 1500;
const BEFORE_MS = 4000;
/** From the driver to us. */
const LATE_MS = 100;
/** A driver that takes longer to open its port hangs. */
const OPEN_MS = 10_000;
const KEPT_BYTES = 1024;

export const serialModels: readonly SerialModel[] = Object.values<Sensor>(sensors)
  .filter(isOnSerialPort)
  .flatMap((sensor) =>
    "baudRate" in sensor.bus ? [{ sensor, baudRate: sensor.bus.baudRate }] : [],
  );

/** Most sensors speak by themselves, at the rate that most have. */
const FIRST_RATE = 9600;

type Listened = { readonly found?: Sensor; readonly bytes: number; readonly fault?: PortFault };

/**
 * Finds out which sensor is on a serial port: by what it says of itself for ten seconds, and then, where that
 * is allowed, by asking in the way of each model. It leaves the port closed.
 */
export const identify = async ({
  open,
  mayAsk,
  among = serialModels,
  before,
  listenMs = LISTEN_MS,
  signal,
  wait = pause,
}: IdentifyOptions): Promise<Identified> => {
  /** Opens the port, sends what `talk` says, and then listens until a sensor is recognised or `ms` are over. */
  const listenAt = async (
    baudRate: number,
    models: readonly SerialModel[],
    ms: number,
    talk: readonly Exchange[] = [],
  ): Promise<Listened> => {
    const port = open(baudRate);
    const candidates = models.filter((one) => one.baudRate === baudRate).map((one) => one.sensor);
    const heard = new AbortController();
    const over = AbortSignal.any([signal, heard.signal]);
    const close = () => {
      heard.abort();
      void port.close();
    };
    signal.addEventListener("abort", close);
    if (signal.aborted) close();
    const opened = new AbortController();
    const opening = wait(OPEN_MS, AbortSignal.any([over, opened.signal])).then(() => {
      if (!opened.signal.aborted) close();
    });
    let recent: Uint8Array = new Uint8Array();
    let bytes = 0;
    let fault: PortFault | undefined;
    let found: Sensor | undefined;
    let talked = Promise.resolve();
    /** An answer has its time from the question on, however long the port took to open and the question to leave. */
    const talkAndListen = async () => {
      for (const { send, waitMs = 0 } of talk) {
        if (over.aborted) return;
        await port.write(send);
        await wait(waitMs, over);
      }
      await wait(ms, over);
      // In a process that was busy, time is over before what arrived in it has been read.
      await wait(LATE_MS, over);
      close();
    };
    for await (const event of port.events) {
      if (event.kind === "opened") {
        opened.abort();
        talked = talkAndListen();
      }
      if (event.kind === "lost") {
        fault = event.reason;
        close();
      }
      if (event.kind !== "bytes") continue;
      bytes += event.bytes.length;
      recent = Uint8Array.from([...recent, ...event.bytes].slice(-KEPT_BYTES));
      const likely = recogniseSensors(recent, candidates)[0]?.model;
      found = candidates.find(({ model }) => model === likely);
      if (found !== undefined) close();
    }
    signal.removeEventListener("abort", close);
    close();
    await Promise.all([opening, talked, port.close()]);
    return {
      bytes,
      ...(found === undefined ? {} : { found }),
      ...(fault === undefined ? {} : { fault }),
    };
  };

  const result = ({ found, fault }: Listened, baudRate: number): Identified | undefined => {
    if (found !== undefined) return { kind: "found", model: { sensor: found, baudRate } };
    return fault === undefined ? undefined : { kind: "closed", reason: fault };
  };

  const questionsOf = ({ sensor: { dialogue = {} } }: SerialModel): readonly Exchange[] => [
    ...(dialogue.start ?? []),
    ...(dialogue.read ?? []),
  ];
  const durationOf = (talk: readonly Exchange[]): number =>
    talk.reduce((total, { waitMs = 0 }) => total + waitMs, 0);

  if (before !== undefined && mayAsk) {
    const talk = questionsOf(before);
    const again = await listenAt(before.baudRate, [before], BEFORE_MS + ANSWER_MS, talk);
    const known = result(again, before.baudRate);
    if (known !== undefined) return known;
  }

  const heard = await listenAt(FIRST_RATE, among, listenMs);
  const spoken = result(heard, FIRST_RATE);
  if (spoken !== undefined) return spoken;
  if (!mayAsk || signal.aborted)
    return heard.bytes > 0 ? { kind: "unreadable" } : { kind: "silent", asked: false };

  // Short questions first; what wakes a sensor or makes it measure comes last.
  const asked = among
    .filter((model) => questionsOf(model).length > 0)
    .toSorted((one, other) => durationOf(questionsOf(one)) - durationOf(questionsOf(other)));
  for (const model of asked) {
    if (signal.aborted) break;
    const talk = questionsOf(model);
    const answered = await listenAt(model.baudRate, among, ANSWER_MS, talk);
    const found = result(answered, model.baudRate);
    if (found !== undefined) return found;
  }
  return heard.bytes > 0 ? { kind: "unreadable" } : { kind: "silent", asked: true };
};
