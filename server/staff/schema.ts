import { z } from "zod";
import { cleanCode } from "@/server/platform/code";
import { emailSchema, sixDigitsSchema } from "@/server/shoppers/addresses/schema";

const id = z.uuid();
export const pinSchema = z.string().regex(/^\d{4}$/);
export const startShiftSchema = z.strictObject({ staffId: id, pin: pinSchema });
/** Seconds since the tablet's last activity. */
export const touchSchema = z.strictObject({ ago: z.number().min(0).max(10) });
export const staffIdSchema = z.strictObject({ staffId: id });

/** A tablet's enrolment code as typed: case, spaces and dashes do not matter. */
export const enrolSchema = z.strictObject({
  code: z
    .string()
    .max(40)
    .transform((text) => cleanCode(text).replace(/[\s-]/g, "").toUpperCase())
    .pipe(z.string().regex(/^[A-Z2-9]{8}$/)),
});

export const officeEmailSchema = z.strictObject({ email: emailSchema });
export const officeSignInSchema = z.strictObject({ email: emailSchema, code: sixDigitsSchema });
export const claimSchema = z.strictObject({
  secret: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  name: z.string().trim().min(1).max(80),
  email: emailSchema,
});

export const roles = ["consultant", "manager", "office", "admin"] as const;
/** Consultants and managers work in one store, the office in none. */
export const saveStaffSchema = z
  .strictObject({
    id: id.nullable(),
    name: z.string().trim().min(1).max(80),
    email: emailSchema,
    role: z.enum(roles),
    storeId: id.nullable(),
  })
  .refine((s) => (s.role === "consultant" || s.role === "manager") === (s.storeId !== null), { path: ["storeId"] });
export type SaveStaffInput = z.infer<typeof saveStaffSchema>;

export const setPinSchema = z.strictObject({ staffId: id, pin: pinSchema });
export const setActiveSchema = z.strictObject({ staffId: id, active: z.boolean() });
export const enrolmentSchema = z.strictObject({ storeId: id, name: z.string().trim().min(1).max(60) });
export const storeDeviceIdSchema = z.strictObject({ id });

export type Role = (typeof roles)[number];

/** The state of a tablet before and during a shift. */
export type TabletState =
  | { enrolled: false }
  | {
      enrolled: true;
      storeId: string;
      storeName: string;
      timeZone: string;
      deviceId: string;
      deviceName: string;
      staff: { id: string; name: string; role: Role; locked: boolean; hasPin: boolean }[];
      shift: { staffId: string; name: string; role: Role } | null;
    };

/** The sign-in state of a browser at the office. */
export type OfficeSignInState =
  | { state: "in"; name: string; role: Role }
  | {
      state: "passkey";
      /** Whether this person has a passkey; otherwise the first one is created now. */
      registered: boolean;
      /** Whether browsers allow passkeys at the current address. */
      possible: boolean;
      /** True in demo mode only. */
      maySkip: boolean;
    };

export type StaffView = {
  id: string;
  name: string;
  email: string;
  role: Role;
  storeId: string | null;
  storeName: string | null;
  hasPin: boolean;
  locked: boolean;
  active: boolean;
  /** Number of passkeys of an office user. */
  passkeys: number;
  /** Whether this is the requester. */
  self: boolean;
};

export type StoreDeviceView = {
  id: string;
  name: string;
  storeId: string;
  storeName: string;
  createdAt: string;
  lastSeenAt: string;
  revokedAt: string | null;
  /** The person of the running shift. */
  shift: string | null;
};

export type Enrolment = { code: string; expiresAt: string };
