import type { fr } from "./fr.ts";

export const en: typeof fr = {
  fleet: {
    intro:
      "The stations and gateways that need help, among those that you look after. A station that catches up is not here, nor are those under maintenance.",
    notJudged: "Whether your stations are well cannot be told at the moment. Try again in a while.",
    none: "None needs help.",
    count_one: "{{count, number}} needs help.",
    count_other: "{{count, number}} need help.",
    showAll: "Show all problems",
    board: "What is wrong",
    well_one: "{{well, number}} of {{count, number}} is well.",
    well_other: "{{well, number}} of {{count, number}} are well.",
    lookedAfter: "{{stations}} and {{gateways}} in service.",
    stations_one: "{{count, number}} station",
    stations_other: "{{count, number}} stations",
    gateways_one: "{{count, number}} gateway",
    gateways_other: "{{count, number}} gateways",
    nothing: "You look after no station that is in service.",
    gateway: "Gateway {{name}}",
    gatewaysTitle: "Gateways",
    gatewayThere: "It is there.",
    gatewayLinked: "Linked to the platform by {{by}} since {{date}}.",
    gatewayAway: "Away since {{date}}.",
    gatewayAwayNote:
      "Its stations are not heard, but nothing says that they are dead: they keep what they measure.",
    heardThrough_one: "{{count, number}} station is heard through it.",
    heardThrough_other: "{{count, number}} stations are heard through it.",
    outages_one: "The link went down {{count, number}} time since it started.",
    outages_other: "The link went down {{count, number}} times since it started.",
    links: { mqtt: "the internet", gprs: "the mobile network", lora: "LoRa" },
    spent: {
      mqtt: "{{percent}}% of what the link may cost this month is used.",
      gprs: "{{percent}}% of the month's mobile data is used.",
      lora: "{{percent}}% of a day's air time is used.",
    },
    gatewaySays: {
      silent: "It is there, but does not hear any more:",
      late: "Only what was measured earlier reaches it from:",
      unreadable: "These send what nobody can read:",
    },
    failedUpdate:
      "Version {{version}} was tried and not kept ({{date}}): {{why}}. Version {{runs}} runs again.",
    failedUpdateWhy: {
      silent: "the gateway did not answer",
      other_version: "another version answered",
      no_readings: "no reading came from the sensors",
      not_acknowledged: "the platform acknowledged no reading",
      restarts: "it kept starting anew",
      interrupted: "the machine stopped three times meanwhile",
      not_restarted: "the services could not be started",
      other: "it did not prove itself",
    },
    since: "{{what}}, since {{date}}",
    toDo: "To do: {{what}}",
    names: {
      silent: "Sends nothing any more",
      late: "Late",
      not_heard: "Gateway away",
      disk_error: "Disk failing",
      disk_full: "Disk full",
      low_battery: "Low battery",
      weak_link: "Weak signal",
      stuck: "Stuck sensor",
      drifting: "Drifting sensor",
      old_software: "Old software",
    },
    problems: {
      silent: {
        station: "It sends nothing any more",
        gateway: "It has no link to the platform any more",
      },
      late: { station: "A reading is missing", gateway: "A message is missing" },
      not_heard: {
        station: "It is not heard: its gateway is away",
        gateway: "It is not heard",
      },
      disk_error: {
        station: "Its disk fails",
        gateway: "Its disk fails: it keeps nothing any more",
      },
      disk_full: {
        station: "Its disk is full, or nearly",
        gateway: "Its disk is full, or nearly",
      },
      low_battery: {
        station: "Its battery is low ({{value}} %)",
        gateway: "Its battery is low ({{value}} %)",
      },
      weak_link: {
        station: "Its radio signal is weak ({{value}} dBm)",
        gateway: "Its radio signal is weak ({{value}} dBm)",
      },
      stuck: {
        station: "One of its sensors repeats the same value",
        gateway: "One of its sensors repeats the same value",
      },
      drifting: {
        station: "One of its sensors goes away from its neighbours, week after week",
        gateway: "One of its sensors goes away from its neighbours, week after week",
      },
      old_software: {
        station: "Its software is old: there is a newer one",
        gateway: "Its software is old: there is a newer one",
      },
    },
    toDoFor: {
      silent: {
        station:
          "check its power, then the network of the house. If the gateway's page shows it online, restart the gateway.",
        gateway:
          "check its power and the access to the Internet. Its stations go on measuring, and it keeps their readings.",
      },
      late: {
        station: "wait a little. If nothing comes, check its power and the network.",
        gateway: "wait a little.",
      },
      not_heard: {
        station: "see to its gateway. The readings of the station will arrive afterwards.",
        gateway: "check its power and its network.",
      },
      disk_error: {
        station: "replace the memory card.",
        gateway: "replace the memory card. The command dcz rescue saves what can be saved.",
      },
      disk_full: {
        station: "make room on the disk.",
        gateway:
          "make room on the disk. As long as it is full, the stations keep themselves what they measure.",
      },
      low_battery: {
        station: "charge or replace the battery, and clean the solar panel if there is one.",
        gateway: "charge or replace the battery.",
      },
      weak_link: {
        station:
          "bring the station closer to the router or the gateway, or the antenna higher up. Readings may come late.",
        gateway: "bring the gateway closer to the router, or connect it by a cable.",
      },
      stuck: {
        station: "take its power away and give it back. If it sticks again, replace the sensor.",
        gateway: "take its power away and give it back. If it sticks again, replace the sensor.",
      },
      drifting: {
        station: "clean the sensor, its inlet and its fan. If it drifts on, replace it.",
        gateway: "clean the sensor, its inlet and its fan. If it drifts on, replace it.",
      },
      old_software: {
        station: "update the station when somebody is there.",
        gateway: "update the gateway when somebody is there.",
      },
    },
  },
};
