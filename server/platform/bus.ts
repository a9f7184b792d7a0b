import { EventEmitter } from "node:events";

/** Also tells listeners of `access` (with the owner's id) what `access:{ownerId}` tells: one listener for all owners. */
class Bus extends EventEmitter {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (typeof event === "string" && event.startsWith("access:")) super.emit("access", event.slice("access:".length));
    return super.emit(event, ...args);
  }
}

const shared = globalThis as typeof globalThis & { __selvedgeBus?: EventEmitter };
shared.__selvedgeBus ??= new Bus().setMaxListeners(0);

/**
 * Inside one process, although Next bundles server code a second time: `access:{ownerId}` says that what a device may
 * see has changed, so its stream must look again; `refunds` says that money waits to be sent back; `committed` (with the
 * patch) says that a command has changed a scope.
 */
export const bus: EventEmitter = shared.__selvedgeBus;
