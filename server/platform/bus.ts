import { EventEmitter } from "node:events";

/** Forwards `access:{ownerId}` to the listeners of `access` (with the owner's id) too: one listener for all owners. */
class Bus extends EventEmitter {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (typeof event === "string" && event.startsWith("access:")) super.emit("access", event.slice("access:".length));
    return super.emit(event, ...args);
  }
}

const shared = globalThis as typeof globalThis & { __selvedgeBus?: EventEmitter };
shared.__selvedgeBus ??= new Bus().setMaxListeners(0);

/**
 * Events inside one process, shared although Next bundles server code a second time. `access:{ownerId}`: what a device
 * may see has changed, so its stream must check again; `catalogue`: products or stores have changed, so that nothing made
 * of them may be kept. The fan-out passes these two on to every other process. `committed` (with the patch): a command
 * has changed a scope.
 */
export const bus: EventEmitter = shared.__selvedgeBus;
