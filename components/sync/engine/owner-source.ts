import { labelOf } from "@/server/shoppers/devices.rules";
import type { DeviceInput, WhoAmI } from "@/server/shoppers/schema";
import { call } from "./network";
import { nonceOf, type Owner, spendNonce } from "./registry";
import type { OwnerSource } from "./session-state";

/** Below this short side (CSS pixels) a thing that is touched is a phone, above it a tablet. */
const phoneSide = 600;

/** What this browser runs on: by finger and size, since browsers on tablets often claim to be on a desk. */
export function deviceKind(): DeviceInput["kind"] {
  if (/Mobi|iPhone/i.test(navigator.userAgent)) return "phone";
  if (!matchMedia("(pointer: coarse)").matches) return "laptop";
  return Math.min(screen.width, screen.height) < phoneSide ? "phone" : "tablet";
}

/** What kind of thing this browser runs on, and how its owner would name it in a list. */
export function thisDevice(): DeviceInput {
  return { kind: deviceKind(), label: labelOf(navigator.userAgent) };
}

/** The owner of the shop's queue behind the server's answer, or null for a stranger. */
function ownerOf(who: WhoAmI): Owner | null {
  if (who.kind === "anonymous") return null;
  return { id: who.shopperId, scope: who.shopperId, kind: who.kind, guestId: who.guestId };
}

async function withNonce(purpose: string, ask: (nonce: string) => Promise<WhoAmI>): Promise<Owner> {
  const owner = ownerOf(await ask(await nonceOf(purpose)));
  await spendNonce(purpose);
  if (!owner) throw new Error("the server made nobody of us");
  return owner;
}

/** The shop: a browser becomes a guest by itself. */
export const shopSource: OwnerSource = {
  ask: async () => ownerOf(await call<WhoAmI>("shop", "identity.whoami", undefined, false)),
  erased: (ids) => call<string[]>("shop", "privacy.erased", { ids }, false),
  hello: () =>
    withNonce("hello", (nonce) => call<WhoAmI>("shop", "identity.hello", { nonce, device: thisDevice() }, true)),
};

/** Joins the shopper who showed the QR code with `secret`. Throws NetworkFailure; a used or old code is refused. */
export const joinShopper = (secret: string): Promise<Owner> =>
  withNonce(`join:${secret}`, (nonce) =>
    call<WhoAmI>("shop", "identity.join", { secret, nonce, device: thisDevice() }, true),
  );
