import { quantities } from "@datacityzen/hardware/quantities";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

let subject: CloudUnderTest;
beforeAll(async () => {
  subject = await openCloudUnderTest();
});
afterAll(() => subject.remove());

test("every quantity is answered to everybody, with its unit, digits and names", async () => {
  const { status, body } = await subject.get("/api/v1/quantities");
  expect(status).toBe(200);
  const listed = (body as { quantities: { name: string }[] }).quantities;
  expect(listed.map(({ name }) => name)).toEqual(Object.keys(quantities));
  const { name: label, plausible, averaging, digits } = quantities.pm2_5;
  expect(listed.find(({ name }) => name === "pm2_5")).toEqual({
    name: "pm2_5",
    symbol: "PM₂.₅",
    unit: "ug/m3",
    unitSymbol: "µg/m³",
    averaging,
    digits,
    plausible,
    label,
  });
});
