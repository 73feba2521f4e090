import { afterEach, describe, expect, test } from "vitest";
import type { Port, PortEvent } from "./port.ts";

/** A port under test, and the device at its other end. */
export interface PortUnderTest {
  readonly port: Port;
  /** What the device will send, from the first byte on; it may send more. */
  readonly says: Uint8Array;
  /** What was written to the device so far; absent where a port asks by itself and takes no bytes. */
  readonly heard?: () => Uint8Array;
  /** Pulls the cable; gives what puts it back. Absent where there is none to pull, as in a replay. */
  readonly unplug?: () => Promise<() => Promise<void>>;
  readonly dispose: () => Promise<void>;
}

const NOW = 1_790_000_000_000;

/** What every port does. `open` makes a port whose clock is `now`; each test opens its own. */
export const describePort = (
  name: string,
  open: (now: () => number) => Promise<PortUnderTest>,
  { cable, takes }: { readonly cable: "pulled" | "none"; readonly takes: "bytes" | "nothing" },
): void => {
  const opened: PortUnderTest[] = [];
  const openPort = async () => {
    let instant = NOW;
    const under = await open(() => instant++);
    opened.push(under);
    return { ...under, events: under.port.events[Symbol.asyncIterator]() };
  };
  type Events = AsyncIterator<PortEvent>;

  const next = async (events: Events): Promise<PortEvent> => {
    const { value, done } = await events.next();
    if (done) throw new Error("the port ended");
    return value;
  };

  const until = async (events: Events, kind: PortEvent["kind"]): Promise<PortEvent> => {
    const event = await next(events);
    return event.kind === kind ? event : until(events, kind);
  };

  const read = async (events: Events, length: number): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    while (Buffer.concat(chunks).length < length) {
      const event = await until(events, "bytes");
      if (event.kind === "bytes") chunks.push(event.bytes);
    }
    return Buffer.concat(chunks).subarray(0, length);
  };

  describe(name, () => {
    afterEach(async () => {
      for (const { port, dispose } of opened.splice(0)) {
        await port.close();
        await dispose();
      }
    });

    test("opens first, then gives the device's bytes whole and in order", async () => {
      const { events, says } = await openPort();
      expect((await next(events)).kind).toBe("opened");
      expect((await read(events, says.length)).toString("hex")).toBe(
        Buffer.from(says).toString("hex"),
      );
    });

    test("stamps each event with the clock that it was given", async () => {
      const { events } = await openPort();
      const first = await next(events);
      const second = await next(events);
      expect(first.at).toBeGreaterThanOrEqual(NOW);
      expect(first.at).toBeLessThan(NOW + 100_000);
      expect(second.at).toBeGreaterThan(first.at);
    });

    test(
      takes === "bytes" ? "brings what is written to the device" : "takes no bytes",
      async () => {
        const { port, events, heard = () => new Uint8Array() } = await openPort();
        await until(events, "opened");
        const command = Uint8Array.from([0xaa, 0x0a, 0x0d, 0x11, 0x13, 0x00, 0xff, 0x03]);
        if (takes === "nothing") {
          expect(await port.write(command)).toEqual({ ok: false, reason: "not_open" });
          return;
        }
        expect(await port.write(command)).toEqual({ ok: true });
        await expect
          .poll(() => Buffer.from(heard()).toString("hex"))
          .toBe(Buffer.from(command).toString("hex"));
      },
    );

    test("ends its events when it is closed, once or twice, and then takes no bytes", async () => {
      const { port, events } = await openPort();
      await until(events, "bytes");
      await Promise.all([port.close(), port.close()]);
      const drain = async (): Promise<void> => ((await events.next()).done ? undefined : drain());
      await drain();
      expect(await port.write(Uint8Array.from([1]))).toEqual({ ok: false, reason: "not_open" });
    });

    test("is closed by a reader that stops reading", async () => {
      const { port, events } = await openPort();
      await until(events, "bytes");
      await events.return?.();
      await port.close();
      expect(await port.write(Uint8Array.from([1]))).toEqual({ ok: false, reason: "not_open" });
    });

    test("two ports do not mix", async () => {
      const one = await openPort();
      const other = await openPort();
      const [first, second] = await Promise.all([
        read(one.events, one.says.length),
        read(other.events, other.says.length),
      ]);
      expect(first.toString("hex")).toBe(Buffer.from(one.says).toString("hex"));
      expect(second.toString("hex")).toBe(Buffer.from(other.says).toString("hex"));
    });

    if (cable === "none") return;

    test("tells of an unplug and goes on by itself when the device is back", async () => {
      const { events, unplug, says } = await openPort();
      if (unplug === undefined) throw new Error("this port says that it has a cable");
      await read(events, says.length);
      const plugIn = await unplug();
      expect(await until(events, "lost")).toMatchObject({ reason: "unplugged" });
      await plugIn();
      await until(events, "opened");
      expect((await read(events, says.length)).toString("hex")).toBe(
        Buffer.from(says).toString("hex"),
      );
    });
  });
};
