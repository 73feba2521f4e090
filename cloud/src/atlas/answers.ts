import * as z from "zod";
import { isEmail, phoneBetter, webAddressBetter } from "./formats/values.ts";
import { hoursOfWeek, timesInWords, weekdays, weekOfHours } from "./hours-in-words.ts";
import { AtlasSheet, families, isLink } from "./sheet.ts";

const text = (longest: number) => z.string().max(longest).optional();
const list = z.array(z.string().max(200)).max(30).optional();

/**
 * What somebody has answered so far about a place, as they typed it. A draft takes everything: what is not yet right is
 * told, and nothing of it is lost.
 */
export const Answers = z.strictObject({
  ...{ name: text(300), family: text(40), street: text(400), addressDetail: text(400) },
  ...{ postcode: text(40), commune: text(200), insee: text(10), lat: text(30), lon: text(30) },
  ...{ phone: text(60), email: text(300), website: text(600), description: text(10_000) },
  ...{ Mo: text(200), Tu: text(200), We: text(200), Th: text(200) },
  ...{ Fr: text(200), Sa: text(200), Su: text(200) },
  ...{ services: list, publics: list, care: list, fees: list },
});
export type Answers = z.output<typeof Answers>;
export type AnswerField = keyof Answers;

export const answerFaults = ["missing", "invalid"] as const;
export interface AnswerFault {
  readonly field: AnswerField;
  readonly fault: (typeof answerFaults)[number];
}

const numberOf = (given: string | undefined): number | undefined =>
  given === undefined || given.trim() === "" ? undefined : Number(given);

const faultsOf = (answers: Answers): AnswerFault[] => {
  const faults: AnswerFault[] = [];
  const { phone = "", email = "", website = "", postcode = "" } = answers;
  const missing = (field: "name" | "commune") => {
    if ((answers[field] ?? "").trim() === "") faults.push({ field, fault: "missing" });
  };
  const wrong = (field: AnswerField, isWrong: boolean) => {
    if (isWrong) faults.push({ field, fault: "invalid" });
  };
  missing("name");
  missing("commune");
  wrong("postcode", postcode.trim() !== "" && !/^\d{5}$/.test(postcode.trim()));
  wrong("phone", phone.trim() !== "" && phoneOf(phone) === undefined);
  wrong("email", email.trim() !== "" && !isEmail(email.trim()));
  wrong("website", website.trim() !== "" && websiteOf(website) === undefined);
  for (const day of weekdays) wrong(day, timesInWords(answers[day] ?? "") === undefined);
  return faults;
};

const phoneOf = (given: string): string | undefined => {
  const signs = given.trim();
  return /^\+\d{7,15}$/.test(signs) ? signs : phoneBetter(signs);
};

const websiteOf = (given: string): string | undefined => {
  const address = given.trim();
  const better = isLink(address) ? address : webAddressBetter(address);
  return better !== undefined && isLink(better) ? better : undefined;
};

const filled = (given: string | undefined): string | undefined => given?.trim() || undefined;

/**
 * The sheet that the answers make, over what was said before; or what is still missing or cannot be read. What is not asked
 * for (programmes, labels) stays as it was.
 */
export const sheetOfAnswers = (
  answers: Answers,
  before: AtlasSheet | undefined,
): { readonly sheet: AtlasSheet | undefined; readonly faults: readonly AnswerFault[] } => {
  const faults = faultsOf(answers);
  const { phone = "", email = "", website = "", insee, fees, services, publics, care } = answers;
  const [lat, lon] = [numberOf(answers.lat), numberOf(answers.lon)];
  const week = Object.fromEntries(weekdays.map((day) => [day, answers[day]]));
  const hours = before?.openingHours;
  // Hours that say more than a week ("Mo[1] 09:00-12:00") stay until somebody writes others.
  const kept = hours !== undefined && weekOfHours(hours) === undefined ? hours : undefined;
  const parsed = AtlasSheet.safeParse({
    ...before,
    ...{ name: filled(answers.name) ?? "", street: filled(answers.street) },
    ...{ addressDetail: filled(answers.addressDetail), postcode: filled(answers.postcode) },
    ...{ commune: filled(answers.commune), insee: filled(insee) },
    ...(lat === undefined || lon === undefined ? {} : { latitude: lat, longitude: lon }),
    // Of several, the form shows the first.
    phones: [phoneOf(phone) ?? [], before?.phones?.slice(1) ?? []].flat(),
    emails: [filled(email) ?? [], before?.emails?.slice(1) ?? []].flat(),
    websites: [websiteOf(website) ?? [], before?.websites?.slice(1) ?? []].flat(),
    openingHours: hoursOfWeek(week) ?? kept,
    ...{ services, publics, care, fees, description: filled(answers.description) },
  });
  if (!parsed.success && faults.length === 0) faults.push({ field: "name", fault: "invalid" });
  return { sheet: faults.length === 0 ? parsed.data : undefined, faults };
};

/** What was said of an entry, as the form shows it to whoever corrects it. */
export const answersOf = (sheet: AtlasSheet, family: (typeof families)[number]): Answers => {
  const { name, street, addressDetail, postcode, commune, insee, description } = sheet;
  const { services, publics, care, fees, latitude, longitude, openingHours } = sheet;
  const given = {
    ...{ name, family, street, addressDetail, postcode, commune, insee, description },
    ...{ lat: latitude?.toString(), lon: longitude?.toString() },
    ...{ phone: sheet.phones?.[0], email: sheet.emails?.[0], website: sheet.websites?.[0] },
    ...(openingHours === undefined ? {} : weekOfHours(openingHours)),
    ...{ services, publics, care, fees },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
};

export const familyOf = (answers: Answers): (typeof families)[number] =>
  families.find((family) => family === answers.family) ?? "mediation";
