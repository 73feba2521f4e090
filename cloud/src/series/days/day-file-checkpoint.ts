import { DatabaseSync } from "node:sqlite";
import { workerData } from "node:worker_threads";

// The waits for the disk of a whole log at once: on a thread of its own, where nobody else waits for them.
const database = new DatabaseSync(workerData as string);
database.exec("pragma synchronous = normal; pragma wal_checkpoint(passive)");
database.close();
