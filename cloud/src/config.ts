import { isIP } from "node:net";
import {
  address,
  type Environment,
  logLevel,
  port,
  readSettings,
  type Settings,
  url,
} from "@datacityzen/hardware/settings/settings";
import * as z from "zod";
import { unprovedPolicies } from "./hosting/states.ts";
import { parseMailbox } from "./mail/address.ts";
import { parseServerAddress } from "./mail/server-address.ts";
import { noExceptions, parseExceptions } from "./requests/exceptions.ts";
import { DATABASE_NAME } from "./series/influxdb/names.ts";
import { readSoftware } from "./stations/software.ts";
import { countryNames } from "./territories/countries.ts";
import { isZone } from "./time-zone.ts";

/** "10.1.2.3", "10.0.0.0/8", "fd00::/8". */
const isAddressRange = (text: string): boolean => {
  const [address = "", bits] = text.split("/");
  const family = isIP(address);
  if (family === 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
  );
};

const wholeNumber = (least: number, most: number, preset: number) => {
  const demand = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, demand)
    .transform(Number)
    .refine((value) => value >= least && value <= most, demand)
    .default(preset);
};

const outgoingExceptions = z
  .string()
  .transform((text, context) => {
    const read = parseExceptions(text);
    if (read.ok) return read.value;
    context.addIssue({
      code: "custom",
      message: `must be a list like "nas.home:8443, 10.1.0.0/16" (${read.wrong.join(", ")} is neither a host with its port nor a range of addresses)`,
    });
    return z.NEVER;
  })
  .optional()
  .transform((exceptions) => exceptions ?? noExceptions);

const software = z
  .string()
  .transform((text, context) => {
    const read = readSoftware(text);
    if (read !== undefined) return read;
    context.addIssue({
      code: "custom",
      message: 'must be a list like "edge=0.2.0, gateway=0.2.1" of programs and their versions',
    });
    return z.NEVER;
  })
  .optional();

const smtpUrl = z
  .string()
  .transform((text, context) => {
    const read = parseServerAddress(text);
    if (read.ok) return read.value;
    // The value, which may hold a password, is not shown.
    context.addIssue({ code: "custom", message: read.demand, params: { secret: true } });
    return z.NEVER;
  })
  .optional();

const mailbox = z
  .string()
  .transform((text, context) => {
    const read = parseMailbox(text);
    if (read !== undefined) return read;
    context.addIssue({
      code: "custom",
      message: 'must be an address like "name@example.org" or "Name <name@example.org>"',
    });
    return z.NEVER;
  })
  .optional();

/** A server of our own network; its password stands in a setting of its own, which nothing shows. */
const influxUrl = z
  .string()
  .refine(
    (text) => {
      const url = URL.parse(text);
      return url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === "";
    },
    {
      message:
        "must be a URL that begins with http:// or https://; name and password are INFLUX_USER and INFLUX_PASSWORD",
      params: { secret: true },
    },
  )
  .optional();

/** What an outage of some weeks brings late must still find the values of its days. */
const LEAST_DAYS_OF_VALUES = 30;

const settings = z.object({
  /** The folder in which each process has its own. */
  DATA_DIR: z.string().default("./data"),
  HOST: address("127.0.0.1"),
  HTTP_PORT: port(8080),
  MQTT_PORT: port(1883),
  /** With both, HTTP and MQTT are to be had over TLS as well; a file that is renewed is taken within a minute. */
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  HTTPS_PORT: port(8443),
  MQTTS_PORT: port(8883),
  /** Where HTTP_PORT and MQTT_PORT, which are in clear, are to be had beside TLS. */
  CLEAR_HOST: address("127.0.0.1"),
  /** Figures for Prometheus and faults of the store, on the loopback address; closed when unset. */
  OPERATIONS_PORT: port(0).unwrap().optional(),
  /** Where the pages come from: every path that is not the API's. */
  DASHBOARDS_URL: url(["http:", "https:"], "http://127.0.0.1:8082"),
  /** Addresses of programs in front of the cloud whose X-Forwarded-For is believed; nobody's when unset. */
  TRUSTED_PROXIES: z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    )
    .refine(
      (parts) => parts.every((part) => isAddressRange(part)),
      "must be IP addresses or ranges like 10.0.0.0/8, with commas between",
    )
    .default([]),
  /** The most that is kept of messages that could not be accepted, of all senders and of one, in MB. */
  QUARANTINE_MB: wholeNumber(1, 999_999, 256),
  QUARANTINE_SENDER_MB: wholeNumber(1, 999_999, 32),
  /** They are removed after so many days. */
  QUARANTINE_DAYS: wholeNumber(1, 999_999, 90),
  /** What the store may hold in memory, in megabytes; what suits the machine when unset. */
  STORE_MEMORY_MB: wholeNumber(64, 65_536, 256).unwrap().optional(),
  /** On how many cores one question to the store may work; half of the machine when unset. */
  STORE_THREADS: wholeNumber(1, 64, 2).unwrap().optional(),
  /** How many questions the store answers at a time; others wait their turn. What leaves a core to commits when unset. */
  STORE_READERS: wholeNumber(1, 8, 2).unwrap().optional(),
  /** How long a question to the store may take, in seconds. */
  STORE_READ_SECONDS: wholeNumber(1, 3600, 30),
  /** A day that has been over for so many days is sealed: its readings go from the store into files of its own. */
  STORE_HOT_DAYS: wholeNumber(1, 36_500, 2),
  /** For how many days single values, sums of hours and sums of days are kept; for ever when unset. */
  STORE_VALUES_DAYS: wholeNumber(LEAST_DAYS_OF_VALUES, 36_500, 36_500).unwrap().optional(),
  STORE_HOUR_SUMS_DAYS: wholeNumber(LEAST_DAYS_OF_VALUES, 36_500, 36_500).unwrap().optional(),
  STORE_DAY_SUMS_DAYS: wholeNumber(LEAST_DAYS_OF_VALUES, 36_500, 36_500).unwrap().optional(),
  /** Whose days those are. */
  STORE_DAYS_ZONE: z
    .string()
    .refine(isZone, 'must be a time zone such as "Europe/Paris"')
    .default("Europe/Paris"),
  /** An InfluxDB server for the series; in DATA_DIR when unset. */
  INFLUX_URL: influxUrl,
  /** The bucket of InfluxDB 2 and 3, the database of 1. */
  INFLUX_DATABASE: z
    .string()
    .regex(DATABASE_NAME, "must be 1 to 64 letters, digits, dots, hyphens or underscores")
    .default("dcz"),
  /** InfluxDB 2. */
  INFLUX_ORG: z.string().optional(),
  /** InfluxDB 2 and 3. */
  INFLUX_TOKEN: z.string().optional(),
  /** InfluxDB 1, when it asks for them. */
  INFLUX_USER: z.string().optional(),
  INFLUX_PASSWORD: z.string().optional(),
  /** A PostgreSQL server for the records; one of our own in DATA_DIR when unset, none at all with "none". */
  DATABASE_URL: z
    .string()
    .refine(
      (text) => text === "none" || /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ""),
      // The value, which may hold a password, is not shown.
      { message: 'must be a URL that begins with postgres:// or "none"', params: { secret: true } },
    )
    .optional(),
  /** The folder of PostgreSQL's programs; those that npm installed when unset. */
  POSTGRES_BIN: z.string().optional(),
  /** Whose territories and addresses there are: a file of cloud/src/territories/countries. */
  COUNTRY: z.enum(countryNames).default("fr"),
  /** Whether an invented territory and its stations are there until there are real ones. */
  DEMO: z.enum(["auto", "off"]).default("auto"),
  /** Where requests may go beside the public Internet. */
  OUTGOING_EXCEPTIONS: outgoingExceptions,
  /** A list of those whose forecasts are fetched: docs/how-to/fetch-forecasts.md; nobody's when unset. */
  FORECAST_SOURCES_FILE: z.string().optional(),
  /** Where people reach the platform: the start of links in mails, and the name to which passkeys are bound. */
  PUBLIC_URL: url(["https:", "http:"], "http://localhost:8080"),
  /** The most that media take, of all people and of one, in MB. */
  MEDIA_MB: wholeNumber(1, 99_999_999, 10_000),
  MEDIA_PERSON_MB: wholeNumber(1, 999_999, 200),
  /** Attempts to sign in from one address in ten minutes; a library has one address for all its readers. */
  SIGN_INS_PER_ADDRESS: wholeNumber(1, 999_999, 300),
  /** Links by mail that are asked for from one address in an hour. */
  LINKS_PER_ADDRESS: wholeNumber(1, 999_999, 150),
  /** Attempts to open one account in a quarter of an hour, from wherever. */
  SIGN_INS_PER_ACCOUNT: wholeNumber(1, 999_999, 10),
  /** Mails with a link to one mailbox in an hour. */
  LINKS_PER_ACCOUNT: wholeNumber(1, 999_999, 5),
  /** Mails that one account causes in an hour: invitations, changes of address. */
  MAILS_PER_ACCOUNT: wholeNumber(1, 999_999, 30),
  /** The mail server; mails stay in the outbox when unset. */
  SMTP_URL: smtpUrl,
  /** Who sends the mails, and who gets the answers. */
  MAIL_FROM: mailbox,
  MAIL_REPLY_TO: mailbox,
  /** The program that sends SMS for us, and the secret of what is posted to it; without them nobody is told by SMS. */
  SMS_WEBHOOK_URL: z
    .url({ protocol: /^https$/, error: "must be a URL that begins with https://" })
    .optional(),
  SMS_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, {
      error: 'must be "whsec_" and base64 of 24 to 64 bytes',
    })
    .optional(),
  /** From where stations without a secret may publish: this machine, anywhere, nowhere. */
  STATIONS_WITHOUT_SECRET: z.enum(unprovedPolicies).default("machine"),
  /** The versions that stations should run: older ones are shown as old; those of this platform when unset. */
  CURRENT_SOFTWARE: software,
  LOG_LEVEL: logLevel(),
});

/** Sums are made of what comes before them: each is kept at least as long. */
const checkRetention = (
  given: z.infer<typeof settings>,
  refuse: (setting: string, message: string) => void,
): void => {
  const inOrder = ["STORE_VALUES_DAYS", "STORE_HOUR_SUMS_DAYS", "STORE_DAY_SUMS_DAYS"] as const;
  for (const [place, name] of inOrder.entries()) {
    const [days, before] = [given[name], inOrder[place - 1]];
    if (days === undefined || before === undefined) continue;
    const least = given[before];
    if (least === undefined)
      refuse(name, `needs ${before}: what sums are made of is kept for ever`);
    else if (days < least) refuse(name, `must be at least ${before}, ${least}`);
  }
  if (given.STORE_VALUES_DAYS !== undefined && given.INFLUX_URL !== undefined)
    refuse("STORE_VALUES_DAYS", "is of the store in DATA_DIR, and INFLUX_URL keeps the series");
  if (given.STORE_VALUES_DAYS !== undefined && given.STORE_VALUES_DAYS <= given.STORE_HOT_DAYS)
    refuse("STORE_VALUES_DAYS", `must be more than STORE_HOT_DAYS, ${given.STORE_HOT_DAYS}`);
};

export const Config = settings.superRefine((given, context) => {
  const { SMTP_URL, MAIL_FROM, TLS_CERT_FILE, TLS_KEY_FILE } = given;
  if ((TLS_CERT_FILE === undefined) !== (TLS_KEY_FILE === undefined))
    context.addIssue({
      code: "custom",
      path: [TLS_CERT_FILE === undefined ? "TLS_CERT_FILE" : "TLS_KEY_FILE"],
      message: "a certificate and its key are needed together",
    });
  if ((given.SMS_WEBHOOK_URL === undefined) !== (given.SMS_WEBHOOK_SECRET === undefined))
    context.addIssue({
      code: "custom",
      path: [given.SMS_WEBHOOK_URL === undefined ? "SMS_WEBHOOK_URL" : "SMS_WEBHOOK_SECRET"],
      message: "the address of what sends SMS and its secret are needed together",
    });
  const { INFLUX_TOKEN, INFLUX_USER, INFLUX_PASSWORD } = given;
  if (INFLUX_TOKEN !== undefined && INFLUX_USER !== undefined)
    context.addIssue({
      code: "custom",
      path: ["INFLUX_USER"],
      message: "is of InfluxDB 1, and INFLUX_TOKEN of later ones: set one of the two",
    });
  if (INFLUX_PASSWORD !== undefined && INFLUX_USER === undefined)
    context.addIssue({
      code: "custom",
      path: ["INFLUX_USER"],
      message: "INFLUX_PASSWORD is a user's",
    });
  checkRetention(given, (path, message) =>
    context.addIssue({ code: "custom", path: [path], message }),
  );
  if (SMTP_URL !== undefined && MAIL_FROM === undefined)
    context.addIssue({
      code: "custom",
      path: ["MAIL_FROM"],
      message: "with SMTP_URL, mails need a sender",
    });
});
export type Config = z.infer<typeof Config>;

export const readConfig = (environment: Environment = process.env): Settings<Config> =>
  readSettings(Config, environment);
