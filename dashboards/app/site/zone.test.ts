import { expect, test } from "vitest";
import type { Api } from "../api/client.ts";
import { createServiceZone, PRESET_ZONE } from "./zone.ts";

test("the service's zone is asked for once, remembered, and asked again after a failure or a while", async () => {
  let now = 0;
  let asked = 0;
  let answer: () => unknown = () => {
    throw new Error("connection refused");
  };
  const api = {
    GET: async () => {
      asked += 1;
      return answer();
    },
  } as unknown as Api;
  const zone = createServiceZone(() => now);
  expect(await zone(api)).toBe(PRESET_ZONE);
  answer = () => ({ data: { zone: "Europe/Brussels" } });
  expect(await zone(api)).toBe(PRESET_ZONE);
  now += 10_000;
  expect(await Promise.all([zone(api), zone(api)])).toEqual(["Europe/Brussels", "Europe/Brussels"]);
  expect(asked).toBe(2);
  now += 600_000;
  // A 503 of the service has a body too; one of something on the way has none.
  answer = () => ({ error: { zone: "Indian/Reunion" } });
  expect(await zone(api)).toBe("Indian/Reunion");
  now += 600_000;
  answer = () => ({ error: "Service Unavailable" });
  expect(await zone(api)).toBe("Indian/Reunion");
});
