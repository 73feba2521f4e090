import { describeLine } from "@datacityzen/hardware/line-texts";
import { quantities } from "@datacityzen/hardware/quantities";
import { formatTopic } from "@datacityzen/hardware/wire/topic";
import type { LatestOfStation } from "../store/latest.ts";
import type { View } from "./view.ts";

/** The view as programs read it: instants are ISO 8601 in UTC, units are UCUM. */

const instant = (ms: number): string => new Date(ms).toISOString();

export const presentLatest = (stations: readonly LatestOfStation[]) => ({
  stations: stations.map(({ station, values }) => ({
    station,
    values: values.map(({ sensor, quantity, at, received, value, flags }) => ({
      sensor,
      quantity,
      unit: quantities[quantity].unit,
      at: instant(at),
      received: instant(received),
      value,
      flags,
    })),
  })),
});

export const presentHealth = (view: View) => {
  const { now, gateway, cloud, link, waiting, disk, damage } = view;
  return {
    // A link that is down is what the gateway is for; a disk that keeps nothing is not.
    status: disk.trouble === undefined ? "ok" : "degraded",
    at: instant(now),
    gateway,
    cloud: {
      address: cloud,
      state: link.state,
      since: instant(link.since),
      ...(link.state !== "connected" && link.fault !== undefined && { fault: link.fault }),
      ...(link.state === "waiting" && { next: instant(link.next) }),
      ...(view.inUse !== undefined && { link: view.inUse }),
      ...(view.budget !== undefined && { budget: view.budget }),
      ...(view.airtime !== undefined && { airtime: view.airtime }),
    },
    waiting: {
      messages: waiting.messages,
      readings: waiting.readings,
      ...(waiting.oldest !== undefined && { oldest: instant(waiting.oldest) }),
    },
    disk: {
      state: disk.trouble?.reason ?? "ok",
      freeBytes: disk.freeBytes,
      ...(disk.written !== undefined && { writtenBytes: disk.written.bytes }),
      ...(disk.trouble && { since: instant(disk.trouble.since), detail: disk.trouble.detail }),
      ...(damage !== undefined && { damage: { ...damage, at: instant(damage.at) } }),
    },
    stations: view.reports.map(({ station, state, lines, takeovers, waiting, dropped }) => ({
      station,
      state: state.kind,
      ...("since" in state && { since: instant(state.since) }),
      waiting,
      dropped,
      takeovers,
      lines: lines.map(({ since, ...line }) => ({
        ...line,
        ...(since !== undefined && { since: instant(since) }),
        ...(line.advice !== undefined && {
          fr: describeLine(line, "fr"),
          en: describeLine(line, "en"),
        }),
      })),
    })),
    givenUp: view.givenUp,
    nameConflicts: view.nameConflicts.map(({ name, addresses, since, last }) => ({
      name,
      addresses,
      since: instant(since),
      last: instant(last),
    })),
    unreadable: view.unreadable.map(({ station, count, last }) => ({
      ...{ station, count, last: instant(last) },
    })),
    misdirected: view.misdirected.map(({ topic, client, meant, at, count }) => ({
      topic,
      ...(client !== undefined && { client }),
      ...(meant !== undefined && { meant: formatTopic(meant) }),
      at: instant(at),
      count,
    })),
  };
};
