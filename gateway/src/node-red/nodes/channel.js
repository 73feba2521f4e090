// What Node-RED's process and the gateway tell each other.
const { EventEmitter } = require("node:events");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const folder = process.argv[process.argv.indexOf("--userDir") + 1];
const SAY_EVERY_MS = 1000;

const events = new EventEmitter();
events.setMaxListeners(0);
let heard = 0;
let areFlowsStarted = false;
let stations = [];

const say = (message) => {
  if (process.connected) process.send(message, () => {});
};

process.on("message", (message) => {
  heard += 1;
  if (message.kind === "health") stations = message.stations;
  events.emit(message.kind, message);
});
process.on("disconnect", () => process.exit(0));
setInterval(() => {
  say({ kind: "alive", heard, areFlowsStarted, memory: process.memoryUsage.rss() });
}, SAY_EVERY_MS).unref();

module.exports = {
  events,
  say,
  stations: () => stations,
  flowsStarted: () => {
    areFlowsStarted = true;
  },
  folder,
  /** What the gateway has written for this start. */
  settings: JSON.parse(readFileSync(join(folder, "host.json"), "utf8")),
};
