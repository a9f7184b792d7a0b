import { toDeviceLabel } from "@/server/shoppers/devices.rules";
import type { DeviceInput, WhoAmI } from "@/server/shoppers/schema";
import { callProcedure } from "./network";
import { discardNonce, getNonce, type Owner } from "./registry";
import type { OwnerSource } from "./session-state";

/** Below this short side (CSS pixels) a thing that is touched is a phone, above it a tablet. */
const maxPhoneSidePx = 600;

/** What this browser runs on: by finger and size, since browsers on tablets often claim to be on a desk. */
export function getDeviceKind(): DeviceInput["kind"] {
  if (/Mobi|iPhone/i.test(navigator.userAgent)) return "phone";
  if (!matchMedia("(pointer: coarse)").matches) return "laptop";
  return Math.min(screen.width, screen.height) < maxPhoneSidePx ? "phone" : "tablet";
}

/** What kind of thing this browser runs on, and how its owner would name it in a list. */
export function describeDevice(): DeviceInput {
  return { kind: getDeviceKind(), label: toDeviceLabel(navigator.userAgent) };
}

/** The owner of the shop's queue behind the server's answer, or null for a stranger. */
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

/** The shop: a browser becomes a guest by itself. */
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
