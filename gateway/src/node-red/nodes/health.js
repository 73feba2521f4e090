const { events, stations } = require("./channel.js");

// One message for each station whose state has changed; all of them when the flows start.
module.exports = (RED) => {
  function Health(config) {
    RED.nodes.createNode(this, config);
    const { station = "" } = config;
    const known = new Map();
    const tell = (all) => {
      for (const one of all) {
        if (station !== "" && one.station !== station) continue;
        if (known.get(one.station) === one.state) continue;
        known.set(one.station, one.state);
        const since = one.since === undefined ? {} : { since: new Date(one.since).toISOString() };
        this.send({ topic: one.station, station: one.station, payload: one.state, ...since });
      }
    };
    const hear = (message) => tell(message.stations);
    events.on("health", hear);
    // Once the wires are there.
    const begun = setTimeout(() => tell(stations()), 500);
    this.on("close", () => {
      clearTimeout(begun);
      events.off("health", hear);
    });
  }
  RED.nodes.registerType("dcz-health", Health);
};
