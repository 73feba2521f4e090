const { say: tellHouse, settings } = require("./channel.js");

const KINDS = [
  "bonfire",
  "works",
  "cleaning",
  "maintenance",
  "moved",
  "traffic",
  "event",
  "fault",
  "other",
];
const LONGEST_NOTE = 500;
const MOST_WAITING = 20;
const FIRST_PAUSE_MS = 5000;
const TRIES = 6;
const ANSWER_WITHIN_MS = 20_000;

// Says on the platform what happened at a station, with a key of the person who may say it.
module.exports = (RED) => {
  function Annotate(config) {
    RED.nodes.createNode(this, config);
    const closing = new AbortController();
    let waiting = 0;
    const text = (name) => RED._(`annotate.${name}`);

    /** What the platform is asked, or throws a sentence for the person. */
    const bodyOf = (message) => {
      const station = message.station ?? config.station;
      if (!station) throw new Error(text("noStation"));
      const kind = KINDS.includes(message.kind) ? message.kind : config.kind || "other";
      const until = new Date(message.until ?? Date.now() - 1000);
      const minutes = Math.max(1, Number(config.minutes) || 60);
      const from = new Date(message.from ?? until.getTime() - minutes * 60_000);
      if (Number.isNaN(from.getTime()) || Number.isNaN(until.getTime()))
        throw new Error(text("noTime"));
      const note =
        typeof message.payload === "string" ? message.payload.trim().slice(0, LONGEST_NOTE) : "";
      return {
        ...{ station: String(station), kind, from: from.toISOString(), until: until.toISOString() },
        ...(note === "" ? {} : { note }),
      };
    };

    const post = async (body) => {
      const answer = await fetch(new URL("/api/v1/quality/annotations", settings.platform), {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${this.credentials.key}`,
        },
        body: JSON.stringify(body),
        redirect: "error",
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      const said = await answer.json().catch(() => ({}));
      if (answer.ok) return { ok: true, said };
      const isTemporary = answer.status >= 500 || answer.status === 429;
      return { ok: false, isTemporary, detail: `${answer.status} ${said.detail ?? ""}`.trim() };
    };

    const say = async (body) => {
      for (let attempt = 0; ; attempt++) {
        const outcome = await post(body).catch((error) => ({
          ok: false,
          isTemporary: !closing.signal.aborted,
          detail: error.message,
        }));
        if (outcome.ok) return outcome.said;
        if (!outcome.isTemporary || attempt + 1 >= TRIES) throw new Error(outcome.detail);
        this.status({ fill: "yellow", shape: "ring", text: text("waits") });
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, FIRST_PAUSE_MS * 2 ** attempt);
          closing.signal.addEventListener("abort", () => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    };

    this.on("input", async (message, send, done) => {
      if (!settings.platform) return done(new Error(text("noPlatform")));
      if (!this.credentials?.key) return done(new Error(text("noKey")));
      if (waiting >= MOST_WAITING) return done(new Error(text("tooMany")));
      waiting += 1;
      try {
        const payload = await say(bodyOf(message));
        this.status({ fill: "green", shape: "dot", text: text("said") });
        send({ ...message, payload });
        done();
      } catch (error) {
        this.status({ fill: "red", shape: "ring", text: text("refused") });
        // The editor is closed most of the time: the gateway's page tells it as well.
        const about = String(message.station ?? config.station);
        tellHouse({
          ...{ kind: "alert", level: "warning" },
          text: `${text("notSaid")} ${error.message}`.slice(0, LONGEST_NOTE),
          // The gateway leaves unread what names no station, and that may be what was refused.
          ...(/^[a-z0-9][a-z0-9-]{1,63}$/.test(about) ? { station: about } : {}),
        });
        done(error);
      } finally {
        waiting -= 1;
      }
    });
    this.on("close", () => closing.abort());
  }
  RED.nodes.registerType("dcz-annotate", Annotate, { credentials: { key: { type: "password" } } });
};
