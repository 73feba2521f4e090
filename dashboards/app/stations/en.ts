import type { fr } from "./fr.ts";

export const en: typeof fr = {
  state: {
    online: "Online",
    starting: "Online, first reading expected within {{duration}}",
    catching_up: "Online, sending its past readings: received up to {{moment}}",
    silent: "No reading for {{duration}}",
    cut_off: "Its gateway cannot be reached for {{duration}} now (since {{moment}})",
    cut_off_named:
      "Its gateway “{{gateway}}” cannot be reached for {{duration}} now (since {{moment}})",
    sleeping: "Asleep for {{duration}}",
    offline: "Offline for {{duration}}",
    unknown: "State unknown",
  },
  origin: {
    replayed: "Demonstration: readings recorded elsewhere and replayed",
    simulated: "Demonstration: simulated values, nobody measured them",
    mixed: "Some values are replayed or simulated. They are marked.",
    named: {
      replayed: "{{name}} (replayed)",
      simulated: "{{name}} (simulated)",
    },
  },
  list: {
    title: "Stations",
    titleOf: "Stations: {{place}}",
    count_one: "{{count, number}} station has measured here.",
    count_other: "{{count, number}} stations have measured here.",
    demonstrations_one: "{{count, number}} demonstration station is not counted.",
    demonstrations_other: "{{count, number}} demonstration stations are not counted.",
    onlyDemonstrations_one: "Nobody measures here yet: {{count, number}} demonstration.",
    onlyDemonstrations_other: "Nobody measures here yet: {{count, number}} demonstrations.",
    invented: { simulated: "Simulated", replayed: "Replayed" },
    states: "Choose by state",
    tally: {
      look_one: "needs a look",
      look_other: "need a look",
      well_one: "online",
      well_other: "online",
      asleep_one: "asleep",
      asleep_other: "asleep",
      out_one: "out of service",
      out_other: "out of service",
    },
    group: { look: "Need a look", well: "Online", asleep: "Asleep", out: "Out of service" },
    outOf: { maintenance: "Being worked at", retired: "Measures no more" },
    board: "The fleet board: what is wrong, and what to do",
    find: "Search, sort",
    stateLabel: "Which ones",
    byGroup: "In short",
    byState: "By state",
    anyState: "All",
    stateCount: "{{state}} ({{count, number}})",
    since: "{{state}} for {{duration}}",
    shortState: {
      online: "Online",
      starting: "Has just started",
      catching_up: "Sends its past",
      silent: "Without readings",
      cut_off: "Gateway away",
      sleeping: "Asleep",
      offline: "Offline",
      unknown: "State unknown",
    },
    sortLabel: "In which order",
    sort: {
      fault: "Need a look first",
      name: "By name",
      heard: "Heard last first",
      new: "Newest first",
    },
    spark: "{{quantity}}, the last 24 hours: from {{low}} to {{high}}",
    pick: "Choose {{id}}",
    export: "Download (CSV)",
    exportHint_one: "The stations that you tick. Without a tick, the station found.",
    exportHint_other:
      "The stations that you tick. Without a tick, the {{count, number}} stations found.",
    toCheck_one: "{{count, number}} thing to check",
    toCheck_other: "{{count, number}} things to check",
    findLabel: "Name of the station, or a part of it",
    findButton: "Show",
    found_one: "{{count, number}} station found.",
    found_other: "{{count, number}} stations found.",
    showAll: "Show all stations",
    pages: "Pages of the list",
    first: "Back to the start of the list",
    next: "Next stations",
    emptyTitle: "No station yet",
    emptyText: "As soon as a station sends its first reading, it appears here.",
    emptyStart: "How to begin",
  },
  station: {
    about: "About this station",
    title: "Station {{id}}",
    connectsAs: "The station connects by the name {{id}}.",
    inMaintenance:
      "Somebody has been working at this station since {{day}}: what it measures may be wrong.",
    retired: "This station has measured nothing since {{day}}.",
    hostedBy: "Station hosted by {{credit}}.",
    licence: "Readings under the licence {{licence}}.",
    sensorReplaced: "The sensor {{sensor}} was replaced on {{day}}.",
    sensorReplacedBy: "The sensor {{sensor}} was replaced by {{successor}} on {{day}}.",
    kit: "Kit: {{kit}}",
    lastReading: "Last reading: ",
    doubtfulTime: "received just now, but its time is doubtful",
    inBursts: "Sends its readings in batches, about every {{duration}}",
    never: "No reading received from this station.",
    how: "Where these figures come from",
    latest: "Right now",
    latestCaption: "Latest value of each quantity",
    older: "Last known values",
    olderCount_one: "{{count, number}} value",
    olderCount_other: "{{count, number}} values",
    olderNote: "These values are too old to describe the situation now.",
    olderCaption: "Last known value of each quantity",
    more: "Other quantities ({{count, number}})",
    moreCaption: "Latest value of the other quantities",
    quantity: "Quantity",
    value: "Value",
    lastDay: "24 hours",
    lastDayOf: "Means of the last 24 hours: from {{from}} to {{to}}, now {{last}}",
    worth: "Over 24 hours",
    trend: { rising: "rising", falling: "falling", steady: "steady" },
    sensor: "Sensor",
    age: "Age",
    remarks: "Remarks",
    noRemark: "none",
    showDay: "{{quantity}}: see the last 24 hours",
  },
  photo: {
    title: "Photo: {{station}}",
    see: "See the photo of the station",
    large: "See it large",
    by: "Photo: {{author}}, licence {{licence}}.",
    report: "Something wrong with this photo?",
    reportText:
      "It shows a face, a number plate, an address or a name, or it is yours and should not be here:",
    reportTo: "tell the team.",
    remove: "Remove the photo",
    removeText: "It is deleted for everybody, and the host may add another one.",
  },
  headline: {
    label: "In short",
    over: {
      day: "{{quantity}}, mean of the last 24 hours",
      highestHour: "{{quantity}}, highest hour of the last 24 hours",
      hour: "{{quantity}}, mean of the last hour",
      now: "{{quantity}}, latest reading",
    },
    noiseOfDay: "Noise, day, evening and night together (Lden), last 24 hours",
    band: "{{level}} of 6: {{band}}",
    unknown: "Not known",
    trend: {
      rising: "Rising for three hours",
      falling: "Falling for three hours",
      steady: "Steady for three hours",
    },
    guideline: {
      day: "WHO advises to stay below {{value}} on average over a day",
      eightHours: "WHO advises to stay below {{value}} on average over eight hours",
      year: "WHO advises to stay below {{value}} on average over a year, for road noise",
    },
    above: "this is above.",
    below: "this is below.",
    aboveUnknown: "whether it is, is not known.",
    source: "Source",
    now: "Right now:",
    advice: "What to do",
    sensitive: "Asthma, a disease of the lungs or the heart: {{advice}}",
    adviceSource: "Who advises this?",
    readOn: "read on {{day}}.",
    how: "How was this figure made?",
  },
  notice: {
    title: "To check",
    clock:
      "The station's clock is wrong. Its readings are kept, but their time is doubtful. Check that the station has internet access to set its clock, or change the battery of the clock.",
    clock_repaired:
      "The station's clock was wrong. By how much is known: the time of its readings was corrected, and each corrected value is marked. To make this unnecessary, give the station internet access, or change the battery of its clock.",
    duplicate_name:
      "Two devices use this name and cut each other off: their readings are mixed. Give each a different name in its settings.",
    aside: {
      topic:
        "Messages came to an address that does not exist. Check the station's name and the topic in its settings.",
      malformed:
        "Messages could not be read. Update the station's program; if it goes on, check its connection.",
      invalid:
        "Messages had a value or a field that the platform does not know. Update the station's program.",
      clock_ahead:
        "The station's clock is ahead of the real time: what it sends is kept aside until the clock is right. Check that it has internet access to set its clock, or change the battery of the clock.",
      too_old:
        "The station sent measurements so old that the platform keeps only the averages of those days. Check the date of its clock; measurements of today are received as usual.",
      too_large: "Messages were too large. Set the station to send fewer readings at a time.",
      conflict:
        "Two different values came for the same instant. Both are kept; the person who administers the machine can choose. Perhaps two devices use this name: give each its own.",
      not_allowed:
        "Messages came from a device that may not send under this name. Perhaps two devices use this name: give each its own.",
      too_many:
        "The station announced too many names of sensors or stations. Check that these names do not change at each start.",
      refused:
        "The database refused messages. They are kept; tell the person who looks after the installation.",
    },
    asideCount_one: "{{count, number}} message is aside, received ",
    asideCount_other: "{{count, number}} messages are aside, the last one received ",
    rejected: {
      checksum:
        "{{sensor}}: {{count, number}} readings arrived damaged. Check the sensor's cable and power supply.",
      length:
        "{{sensor}}: {{count, number}} readings arrived incomplete. Check the cable and the chosen sensor model.",
      truncated:
        "{{sensor}}: {{count, number}} readings arrived cut short. Check the sensor's cable and power supply.",
      foreign:
        "{{sensor}}: what arrives is from another sensor model ({{count, number}} times). Correct the model in the station's settings.",
      noise:
        "{{sensor}}: what arrives looks like no reading at all ({{count, number}} times). Check the speed of the port and the wires.",
      silent:
        "{{sensor}}: nothing arrives from the sensor. Check that it is plugged in and powered.",
      unplugged: "{{sensor}}: the sensor was unplugged. Plug it in again.",
      warming_up: "{{sensor}}: the sensor is still warming up. Wait a few minutes.",
      other:
        "{{sensor}}: {{count, number}} readings could not be read. Check the sensor and its cable.",
    },
    dropped:
      "The station had to delete {{count, number}} batches for lack of room, because the connection was away for too long. Check its internet access; a larger memory card lets it keep more.",
    line: "{{text}}",
    sensorSilent:
      "{{sensor}}: nothing from this sensor for {{duration}}, while the station sends. Check that it is plugged in and powered, then restart the station.",
    sensorNever:
      "{{sensor}}: the station announces this sensor, but nothing of it ever arrived. Check that it is plugged in and powered, or take it out of the station's settings.",
    mistake:
      "{{sensor}}: {{text}} The value is kept and marked. Check the unit in the station's program, and the wires of the sensor.",
  },
};
