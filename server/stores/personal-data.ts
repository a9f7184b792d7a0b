import { fittingRoom, store } from "@/db/schema/stores";
import { ofNobody, type PersonalData } from "@/server/platform/personal-data";

export const storesData: PersonalData = { module: "stores", tables: ofNobody(store, fittingRoom) };
