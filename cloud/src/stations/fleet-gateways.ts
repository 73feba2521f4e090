import { FailedUpdate } from "@datacityzen/hardware/wire/status";
import * as z from "zod";
import { isoInstant } from "../api/times.ts";
import { type StationRecord, saidState } from "./station.ts";

const Names = z.array(z.string()).optional();

export const FleetGateway = z.object({
  station: z.string().meta({ description: "The name of the gateway" }),
  stations: z.int().meta({
    description: "How many stations that whoever asks looks after are heard through it",
  }),
  away: z.iso.datetime().optional().meta({
    description: "Since when it is away, and its stations are not heard; absent while it is there",
  }),
  link: z
    .object({
      by: z.enum(["mqtt", "gprs", "lora"]),
      since: z.iso.datetime(),
      outages: z.int().meta({ description: "How often it came up anew since the gateway started" }),
      spent: z.int().optional().meta({
        description: "Percent of the month's bytes, or of a day's air time, that are used",
      }),
    })
    .optional()
    .meta({ description: "Which of its links carries, by the gateway's own word" }),
  silent: Names.meta({
    description: "Stations that the gateway hears no more: they are the fault",
  }),
  late: Names.meta({ description: "Stations of which only what they measured earlier arrives" }),
  unreadable: Names.meta({
    description: "Stations that sent what nobody can read in the last 24 hours",
  }),
  failedUpdate: FailedUpdate.extend({ at: z.iso.datetime() }).optional().meta({
    description:
      "A version of the program that was tried and not kept, and the one that runs again; absent once a version is kept",
  }),
});
export type FleetGateway = z.infer<typeof FleetGateway>;

/**
 * What a gateway last said of its link and of the stations around it. Of a gateway that is away only that is told: what it
 * said before says nothing of now. `looksAfter`: stations of others are named to nobody.
 */
export const fleetGateway = (
  record: StationRecord,
  stations: number,
  looksAfter: (name: string) => boolean,
): FleetGateway => {
  const said = saidState(record);
  const of = { station: record.id, stations };
  if (said !== undefined && said.state !== "online") return { ...of, away: isoInstant(said.since) };
  const told = record.status?.health?.gateway;
  if (told === undefined) return of;
  const named = <Name extends "silent" | "late" | "unreadable">(name: Name) => {
    const names = (told[name] ?? []).filter(looksAfter);
    return names.length === 0 ? {} : ({ [name]: names } as { readonly [name in Name]: string[] });
  };
  return {
    ...of,
    ...(told.link && { link: { ...told.link, since: isoInstant(told.link.since) } }),
    ...(told.failedUpdate && {
      failedUpdate: { ...told.failedUpdate, at: isoInstant(told.failedUpdate.at) },
    }),
    ...{ ...named("silent"), ...named("late"), ...named("unreadable") },
  };
};
