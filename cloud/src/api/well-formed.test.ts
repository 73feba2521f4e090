import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createApi } from "./api.ts";
import { isWellFormed } from "./well-formed.ts";

test("half of a character is found in names, texts and however deep; whole ones are none", () => {
  const deep = (text: string) => {
    let document: unknown = text;
    for (let level = 0; level < 100_000; level++) document = [document];
    return document;
  };
  expect(isWellFormed({ a: ["é😀\u0000", { b: null, c: 1, d: [[]] }] })).toBe(true);
  expect(isWellFormed({ a: ["\ud83d\ude00"] })).toBe(true);
  expect(isWellFormed({ a: ["\ud83d"] })).toBe(false);
  expect(isWellFormed({ "\ude00": 1 })).toBe(false);
  expect(isWellFormed(deep("a"))).toBe(true);
  expect(isWellFormed(deep("\udfff"))).toBe(false);
  expect(isWellFormed(Buffer.from("a"))).toBe(true);
});

test("a body with half of a character is refused before its route reads it", async () => {
  const token = { matches: () => false };
  const { api } = await createApi({
    ...{ log: pino({ enabled: false }), version: "1", token, problems: {} },
  });
  onTestFinished(() => api.close());
  api.post("/api/v1/said", { config: { access: "service.read" } }, async () => ({ kept: true }));
  const headers = { "content-type": "application/json" };
  const say = (payload: string) =>
    api.inject({ method: "POST", url: "/api/v1/said", headers, payload });
  expect((await say('{"a":"\\ud83d\\ude00"}')).json()).toEqual({ kept: true });
  const refused = await say('{"a":"\\ud800"}');
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ code: "invalid_request" });
});
