import { expect, test } from "vitest";
import { createRate } from "./rate.ts";

const limits = {
  messagesASecond: 1000,
  bytesASecond: 1000,
  burstMs: 0,
  aheadOfClient: 100,
  ahead: 150,
};

/** The acknowledgements that were sent, and the senders that were too fast. */
const openRate = () => {
  const sent: string[] = [];
  const tooFast: string[] = [];
  const rate = createRate<{ name: string }>(
    limits,
    () => 0,
    ({ name }) => void tooFast.push(name),
  );
  return {
    sent,
    tooFast,
    publish: (sender: { name: string }, bytes: number) =>
      rate(sender, bytes, () => void sent.push(`${sender.name} ${bytes}`))(),
  };
};

test("what comes faster than its rate is acknowledged later, in its order", async () => {
  const { publish, sent, tooFast } = openRate();
  const one = { name: "one" };
  publish(one, 1);
  publish(one, 2);
  publish(one, 3);
  expect(sent).toEqual([]);
  await expect.poll(() => sent).toEqual(["one 1", "one 2", "one 3"]);
  expect(tooFast).toEqual([]);
});

test("a sender that is too many bytes ahead is too fast, and others are not", async () => {
  const { publish, sent, tooFast } = openRate();
  const [one, two] = [{ name: "one" }, { name: "two" }];
  publish(one, 60);
  publish(one, 40);
  expect(tooFast).toEqual([]);
  publish(one, 1);
  expect(tooFast).toEqual(["one"]);
  publish(two, 50);
  expect(tooFast).toEqual(["one"]);
  await expect.poll(() => sent).toHaveLength(3);
  // What was ahead has been served: there is place again.
  publish(one, 100);
  expect(tooFast).toEqual(["one"]);
});

test("all senders together may be so many bytes ahead", () => {
  const { publish, tooFast } = openRate();
  publish({ name: "one" }, 80);
  publish({ name: "two" }, 70);
  expect(tooFast).toEqual([]);
  publish({ name: "three" }, 1);
  expect(tooFast).toEqual(["three"]);
});
