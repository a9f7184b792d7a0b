import { backupState } from "@/db/schema/backup";
import { ofNobody, type PersonalData } from "@/server/platform/personal-data";

/** Backups as such hold everything; what the database keeps about them holds nobody. */
export const backupData: PersonalData = { module: "backup", tables: ofNobody(backupState) };
