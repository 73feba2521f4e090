import { expect, test } from "vitest";
import { measuredTerritories } from "./coverage.ts";
import { row } from "./rows.fixture.ts";

const around = (id: string) => [id, "departement"];

test("where people measure, what is simulated does not count; elsewhere it shows how the map looks", () => {
  const measured = row("a", 44, 0, { territory: "bourg" });
  const simulated = row("b", 44, 0, { territory: "ville", origin: "simulated" });
  expect([...measuredTerritories([measured, simulated], { around })]).toEqual([
    "bourg",
    "departement",
  ]);
  expect([...measuredTerritories([simulated], { around })]).toEqual(["ville", "departement"]);
});
