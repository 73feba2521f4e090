import { data } from "react-router";
import type { Asked } from "../api/client.ts";
import { fail } from "../site/failures.ts";
import type { fr } from "./fr.ts";

export type FaultText = keyof (typeof fr)["forms"]["faults"];

/** What is wrong in a form: in one field, or in the whole. */
export interface FormFault {
  readonly field?: string;
  readonly text: FaultText;
}

/** A form after it was sent and not taken: what was typed, and what to change. */
export interface FormState {
  readonly values: { readonly [name: string]: string };
  readonly faults: readonly FormFault[];
}

/** Longer than anything that a person types into one field of ours. */
const LONGEST = 4_000;

/** What was typed into these fields, without the spaces around it. */
export const typed = <Name extends string>(
  form: FormData,
  ...names: readonly Name[]
): { readonly [name in Name]: string } =>
  Object.fromEntries(
    names.map((name) => {
      const value = form.get(name);
      return [name, typeof value === "string" ? value.trim().slice(0, LONGEST) : ""];
    }),
  ) as { [name in Name]: string };

/** A password or a code: as it was typed, and never given back to a page. */
export const secretIn = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value.slice(0, LONGEST) : "";
};

/** The form again, with what was typed and what to change. */
export const tryAgain = (
  values: { readonly [name: string]: string },
  ...faults: readonly FormFault[]
) => data({ values, faults } satisfies FormState, { status: 400 });

/** Fields that hold secrets. */
const secrets = new Set(["password", "current", "code", "newCode", "recovery", "token"]);

/** What the API's refusals mean to whoever sent the form. */
const faultOf: { readonly [code: string]: FaultText } = {
  atlas_entry_unknown: "gone",
  atlas_draft_unknown: "gone",
  atlas_draft_submitted: "conflict",
  atlas_draft_incomplete: "invalid",
  atlas_drafts_full: "atlasDraftsFull",
  atlas_merge_refused: "conflict",
  atlas_change_unknown: "gone",
  atlas_link_unknown: "link_invalid",
  atlas_report_unknown: "gone",
  atlas_reports_full: "conflict",
  too_many_requests: "too_many_attempts",
  alerts_no_sms: "alertsNoSms",
  alerts_too_often: "alertsTooOften",
  alert_station_unknown: "alertStation",
  alerts_key_unknown: "link_invalid",
  alert_unknown: "gone",
  alert_threshold: "invalid",
  alerts_full: "conflict",
  practice_contrast: "practiceContrast",
  practice_slug_taken: "practiceSlug",
  practice_unknown: "gone",
  sign_in_refused: "sign_in_refused",
  code_refused: "code_refused",
  too_many_attempts: "too_many_attempts",
  password_weak: "password_weak",
  conflict: "conflict",
  calibration_own: "calibrationOwn",
  calibration_state: "conflict",
  calibration_unknown: "gone",
  calibrations_full: "conflict",
  annotation_unknown: "gone",
  annotations_full: "conflict",
  recompute_over: "conflict",
  recompute_unknown: "gone",
  reference_unknown: "gone",
  last_administrator: "last_administrator",
  not_found: "gone",
  person_unknown: "gone",
  batch_unknown: "gone",
  too_many_prepared: "too_many_prepared",
  link_invalid: "link_invalid",
  invalid_request: "invalid",
  import_refused: "import_refused",
  claim_refused: "claim_refused",
  too_many_claims: "too_many_claims",
  claim_unknown: "gone",
  station_unknown: "gone",
  config_refused: "settingsRefused",
  config_replaced: "settingsReplaced",
  station_state: "conflict",
  group_unknown: "gone",
  terms_outdated: "termsChanged",
  import_no_room: "no_room",
  group_code_invalid: "groupCodeInvalid",
  station_in_group: "stationInGroup",
  place_overlaps: "placeOverlaps",
  place_unknown: "gone",
  media_type: "mediaType",
  media_damaged: "mediaType",
  media_too_large: "mediaSize",
  media_quota: "mediaSize",
};

/**
 * What to tell of a question that the form asked and that was not answered well; undefined when it was. When
 * the session has ended or nothing answers, the page that follows keeps all that was typed.
 */
export const refusal = <T>(
  asked: Asked<T>,
  { form, request, field }: { form: FormData; request: Request; field?: string },
): FormFault | undefined => {
  if (asked.ok) return undefined;
  const { pathname, search } = new URL(request.url);
  const hold = (reason: "session" | "again" | "silent" | "records") =>
    fail({
      kind: "held",
      reason,
      action: `${pathname}${search}`,
      fields: [...form].flatMap(([name, value]) =>
        typeof value === "string" && !secrets.has(name) ? [[name, value] as const] : [],
      ),
      hadSecrets: [...form.keys()].some((name) => secrets.has(name)),
    });
  if (asked.reason !== "refused") return hold(asked.reason);
  const { status, code } = asked;
  if (code === "not_authenticated") return hold("session");
  if (code === "sign_in_again") return hold("again");
  const text = faultOf[code];
  if (text !== undefined) return { ...(field === undefined ? {} : { field }), text };
  if (status === 403) return fail({ kind: "forbidden" });
  throw new Error(`the API refused a form of ours: ${status} ${code}`);
};

/** What a form needs to know before it is taken: without it, the page that follows keeps all that was typed. */
export const neededBy = <T>(form: FormData, request: Request, asked: Asked<T> | undefined): T => {
  if (asked?.ok) return asked.value;
  const signedOut = { ...{ ok: false, reason: "refused", status: 401 }, code: "not_authenticated" };
  refusal(asked ?? (signedOut as Asked<T>), { form, request });
  return fail({ kind: "missing" });
};

/** The page of a form that was taken, with what came of it and may be shown once only. */
export const sent = <T extends object>(outcome: T) => {
  const state: FormState = { values: {}, faults: [] };
  return data({ ...state, ...outcome });
};
