import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createApi } from "./api.ts";

const token = { matches: () => false };

/** An API of its own, and the lines that it logs. */
const subject = async () => {
  const lines: string[] = [];
  const serializers = { err: pino.stdSerializers.errWithCause };
  const log = pino({ serializers }, { write: (line) => void lines.push(line) });
  const { api } = await createApi({ log, version: "1", token, problems: {} });
  onTestFinished(() => api.close());
  return { api, lines };
};

test("a mistake is logged with name, message, stack and cause, under the number that is answered", async () => {
  const { api, lines } = await subject();
  api.get("/api/v1/broken", { config: { access: "service.read" } }, async () => {
    throw new TypeError("the table is gone", { cause: new Error("no disk") });
  });
  const answer = await api.inject("/api/v1/broken?");
  expect(answer.statusCode).toBe(500);
  const problem = answer.json();
  expect(problem).toMatchObject({ code: "internal", request: expect.any(String) });
  expect(answer.body).not.toContain("table");
  const logged = JSON.parse(lines.find((line) => line.includes("request failed")) ?? "{}");
  expect(logged).toMatchObject({
    request: problem.request,
    err: {
      type: "TypeError",
      message: "the table is gone",
      stack: expect.stringContaining("errors.test.ts"),
      cause: { message: "no disk" },
    },
  });
});

test("a request keeps the number that the pages or a proxy gave it; what is no number gets one of ours", async () => {
  const { api } = await subject();
  api.get("/api/v1/broken", { config: { access: "service.read" } }, async () => {
    throw new Error("no");
  });
  const numberOf = async (given?: string) => {
    const headers = given === undefined ? {} : { "x-request-id": given };
    return (await api.inject({ url: "/api/v1/broken", headers })).json().request as string;
  };
  expect(await numberOf("0d9f7a52-of-the-pages")).toBe("0d9f7a52-of-the-pages");
  const ours = [
    await numberOf(),
    await numberOf(),
    await numberOf('short"'),
    await numberOf("a".repeat(65)),
  ];
  for (const number of ours) expect(number).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(ours).size).toBe(ours.length);
});

test("a route that does not declare its rule does not start", async () => {
  const { api } = await subject();
  expect(() => api.get("/api/v1/open", async () => "x")).toThrow(
    /\/api\/v1\/open does not declare its rule/,
  );
});

test.each([
  ["a body that is too large", { "content-type": "application/json" }, "1".repeat(70_000), 413],
  ["a body of another type", { "content-type": "text/xml" }, "<a/>", 415],
  ["a body that is no JSON", { "content-type": "application/json" }, "{", 400],
  ["a body that does not fit", { "content-type": "application/json" }, "{}", 400],
])("%s is refused as what it is", async (_what, headers, payload, status) => {
  const { api } = await subject();
  const schema = { body: z.object({ name: z.string() }) };
  api.post("/api/v1/made", { config: { access: "service.read" }, schema }, async () => "x");
  const answer = await api.inject({ method: "POST", url: "/api/v1/made", headers, payload });
  expect(answer.statusCode).toBe(status);
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  const codes: { [status: number]: string } = { 413: "too_large", 415: "unsupported_type" };
  expect(answer.json()).toMatchObject({ code: codes[status] ?? "invalid_request" });
});
