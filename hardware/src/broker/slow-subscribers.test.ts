import { expect, test } from "vitest";
import { clientLimits } from "./limits.ts";
import { createSlowSubscribers } from "./slow-subscribers.ts";

const { unreadBytes, slowBytes, stuckMs } = clientLimits;

const open = () => {
  let clock = 0;
  const outlet = { writableLength: 0, bytesWritten: 0 };
  const judgeNow = createSlowSubscribers(clientLimits, () => clock);
  return {
    outlet,
    /** The verdict after so long, with so many bytes that wait and so many that have left. */
    judge: (afterMs: number, waiting: number, left = 0) => {
      clock += afterMs;
      outlet.writableLength = waiting;
      outlet.bytesWritten = waiting + left;
      return judgeNow(outlet);
    },
  };
};

test("a subscriber that takes nothing for half a second is closed, once much waits for it", () => {
  const { judge } = open();
  expect(judge(0, unreadBytes)).toBe("send");
  expect(judge(60_000, unreadBytes)).toBe("send");
  expect(judge(0, unreadBytes + 1)).toBe("send");
  expect(judge(stuckMs - 1, unreadBytes + 1)).toBe("send");
  expect(judge(1, unreadBytes + 1)).toBe("close");
});

test("one that reads slowly misses messages and stays; it gets all again when it has caught up", () => {
  const { judge } = open();
  for (let left = 1; left < 100; left++)
    expect(judge(stuckMs - 1, slowBytes + 1, left)).toBe("leave_out");
  expect(judge(stuckMs - 1, slowBytes, 100)).toBe("send");
  expect(judge(stuckMs - 1, unreadBytes, 101)).toBe("send");
  // What it took before counts no more.
  expect(judge(0, slowBytes + 1, 101)).toBe("leave_out");
  expect(judge(stuckMs - 1, slowBytes + 1, 101)).toBe("leave_out");
});

test("messages are left out before the socket is full and before Aedes waits for it", () => {
  expect(unreadBytes).toBeLessThan(slowBytes);
  expect(slowBytes).toBeLessThan(clientLimits.socketBuffer);
  expect(stuckMs).toBeLessThan(clientLimits.drainMs);
});
