// Node-RED's settings, read in its own process (https://nodered.org/docs/user-guide/runtime/configuration).
const { createHash, randomBytes, scryptSync, timingSafeEqual } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Worker } = require("node:worker_threads");
const channel = require("./nodes/channel.js");

const { folder } = channel;
const { editor, areFlowsStopped } = channel.settings;

// What is told before the flows listen would be lost. Stopped ones listen when somebody deploys them.
if (areFlowsStopped) channel.flowsStarted();
require.main.require("@node-red/util").events.on("flows:started", channel.flowsStarted);

// A flow in an endless loop does not see that its gateway is gone: a thread of its own does.
new Worker(
  `const parent = process.ppid;
   setInterval(() => process.ppid !== parent && process.kill(process.pid, "SIGKILL"), 2000);`,
  { eval: true },
).unref();

/** The key of the flows' credentials, beside them: without it a copy of the flows has none. */
const credentialSecret = () => {
  const path = join(folder, "credentials.key");
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString("hex"), { mode: 0o600 });
  return readFileSync(path, "utf8").trim();
};

/** Read each time: who was removed is out at once. */
const findUser = (name) => {
  try {
    const { users } = JSON.parse(readFileSync(join(folder, "users.json"), "utf8"));
    return users.find((user) => user.name === name);
  } catch {
    return undefined;
  }
};
const shown = (user) => (user ? { username: user.name, permissions: user.permissions } : null);
const digest = (bytes) => createHash("sha256").update(bytes).digest();

module.exports = {
  uiHost: editor?.host ?? "127.0.0.1",
  uiPort: editor?.port ?? 0,
  userDir: folder,
  flowFile: "flows.json",
  flowFilePretty: true,
  credentialSecret: credentialSecret(),
  nodesDir: [join(__dirname, "nodes")],
  // Closed unless somebody opened it; without both, Node-RED listens nowhere.
  httpAdminRoot: editor ? "/" : false,
  httpNodeRoot: false,
  adminAuth: {
    type: "credentials",
    sessionExpiryTime: 12 * 3600,
    users: async (name) => shown(findUser(name)),
    authenticate: async (name, password) => {
      const user = findUser(name);
      // The same work for a name that nobody has.
      const { salt, hash } = user ?? { salt: "00", hash: "" };
      const given = scryptSync(String(password), Buffer.from(salt, "hex"), 32).toString("hex");
      return timingSafeEqual(digest(given), digest(hash)) ? shown(user) : null;
    },
  },
  externalModules: {
    autoInstall: false,
    palette: { allowInstall: false, allowUpload: false },
    modules: { allowInstall: false },
  },
  // Programs and files of the box are no matter of a flow.
  nodesExcludes: ["90-exec.js", "10-file.js", "23-watch.js"],
  functionExternalModules: false,
  safeMode: areFlowsStopped,
  telemetry: { enabled: false, updateNotification: false },
  diagnostics: { enabled: false, ui: false },
  runtimeState: { enabled: true, ui: true },
  logging: { console: { level: "warn", metrics: false, audit: false } },
  editorTheme: { tours: false, page: { title: "DataCityZen" }, header: { title: "DataCityZen" } },
};
