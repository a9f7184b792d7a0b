import { existsSync } from "node:fs";
import path from "node:path";
import { getWalFolder } from "@/db/embedded";
import { env } from "@/server/platform/env";
import { log } from "@/server/platform/log";
import type { Source } from "./commands";
import { isSegment } from "./log.rules";
import { type Receiver, receiveLog } from "./receive-log";
import { dropExcess, shipLog, shipPart } from "./ship";
import { readIndex, type Target } from "./target";

/** The server has removed the log that was asked for. */
const isGone = (error: Error | null | undefined) => (error as { code?: string } | null)?.code === "58P01";

/** The newest complete file of the log at the target, or null. */
async function findNewest(target: Target): Promise<string | null> {
  const { files } = await readIndex(target, "log");
  return [...files.keys()].filter(isSegment).sort().at(-1) ?? null;
}

/**
 * The log of a database on its way to the target: the embedded one hands its files over into a folder, that of another is
 * received into one.
 */
export class LogFolder {
  private receiver: Receiver | null = null;
  private readonly source: Source;
  private readonly folder: string;

  constructor(source: Source) {
    this.source = source;
    this.folder = source.dir ? getWalFolder(source.dir) : path.resolve(env().DATA_DIR, "received-wal");
  }

  /** Moves what is there to the target; `withPart`: also what was received of an unfinished file. */
  async ship(target: Target, withPart: boolean): Promise<void> {
    await shipLog(target, this.folder);
    if (this.source.dir) return;
    await this.receive(target);
    const part = this.receiver?.part();
    if (!withPart || !part) return;
    await shipPart(target, part).catch((error) => {
      // It was completed meanwhile, and is shipped with the next look.
      if (existsSync(part)) throw error;
    });
  }

  dropExcess(): Promise<number> {
    return dropExcess(this.folder);
  }

  async stop(): Promise<void> {
    await this.receiver?.stop();
    this.receiver = null;
  }

  /** Begins to receive, or begins again where it ended. */
  private async receive(target: Target): Promise<void> {
    const ended = this.receiver?.ended();
    if (this.receiver && !ended) return;
    await this.stop();
    if (ended) log().warn({ err: ended }, "backup: the log is received anew");
    // A gap is seen by the next survey, and a whole backup begins anew.
    this.receiver = await receiveLog(this.source.url, this.folder, isGone(ended) ? null : await findNewest(target));
  }
}
