// Installs what is missing, before an npm script starts the project. Plain JavaScript without a
// dependency: on a fresh clone it runs under whatever Node the machine has, with nothing installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { explainFailure, npmTooOld, pick } from "./failure.js";
import { lockInstallation } from "./lock.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const stampFile = join(modules, ".datacityzen-install");

const say = (sentence) => process.stderr.write(`${sentence}\n`);
const giveUp = (sentence) => {
  say(sentence);
  process.exit(1);
};

const read = (file) => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};
const readJson = (file) => {
  try {
    return JSON.parse(read(file) ?? "");
  } catch {
    return undefined;
  }
};

/** What must be installed, in one line: another lock file or another kind of machine changes it. */
const wantedStamp = () => {
  const lock = read(join(root, "package-lock.json")) ?? "";
  const digest = createHash("sha256").update(lock).digest("hex");
  return `${digest} ${process.platform}-${process.arch}\n`;
};

/** npm notes in node_modules what it installed: packages that somebody installed by hand count too. */
const npmInstalledAll = () => {
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  const installed = readJson(join(modules, ".package-lock.json"))?.packages;
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || (entry.optional && !installed[path])) return true;
    const there = installed[path];
    return there?.version === entry.version && there?.integrity === entry.integrity;
  });
};

const isInstalled = () => {
  const stamp = wantedStamp();
  if (read(stampFile) === stamp) return true;
  if (!npmInstalledAll()) return false;
  try {
    writeFileSync(stampFile, stamp);
  } catch {
    // Another account installed, and its folder cannot be written: nothing is missing, so go on.
  }
  return true;
};

/** The Node that the scripts will run must be the one that package.json names. */
const checkNode = () => {
  const pinned = readJson(join(root, "package.json"))?.dependencies?.node;
  if (pinned === undefined) return;
  const own = join(modules, ".bin", process.platform === "win32" ? "node.cmd" : "node");
  const runsOwn = realpathSync(process.execPath).startsWith(
    join(realpathSync(modules), "node") + sep,
  );
  if (runsOwn && process.version === `v${pinned}`) return;
  const probe = spawnSync(own, ["--version"], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const found = probe.status === 0 ? probe.stdout.trim() : undefined;
  if (found === `v${pinned}`) return;
  giveUp(
    pick(
      `Il faut Node ${pinned}, que npm installe dans node_modules, mais ${found ? `il y a trouvé ${found}` : "il n'y démarre pas"}. ` +
        "Les scripts d'installation sont sans doute bloqués. Remède :\n" +
        "  npm rebuild node --ignore-scripts=false\n" +
        "puis relancez la commande.",
      `Node ${pinned} is needed, which npm installs in node_modules, but ${found ? `it is ${found} there` : "it does not run there"}. ` +
        "Install scripts are probably blocked. Remedy:\n" +
        "  npm rebuild node --ignore-scripts=false\n" +
        "then repeat the command.",
    ),
  );
};

/** npm and the Node that runs it, from outside node_modules: `npm ci` takes that folder away. */
const npmCommand = () => {
  const inside = (file) => file.startsWith(modules + sep);
  const outsideNode =
    [process.env.npm_node_execpath, process.execPath].find((file) => file && !inside(file)) ??
    "node";
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.[cm]?js$/.test(cli) && existsSync(cli)) return [outsideNode, cli];
  return ["npm"];
};

/**
 * npm 9 cannot read the lock file ("Invalid comparator: latest"), and leaves packages out that Node 18 cannot run, as
 * if they were not wanted: the bundler of the pages then misses its program. Debian 12 has both.
 */
const isTooOld = (command, first) => {
  const agent =
    process.env.npm_config_user_agent ||
    spawnSync(command, [...first, "config", "get", "user-agent"], {
      cwd: root,
      encoding: "utf8",
      shell: process.platform === "win32",
    }).stdout;
  const [, npm, node] = /^npm\/(\d+)\.\S* node\/v(\d+)\./.exec(agent ?? "") ?? [];
  return npm !== undefined && (Number(npm) < 10 || Number(node) < 20);
};

const install = () => {
  const [command, ...first] = npmCommand();
  if (isTooOld(command, first)) giveUp(npmTooOld());
  say(
    existsSync(modules)
      ? pick(
          "Mise à jour de ce qui est installé (30 s ou plus)…",
          "Updating what is installed (30 s or more)…",
        )
      : pick(
          "Installation de ce qui manque (la première fois, 30 s ou plus)…",
          "Installing what is missing (first time, 30 s or more)…",
        ),
  );
  // An installation that is interrupted must not look like a complete one the next time.
  rmSync(stampFile, { force: true });
  rmSync(join(modules, ".package-lock.json"), { force: true });
  const path = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.startsWith(modules))
    .join(delimiter);
  // Pages are built and tests run with development packages, even where NODE_ENV says production.
  const flags = [
    "--include=dev",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const run = spawnSync(command, [...first, "ci", ...flags], {
    cwd: root,
    env: { ...process.env, PATH: path },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    // Standard output belongs to the command that comes next: `dcz decode` prints JSON on it.
    stdio: ["ignore", "ignore", "pipe"],
    shell: process.platform === "win32",
  });
  if (run.status === 0) {
    mkdirSync(modules, { recursive: true });
    writeFileSync(stampFile, wantedStamp());
    return;
  }
  if (run.signal !== null && run.error === undefined)
    giveUp(pick("L'installation a été interrompue.", "The installation was interrupted."));
  const said = `${run.error ? `${run.error.code} ${run.error.message}` : ""}${run.stderr ?? ""}`;
  process.stderr.write(run.stderr ?? "");
  giveUp(explainFailure(said, root));
};

if (!isInstalled()) {
  try {
    lockInstallation(join(root, ".install.lock"), say);
  } catch (error) {
    giveUp(explainFailure(`${error.code} ${error.message}`, root));
  }
  if (!isInstalled()) install();
}
checkNode();
