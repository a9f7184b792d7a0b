/**
 * The kind of each free-text field of the API. A missing field fails a test: a new entry declares whether a contact or a
 * code is parsed there, which is then tested with the tables of contacts.ts or codes.ts.
 */
type Kind = "contact" | "article" | "six digits" | "card" | "enrolment" | "words" | "ours";

const all = (kind: Kind, ...names: string[]) => Object.fromEntries(names.map((name) => [name, kind]));
const under = (at: string, ...names: string[]) => names.map((name) => `${at}.${name}`);
const person = (at: string) => ({
  ...all("contact", ...under(at, "email", "phone")),
  ...all("words", ...under(at, "name", "address.line1", "address.line2", "address.city", "address.postcode")),
});

export const textFields: Record<string, Kind> = {
  ...person("checkout.saveDraft"),
  ...person("checkout.checkContact"),
  ...person("checkout.place.contact"),
  ...person("sales.store.place.contact"),
  ...all("contact", "fittings.book.contact", "waitlist.join.contact", "reservations.create.contact.contact"),
  ...all("contact", "request.pickup.contact.contact", "request.fitting.contact"),
  ...all("contact", "shoppers.requestCode.address", "shoppers.office.listMerges.address"),
  ...all("contact", ...["requestVerification", "add", "change"].map((name) => `contacts.${name}.address`)),
  ...all("contact", "guestAccess.request.address", "guestAccess.open.address"),
  ...all("contact", "assistance.store.request.phone", "assistance.office.addCanary.phone"),
  ...all("contact", ...["requestCode", "signIn", "claim", "save"].map((name) => `staff.office.${name}.email`)),
  ...all(
    "article",
    "catalogue.findVariantsByCode.code",
    "catalogue.office.listProducts.query",
    "stock.office.listLedger.product",
  ),
  ...all(
    "six digits",
    "assistance.store.open.code",
    "staff.office.signIn.code",
    "guestAccess.open.code",
    "privacy.erase.code",
  ),
  ...all("six digits", ...under("contacts", "add.code", "remove.code", "setPrimary.code")),
  ...all("six digits", ...under("contacts.change", "oldCode", "newCode")),
  ...all("six digits", "sales.store.sellPickup.code", "pickups.store.checkCode.code", "pickups.store.handOver.code"),
  ...all("card", "assistance.store.open.card"),
  ...all("enrolment", "staff.store.enrolDevice.code"),
  ...all("words", "fittings.book.contactName", "waitlist.join.contactName", "fittings.store.bookWalkIn.contactName"),
  ...all("words", "reservations.create.contact.name", "request.pickup.contact.name", "request.fitting.contactName"),
  ...all("words", "catalogue.list.query", "catalogue.suggest.query", "shoppers.rename.name"),
  ...all("words", ...under("staff.office", "claim.name", "save.name", "enrolDevice.name", "addPasskey.label")),
  ...all("words", "register.store.moveCash.note", "register.store.close.note", "stock.office.receive.document"),
  ...all(
    "words",
    "stores.office.saveHours.holidays.name",
    "stores.office.saveRooms.rooms.name",
    "imports.office.start.fileName",
  ),
  // Made by us and sent back as it was.
  ...all(
    "ours",
    ...under("catalogue", "getProduct.handle", "getCategory.handle", "list.category", "list.sizes", "list.colours"),
  ),
  ...all("ours", "catalogue.list.store", "assistance.listAccess.cursor", "audit.office.list.subjectId"),
  ...all("ours", "shoppers.createGuest.device.label", "devices.join.device.label", "sync.push.ops.args"),
  ...all("ours", "checkout.place.quoteHash", "sales.store.place.quoteHash", "counts.office.listLines.cursor.handle"),
  ...all(
    "ours",
    "reservations.create.lines.lineKey",
    "sales.store.quote.lines.lineKey",
    "sales.store.place.lines.lineKey",
  ),
  ...all("ours", "request.pickup.lines.lineKey", "counts.office.open.category"),
};

/** The fields of these kinds. */
export const fieldsThatAre = (...kinds: Kind[]): string[] =>
  Object.keys(textFields).filter((name) => kinds.includes(textFields[name] as Kind));
