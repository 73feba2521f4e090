const { events } = require("./channel.js");

// One message for each reading, or for each value of one quantity.
module.exports = (RED) => {
  function Readings(config) {
    RED.nodes.createNode(this, config);
    const { station = "", quantity = "" } = config;
    const hear = (batch) => {
      if (station !== "" && batch.station !== station) return;
      for (const { at, sensor, values, flags = [], value_flags = {} } of batch.readings) {
        const source = { station: batch.station, sensor, at: new Date(at).toISOString() };
        if (quantity === "") this.send({ ...source, topic: batch.station, payload: values, flags });
        else if (values[quantity] !== undefined)
          this.send({
            ...source,
            topic: `${batch.station}/${quantity}`,
            quantity,
            payload: values[quantity],
            flags: [...new Set([...flags, ...(value_flags[quantity] ?? [])])],
          });
      }
    };
    events.on("readings", hear);
    this.on("close", () => events.off("readings", hear));
  }
  RED.nodes.registerType("dcz-readings", Readings);
};
