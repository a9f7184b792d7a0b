import { EventEmitter } from "node:events";

const shared = globalThis as typeof globalThis & { __selvedgeBus?: EventEmitter };
shared.__selvedgeBus ??= new EventEmitter().setMaxListeners(0);

/**
 * Inside one process, although Next bundles server code a second time: `access:{ownerId}` says that what a device may
 * see has changed, so its stream must look again.
 */
export const bus: EventEmitter = shared.__selvedgeBus;
