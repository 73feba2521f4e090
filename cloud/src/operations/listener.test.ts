import { Gauge, Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { createOperationsListener } from "./listener.ts";

test("the operators' own door gives figures and the store's fault, and nothing of the API", async () => {
  const figures = new Registry();
  new Gauge({ name: "dcz_cloud_test", help: "Test", registers: [figures] }).set(7);
  let fault: string | undefined;
  const listener = createOperationsListener({
    figures,
    records: { state: () => ({ up: true }) },
    storeFault: () => fault,
  });
  onTestFinished(() => listener.close());
  const http = await listener.listen({ host: "127.0.0.1", port: 0 });
  const metrics = await (await fetch(`${http}/metrics`)).text();
  expect(metrics).toContain("dcz_cloud_test 7");
  expect((await fetch(`${http}/health`)).status).toBe(200);
  fault = "IO Error: no space left";
  const health = await fetch(`${http}/health`);
  expect(health.status).toBe(503);
  expect(await health.json()).toEqual({ status: "degraded", storeFault: fault });
  expect((await fetch(`${http}/api/v1/stations`)).status).toBe(404);
});
