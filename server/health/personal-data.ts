import { invariantCheck } from "@/db/schema/health";
import { ofNobody, type PersonalData } from "@/server/platform/personal-data";

/** Offending rows are stored as ids and figures. */
export const healthData: PersonalData = { module: "health", tables: ofNobody(invariantCheck) };
