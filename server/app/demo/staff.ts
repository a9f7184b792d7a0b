import type { Tx } from "@/db/client";
import { type Role, staff } from "@/db/schema/identity";
import { hashPin } from "@/server/platform/ids";
import { deriveDemoPin } from "@/server/platform/secrets";

/** The demo's staff; the last of each store is its manager. */
const people: Record<string, [string, string, string]> = {
  nizami: ["Rauf", "Sevda", "Nigar"],
  port: ["Elvin", "Aysel", "Kamran"],
  tbilisi: ["Nino", "Giorgi", "Tamar"],
  berlin: ["Lena", "Jonas", "Miriam"],
  london: ["Amir", "Grace", "Oliver"],
};
const emailOf = (name: string) => `${name.toLowerCase()}@selvedge.example`;

/**
 * Seeds the demo's staff: three people in each store (ids by code) with the PINs printed at start, and an
 * administrator.
 */
export async function seedStaff(tx: Tx, storesByCode: Map<string, string>): Promise<void> {
  const hired = Object.entries(people).flatMap(([code, names]) => {
    const storeId = storesByCode.get(code);
    if (!storeId) return [];
    return names.map((name, i) => ({ name, storeId, role: (i === 2 ? "manager" : "consultant") as Role }));
  });
  const rows = await Promise.all(
    hired.map(async (person) => {
      const email = emailOf(person.name);
      return { ...person, email, pinHash: await hashPin(deriveDemoPin(email)) };
    }),
  );
  await tx.insert(staff).values([...rows, { name: "Anna", email: emailOf("anna"), role: "admin" as Role }]);
}
