/**
 * What each field of the API is into which somebody may write what they like. A field that is not here fails a test: whoever adds
 * one says by this whether a contact or a code is read there, and then walks it over the tables of contacts.ts or codes.ts.
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
  ...person("sale.place.contact"),
  ...all("contact", "fittings.book.contact", "fittings.waiting.join.contact", "orders.pickup.reserve.contact.contact"),
  ...all("contact", "wish.pickup.contact.contact", "wish.fitting.contact"),
  ...all("contact", "identity.requestCode.address", "identityGraph.merges.address"),
  ...all("contact", ...["prove", "add", "change"].map((name) => `identity.contacts.${name}.address`)),
  ...all("contact", "orders.lookUp.request.address", "orders.lookUp.open.address"),
  ...all("contact", "client.ask.phone", "client.layCanary.phone"),
  ...all("contact", ...["requestCode", "signIn", "claim", "saveStaff"].map((name) => `identity.office.${name}.email`)),
  ...all("article", "catalogue.variantsByCode.code", "catalogueOffice.products.query", "stockOffice.ledger.product"),
  ...all(
    "six digits",
    "client.open.code",
    "identity.office.signIn.code",
    "orders.lookUp.open.code",
    "privacy.erase.code",
  ),
  ...all("six digits", ...under("identity.contacts", "add.code", "remove.code", "prefer.code")),
  ...all("six digits", ...under("identity.contacts.change", "oldCode", "newCode")),
  ...all("six digits", "sale.pickup.code", "store.pickup.checkCode.code", "store.pickup.handOver.code"),
  ...all("card", "client.open.card"),
  ...all("enrolment", "identity.store.enrol.code"),
  ...all("words", "fittings.book.contactName", "fittings.waiting.join.contactName", "fittings.desk.walkIn.contactName"),
  ...all("words", "orders.pickup.reserve.contact.name", "wish.pickup.contact.name", "wish.fitting.contactName"),
  ...all("words", "catalogue.list.query", "catalogue.suggest.query", "identity.rename.name"),
  ...all("words", ...under("identity.office", "claim.name", "saveStaff.name", "enrolDevice.name", "addPasskey.label")),
  ...all("words", "store.till.move.note", "store.till.close.note", "stockOffice.receive.document"),
  ...all("words", "stores.saveHours.holidays.name", "stores.saveRooms.rooms.name", "import.start.fileName"),
  // Made by us and sent back as it was.
  ...all(
    "ours",
    ...under("catalogue", "product.handle", "category.handle", "list.category", "list.sizes", "list.colours"),
  ),
  ...all("ours", "catalogue.list.store", "client.looks.cursor", "identity.audit.page.subjectId"),
  ...all("ours", "identity.hello.device.label", "identity.join.device.label", "sync.push.ops.args"),
  ...all("ours", "checkout.place.quoteHash", "sale.place.quoteHash", "stockOffice.counts.lines.cursor.handle"),
  ...all("ours", "orders.pickup.reserve.lines.lineKey", "sale.quote.lines.lineKey", "sale.place.lines.lineKey"),
  ...all("ours", "wish.pickup.lines.lineKey", "stockOffice.counts.open.category"),
};

/** The fields of these kinds. */
export const fieldsThatAre = (...kinds: Kind[]): string[] =>
  Object.keys(textFields).filter((name) => kinds.includes(textFields[name] as Kind));
