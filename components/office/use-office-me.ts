"use client";
import { createContext, useContext } from "react";
import type { Role } from "@/server/staff/schema";

export const OfficeContext = createContext<{ name: string; role: Role } | null>(null);

/** Who works at this office screen. Throws outside of an OfficeGate. */
export function useOfficeMe(): { name: string; role: Role } {
  const me = useContext(OfficeContext);
  if (!me) throw new Error("OfficeGate is missing");
  return me;
}
