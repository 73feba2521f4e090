import { expect, test } from "vitest";
import type { Asked } from "../api/client.ts";
import { en } from "./en.ts";
import { refusal } from "./form-state.ts";
import { fr } from "./fr.ts";

const refused = (status: number, code: string): Asked<never> => ({
  ...{ ok: false, reason: "refused" },
  ...{ status, code },
});
const sent = (...fields: readonly (readonly [name: string, value: string])[]) => {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return { form, request: new Request("http://localhost/admin/territories?kind=commune") };
};

test("a refusal that the visitor can mend is told in both languages, beside its field", () => {
  const fault = refusal(refused(507, "import_no_room"), { ...sent(), field: "file" });
  expect(fault).toEqual({ field: "file", text: "no_room" });
  expect(fr.forms.faults.no_room).toMatch(/disque .* plein/);
  expect(en.forms.faults.no_room).toMatch(/disk is full/);
});

test("a station that changed since the page was opened, or a group that was left, is told in a sentence", () => {
  expect(refusal(refused(409, "station_state"), sent())).toEqual({ text: "conflict" });
  expect(refusal(refused(404, "group_unknown"), sent())).toEqual({ text: "gone" });
});

test("what was answered well is no fault", () => {
  expect(refusal({ ok: true, value: 1 }, sent())).toBeUndefined();
});

test("a session that has ended keeps what was typed, and no secret", () => {
  const asking = sent(["name", "Léa"], ["password", "hunter2"], ["code", "123456"]);
  const thrown = (() => {
    try {
      return refusal(refused(401, "not_authenticated"), asking);
    } catch (error) {
      return error;
    }
  })();
  const shown = JSON.stringify(thrown);
  expect(shown).toContain("Léa");
  expect(shown).toContain("/admin/territories?kind=commune");
  expect(shown).not.toMatch(/hunter2|123456/);
});

test("a refusal that no form of ours can provoke is a mistake of ours", () => {
  expect(() => refusal(refused(400, "something_new"), sent())).toThrow("something_new");
});
