import type { Rate } from "@/server/platform/rate-limit";
import type { ProcedureName } from "./root";

/** What one address, one account and one device may ask of one procedure. */
export type Row = { address: Rate; account: Rate; device: Rate };

const rate = (burst: number, perMinute: number): Rate => ({ burst, perMinute });

/*
 * A store's Wi-Fi is one address for everybody in it, so an address may do what a full house does; accounts and devices are
 * held to what one person does. What must outlast a restart is counted in the database beside its rule: one-time codes,
 * PIN tries, hand-over codes, look-ups by phone, reservations and bookings ahead.
 */
/** What is cheap and takes nothing from anybody: half of what one process answers, so that others are heard too. */
const cheap = rate(60_000, 120_000);
/** Reads of the public catalogue. */
const browse: Row = { address: cheap, account: rate(6_000, 12_000), device: rate(6_000, 12_000) };
/** Reads of one's own things. */
const own: Row = { address: cheap, account: rate(20_000, 30_000), device: rate(20_000, 30_000) };
/** Batches of cart and favourite operations; a device that was offline sends 50 at a time. A retailer's software may be a device. */
const push: Row = { address: cheap, account: rate(20_000, 30_000), device: rate(20_000, 30_000) };
/** What a shopper changes with a tap. */
const act: Row = { address: rate(600, 600), account: rate(60, 60), device: rate(60, 60) };
/** What takes pieces or a room from others. */
const hold: Row = { address: rate(60, 30), account: rate(20, 10), device: rate(20, 10) };
/** A new guest. */
const begin: Row = { address: rate(300, 120), account: rate(60, 60), device: rate(60, 60) };
/** What sends a message that costs, or that somebody else gets. */
const send: Row = { address: rate(60, 20), account: rate(10, 2), device: rate(10, 2) };
/** What takes a secret that could be guessed. */
const guess: Row = { address: rate(120, 60), account: rate(30, 10), device: rate(30, 10) };
/** Looking somebody up. */
const lookUp: Row = { address: rate(300, 60), account: rate(40, 1), device: rate(60, 2) };
/** What reads through everything that is known of somebody. */
const gather: Row = { address: rate(60, 20), account: rate(20, 4), device: rate(20, 4) };
/** Staff at work. */
const work: Row = { address: rate(6_000, 12_000), account: rate(600, 600), device: rate(600, 600) };
/** Finding an order by its number: numbers follow one upon the other, and a till has a queue, not a list. */
const lookUpGoods: Row = { address: rate(600, 120), account: rate(60, 12), device: rate(60, 12) };
/** Opening the live stream: all devices of a store come back at once after a deploy. */
const listen: Row = { address: rate(6_000, 6_000), account: rate(120, 120), device: rate(60, 60) };
/** Files of an import, one a request. */
const upload: Row = { address: rate(20_000, 12_000), account: rate(20_000, 12_000), device: rate(20_000, 12_000) };

/** What Stripe tells, from a few addresses of its own: two events an order, in a rush too. A signature is checked for each. */
const hook: Row = { address: rate(6_000, 18_000), account: rate(1, 1), device: rate(1, 1) };

/** What is answered beside the procedures: the stream, uploads, downloads, Stripe's webhooks, next-auth's own requests, and names nobody knows. */
type Beside = "sync.stream" | "import.upload" | "receipt" | "calendar" | "stripe.webhook" | "auth" | "unknown";
export type Limited = ProcedureName | Beside;

/** The one table. A procedure without a row does not compile. */
export const limitTable: Record<Limited, Row> = {
  "cart.current": own,
  "catalogue.cards": browse,
  "catalogue.categories": browse,
  "catalogue.category": browse,
  "catalogue.handles": browse,
  "catalogue.list": browse,
  "catalogue.newIn": browse,
  "catalogue.product": browse,
  "catalogue.related": browse,
  "catalogue.suggest": browse,
  "catalogue.variantByCode": browse,
  "catalogue.variants": browse,
  "catalogueOffice.products": work,
  "checkout.draft": own,
  "checkout.giveUp": act,
  "checkout.place": hold,
  "checkout.quote": own,
  "checkout.resume": act,
  "checkout.returned": act,
  "checkout.saveDraft": act,
  "client.answer": act,
  "client.ask": lookUp,
  "client.asked": work,
  "client.card": act,
  "client.code": act,
  "client.current": work,
  "client.end": act,
  "client.helpers": own,
  "client.history": work,
  "client.layCanary": work,
  "client.looks": own,
  "client.open": guess,
  "client.use": work,
  "fittings.alternatives": own,
  "fittings.ask": act,
  "fittings.book": hold,
  "fittings.cancel": act,
  "fittings.cancelRequest": act,
  "fittings.desk.bring": work,
  "fittings.desk.checkIn": work,
  "fittings.desk.claim": work,
  "fittings.desk.day": work,
  "fittings.desk.dismiss": work,
  "fittings.desk.finish": work,
  "fittings.desk.hang": work,
  "fittings.desk.noShow": work,
  "fittings.desk.release": work,
  "fittings.desk.undo": work,
  "fittings.desk.walkIn": work,
  "fittings.get": own,
  "fittings.hit": work,
  "fittings.mine": own,
  "fittings.next": browse,
  "fittings.reschedule": act,
  "fittings.restore": hold,
  "fittings.setItems": act,
  "fittings.slots": browse,
  "fittings.waiting.join": hold,
  "fittings.waiting.leave": act,
  "fittings.waiting.mine": own,
  "fittings.waiting.restore": hold,
  "fittings.waiting.take": hold,
  "health.invariants": work,
  "identity.devices": own,
  "identity.hello": begin,
  "identity.invite": act,
  "identity.join": guess,
  "identity.office.addPasskey": work,
  "identity.office.beginAddPasskey": work,
  "identity.office.beginConfirm": work,
  "identity.office.beginPasskey": guess,
  "identity.office.claim": guess,
  "identity.office.confirm": guess,
  "identity.office.devices": work,
  "identity.office.door": own,
  "identity.office.enrolDevice": work,
  "identity.office.finishPasskey": guess,
  "identity.office.passkeys": work,
  "identity.office.removePasskey": work,
  "identity.office.requestCode": send,
  "identity.office.resetPasskeys": work,
  "identity.office.revokeDevice": work,
  "identity.office.saveStaff": work,
  "identity.office.setActive": work,
  "identity.office.setPin": work,
  "identity.office.signIn": guess,
  "identity.office.signOut": act,
  "identity.office.skipPasskey": guess,
  "identity.office.staff": work,
  "identity.office.touch": work,
  "identity.rename": act,
  "identity.requestCode": send,
  "identity.revokeDevice": act,
  "identity.signOut": act,
  "identity.store.enrol": guess,
  "identity.store.lock": work,
  "identity.store.startShift": guess,
  "identity.store.state": own,
  "identity.store.unlock": work,
  "identity.whoami": own,
  "identity.store.touch": work,
  "identity.store.approve": guess,
  "identity.signInMethods": browse,
  "identity.contacts.list": own,
  "identity.contacts.prove": guess,
  "identity.contacts.add": send,
  "identity.contacts.change": send,
  "identity.contacts.remove": act,
  "identity.contacts.dropGoogle": act,
  "identity.contacts.prefer": act,
  "identity.revokeOthers": act,
  "identityGraph.reviews": work,
  "identityGraph.merge": work,
  "identityGraph.keepApart": work,
  "identityGraph.merges": work,
  "identityGraph.split": work,
  "identity.audit.page": work,
  "identity.audit.people": work,
  "import.defaults": work,
  "import.run": work,
  "import.runs": work,
  "import.start": work,
  "inventory.availability": browse,
  "inventory.inStore": browse,
  "messaging.localMails": browse,
  "orders.cancelParcel": act,
  "orders.get": own,
  "orders.lookUp.current": own,
  "orders.lookUp.leave": act,
  "orders.lookUp.open": guess,
  "orders.lookUp.request": send,
  "orders.mine": own,
  "orders.pickup.cancel": act,
  "orders.pickup.extend": act,
  "orders.pickup.mine": own,
  "orders.pickup.reserve": hold,
  "store.pickup.checkCode": guess,
  "store.pickup.claim": work,
  "store.pickup.handOver": guess,
  "store.pickup.queue": work,
  "store.pickup.told": work,
  "store.pickup.called": work,
  "store.pickup.ready": work,
  "store.pickup.scanCodes": work,
  "store.pickup.setLine": work,
  "store.pickup.unclaim": work,
  "ordersOffice.contact": work,
  "ordersOffice.get": work,
  "ordersOffice.list": work,
  "store.parcels.claim": work,
  "store.parcels.declineLine": work,
  "store.parcels.delivered": work,
  "store.parcels.label": work,
  "store.parcels.onTheWay": work,
  "store.parcels.pack": work,
  "store.parcels.send": work,
  "store.parcels.unclaim": work,
  "store.returns.find": lookUpGoods,
  "store.returns.ofClient": work,
  "store.returns.take": work,
  "payments.settings": browse,
  "privacy.consents": own,
  "privacy.decide": act,
  "privacy.erase": guess,
  "privacy.eraseGuest": act,
  "privacy.erased": own,
  "privacy.export": gather,
  "privacy.requestErasure": send,
  "store.payments.presentTestCard": work,
  "store.payments.readerStatus": work,
  "store.payments.readers": work,
  "store.payments.startReader": work,
  "store.payments.stopReader": work,
  "store.till.close": work,
  "store.till.move": work,
  "store.till.open": work,
  "store.till.payOut": work,
  "store.till.state": work,
  "tillOffice.shifts": work,
  "sale.cancel": work,
  "sale.cash": work,
  "sale.clientDraft": work,
  "sale.place": work,
  "sale.quote": work,
  "sale.status": work,
  "stockOffice.ledger": work,
  "stockOffice.receive": work,
  "stockOffice.counts.book": work,
  "stockOffice.counts.cancel": work,
  "stockOffice.counts.count": work,
  "stockOffice.counts.get": work,
  "stockOffice.counts.lines": work,
  "stockOffice.counts.list": work,
  "stockOffice.counts.open": work,
  "stockOffice.transfers.cancel": work,
  "stockOffice.transfers.get": work,
  "stockOffice.transfers.list": work,
  "stockOffice.transfers.receive": work,
  "stockOffice.transfers.send": work,
  "store.transfer.coming": work,
  "store.transfer.receive": work,
  "stores.list": browse,
  "stores.office": work,
  "stores.saveHours": work,
  "stores.saveRooms": work,
  "sync.ping": browse,
  "sync.pull": own,
  "sync.push": push,
  "sync.stream": listen,
  "import.upload": upload,
  receipt: gather,
  calendar: own,
  "stripe.webhook": hook,
  auth: guess,
  unknown: browse,
};
