const { say } = require("./channel.js");

const LONGEST = 500;
const LEVELS = ["information", "warning", "alarm"];

// Shows a sentence on the gateway's page, and publishes it at the house's broker.
module.exports = (RED) => {
  function Alert(config) {
    RED.nodes.createNode(this, config);
    this.on("input", (message, _send, done) => {
      const text = String(message.payload ?? "")
        .trim()
        .slice(0, LONGEST);
      if (text === "") return done(new Error(RED._("alert.empty")));
      const level = LEVELS.includes(message.level) ? message.level : config.level || "warning";
      const station = message.station === undefined ? {} : { station: String(message.station) };
      say({ kind: "alert", level, text, ...station });
      this.status({
        fill: level === "alarm" ? "red" : "yellow",
        shape: "dot",
        text: text.slice(0, 30),
      });
      done();
    });
  }
  RED.nodes.registerType("dcz-alert", Alert);
};
