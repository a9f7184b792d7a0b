import type { Cell, ProcedureName } from "./cell";

/** A shopper's say over the own data. */
export const privacyCells = {
  "privacy.listConsents": {},
  "privacy.setConsent": { input: () => ({ channel: "email", granted: true }) },
  "privacy.export": {},
  "privacy.requestErasure": {},
  "privacy.erase": { input: () => ({ code: "000000" }), answers: ["CODE_EXPIRED"] },
  // Whoever has an account proves it by a code.
  "privacy.eraseGuest": { only: ["guest"] },
  "privacy.isErased": { input: () => ({ ids: ["00000000-0000-4000-8000-000000000000"] }) },
} satisfies Partial<Record<ProcedureName, Cell>>;
