"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { WhichNumber } from "@/components/contact/phone-country-choice";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useMyStore } from "@/components/stores/my-store";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { useFormErrors } from "@/components/ui/use-form-errors";
import { Asked } from "@/components/offline-requests/request-sent";
import { useAway } from "@/components/sync/react/use-is-offline";
import { Booked } from "./booking-confirmation";
import { ContactFields, contactFaults } from "./contact-fields";
import { alternativesOf, useBook, useFittings } from "../use-fittings";
import { ItemsPicker } from "../items-picker";
import { OtherAppointmentLink } from "../other-appointment";
import { SlotPicker, type Slots } from "./slot-picker";
import { useDayNames, useFittingTimes } from "../times";
import { useJoin } from "../waitlist/use-waitlist";
import { Joined } from "../waitlist/waitlist-confirmation";
import type { WaitFor } from "../waitlist/waitlist-choice";

/** Books a fitting: store, day and time, what to bring, and who comes. `offered` variants are ticked from the start. */
export function BookingForm({ offered, onDone }: { offered: string[]; onDone: () => void }) {
  const t = useTranslations("fittings");
  const tw = useTranslations("wishes");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const away = useAway();
  const { stores, mine, choose } = useMyStore();
  const { rows } = useFittings();
  const who = useQuery(trpc.identity.whoami.queryOptions());
  const [slots, setSlots] = useState<Slots>(1);
  const [startsAt, setStartsAt] = useState<string | null>(null);
  const [wait, setWait] = useState<WaitFor | null>(null);
  const [variantIds, setVariantIds] = useState(offered);
  const [typed, setTyped] = useState<{ name?: string; contact?: string }>({});
  const { when } = useFittingTimes(mine?.timeZone ?? "UTC");
  const dayNames = useDayNames();

  const last = rows.at(-1);
  const account = who.data && who.data.kind !== "anonymous" ? who.data : null;
  const name = typed.name ?? (account?.name || last?.contactName || "");
  const contact = typed.contact ?? (account?.email || last?.contact || "");

  const booking = useBook(() => void queries.invalidateQueries(trpc.fittings.pathFilter()));
  const joining = useJoin();
  const failed = booking.error ?? joining.error;
  const errors = useFormErrors(contactFaults(name, contact), failed);
  function send(reached = contact) {
    if (!errors.check() || !mine) return;
    const asked = { storeId: mine.id, slots, variantIds, contactName: name.trim(), contact: reached.trim() };
    if (wait) joining.mutate({ ...asked, ...wait });
    else if (startsAt) booking.mutate({ ...asked, startsAt });
  }
  const { made, key } = booking.data ?? {};
  if (made && mine && startsAt) {
    return <Booked fittingId={made.fittingId} store={mine} startsAt={startsAt} onDone={onDone} />;
  }
  if (joining.data && mine && wait) {
    const { waitId } = joining.data;
    return <Joined waitId={waitId} date={wait.date} store={mine.name} contact={contact.trim()} onDone={onDone} />;
  }
  if (key) return <Asked wishKey={key} kind="fitting" onClose={onDone} />;
  if (!mine) return <Notice>{t("book.noStores")}</Notice>;
  const pick = (at: string | null, instead: WaitFor | null = null) => {
    setStartsAt(at);
    setWait(instead);
    booking.reset();
    joining.reset();
  };
  const refusal = refusalOf(failed);
  const contactRefused = refusal?.code === "CONTACT_WRONG" || refusal?.code === "CONTACT_NEEDED";
  const refusedText =
    refusal?.code === "TOO_MANY_RESERVATIONS"
      ? t(wait ? "wait.tooMany" : "book.tooMany", { limit: Number(refusal.details.limit ?? 0) })
      : wait && refusal?.code === "WRONG_STATUS"
        ? t("wait.offeredAlready")
        : errorText(failed);
  return (
    <form
      ref={errors.form}
      className="grid gap-7"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <SelectField
        label={t("book.store")}
        value={mine.id}
        hint={t("book.zone", { city: mine.city })}
        onChange={(event) => {
          choose(event.target.value);
          pick(null);
        }}
      >
        {stores.map((s) => (
          <option key={s.id} value={s.id}>
            {s.name}, {s.city}
          </option>
        ))}
      </SelectField>
      <SlotPicker
        key={mine.id}
        storeId={mine.id}
        slots={slots}
        onSlots={(n) => {
          setSlots(n);
          pick(null, wait);
        }}
        value={startsAt}
        onChange={pick}
        wait={wait}
        onWait={(instead) => pick(null, instead)}
      />
      <ItemsPicker offered={offered} chosen={variantIds} onChange={setVariantIds} />
      <ContactFields
        name={name}
        contact={contact}
        onChange={setTyped}
        faults={errors.shown}
        refused={contactRefused ? refusedText : undefined}
      />
      {failed && !contactRefused ? (
        <div data-refusal tabIndex={-1} className="outline-none">
          <Notice tone="refused">
            {refusedText}
            <OtherAppointmentLink error={failed} onGo={onDone} />
            <Alternatives times={alternativesOf(booking.error)} zone={mine.timeZone} onPick={pick} />
          </Notice>
        </div>
      ) : null}
      <WhichNumber
        error={failed}
        typed={contact}
        onChoose={(number) => {
          setTyped({ name, contact: number });
          send(number);
        }}
      />
      <div className="sticky -bottom-5 -mx-6 -mb-5 border-t border-hairline bg-paper px-6 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
        <Button type="submit" block busy={booking.isPending || joining.isPending} disabled={!startsAt && !wait}>
          {booking.isPending || joining.isPending
            ? t(wait ? "wait.joining" : "book.booking")
            : wait
              ? t("wait.confirm", { day: Object.values(dayNames(wait.date)).join(" ") })
              : startsAt
                ? !away
                  ? t("book.confirm", { when: when(startsAt) })
                  : tw("askFitting", { when: when(startsAt) })
                : t("book.choose")}
        </Button>
      </div>
    </form>
  );
}

/** Other times that a refusal offers, each one tap away. */
export function Alternatives({
  times,
  zone,
  onPick,
}: {
  times: string[];
  zone: string;
  onPick: (startsAt: string) => void;
}) {
  const t = useTranslations("fittings.book");
  const { when } = useFittingTimes(zone);
  if (times.length === 0) return null;
  return (
    <fieldset className="mt-2 flex flex-wrap gap-2">
      <legend className="mb-1 text-soft">{t("alternatives")}</legend>
      {times.map((at) => (
        <Button key={at} variant="outline" size="small" onClick={() => onPick(at)}>
          {when(at)}
        </Button>
      ))}
    </fieldset>
  );
}
