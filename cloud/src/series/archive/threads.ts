import { Worker } from "node:worker_threads";
import type { TaskName, ThreadMessage, ThreadTasks } from "./thread-messages.ts";

export interface ImportThread {
  ask<Name extends TaskName>(
    task: Name,
    given: Parameters<ThreadTasks[Name]>[0],
    onProgress?: (bytes: number) => void,
  ): Promise<ReturnType<ThreadTasks[Name]>>;
  close(): Promise<void>;
}

/** What a thread makes are columns, which lie outside of V8's heap, and few objects: more would only wait to be collected. */
const YOUNG_MB = 12;

/** A thread that reads what is imported while the main one writes. */
export const startThread = (): ImportThread => {
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const open = new Map<
    number,
    {
      readonly resolve: (answer: unknown) => void;
      readonly reject: (error: Error) => void;
      readonly onProgress: ((bytes: number) => void) | undefined;
    }
  >();
  let ids = 0;
  const fail = (error: Error): void => {
    for (const { reject } of open.values()) reject(error);
    open.clear();
  };
  worker.on("message", (message: ThreadMessage) => {
    const asked = open.get(message.id);
    if ("progress" in message) {
      asked?.onProgress?.(message.progress);
      return;
    }
    open.delete(message.id);
    if ("error" in message) asked?.reject(new Error(message.error));
    else asked?.resolve(message.answer);
  });
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("the thread of the import has ended")));
  return {
    ask: (task, given, onProgress) =>
      new Promise((resolve, reject) => {
        const id = ids++;
        open.set(id, { resolve: resolve as (answer: unknown) => void, reject, onProgress });
        worker.postMessage({ id, task, given });
      }),
    close: async () => void (await worker.terminate()),
  };
};
