"use client";
import { createContext, useContext } from "react";
import type { Role } from "@/server/staff/schema";

/** Whose shift runs on this tablet, and in which store. */
export type Shift = {
  staffId: string;
  name: string;
  role: Role;
  storeId: string;
  storeName: string;
  /** IANA zone: the store's times are shown in it. */
  timeZone: string;
  deviceId: string;
  colleagues: { id: string; name: string; role: Role; locked: boolean; hasPin: boolean }[];
};

export const ShiftContext = createContext<Shift | null>(null);

/** The running shift. Throws outside of a ShiftGate. */
export function useShift(): Shift {
  const shift = useContext(ShiftContext);
  if (!shift) throw new Error("ShiftGate is missing");
  return shift;
}
