import { toDeviceLabel } from "@/server/shoppers/devices.rules";
import type { DeviceInput, WhoAmI } from "@/server/shoppers/schema";
import { callProcedure } from "./network";
import { discardNonce, getNonce, type Owner } from "./registry";
import type { OwnerSource } from "./session-state";

/** A touch device with a short side below this (CSS pixels) is a phone, above it a tablet. */
const maxPhoneSidePx = 600;

/** The kind of device, by touch and size, since browsers on tablets often claim to be desktops. */
export function getDeviceKind(): DeviceInput["kind"] {
  if (/Mobi|iPhone/i.test(navigator.userAgent)) return "phone";
  if (!matchMedia("(pointer: coarse)").matches) return "laptop";
  return Math.min(screen.width, screen.height) < maxPhoneSidePx ? "phone" : "tablet";
}

/** The kind of device, and its name in the list of devices. */
export function describeDevice(): DeviceInput {
  return { kind: getDeviceKind(), label: toDeviceLabel(navigator.userAgent) };
}

/** Maps the server's answer to an owner, or null for an unknown browser. */
function toOwner(who: WhoAmI): Owner | null {
  if (who.kind === "anonymous") return null;
  return { id: who.shopperId, scope: who.shopperId, kind: who.kind, guestId: who.guestId };
}

async function runWithNonce(purpose: string, ask: (nonce: string) => Promise<WhoAmI>): Promise<Owner> {
  const owner = toOwner(await ask(await getNonce(purpose)));
  await discardNonce(purpose);
  if (!owner) throw new Error("the server made nobody of us");
  return owner;
}

/** The shop's owner source: creates a guest on demand. */
export const shopOwnerSource: OwnerSource = {
  fetchOwner: async () => toOwner(await callProcedure<WhoAmI>("shop", "shoppers.getMe", undefined, false)),
  listErased: (ids) => callProcedure<string[]>("shop", "privacy.isErased", { ids }, false),
  createGuest: () =>
    runWithNonce("hello", (nonce) =>
      callProcedure<WhoAmI>("shop", "shoppers.createGuest", { nonce, device: describeDevice() }, true),
    ),
};

/** Joins the shopper who showed the QR code with `secret`. Throws NetworkFailure; a used or old code is refused. */
export const joinShopper = (secret: string): Promise<Owner> =>
  runWithNonce(`join:${secret}`, (nonce) =>
    callProcedure<WhoAmI>("shop", "devices.join", { secret, nonce, device: describeDevice() }, true),
  );
