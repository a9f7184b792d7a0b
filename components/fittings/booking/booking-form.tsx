"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { RequestSent } from "@/components/offline-requests/request-sent";
import { useMyStore } from "@/components/stores/my-store";
import { useIsOffline } from "@/components/sync/react/use-is-offline";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { useFormErrors } from "@/components/ui/use-form-errors";
import { ItemsPicker } from "../items-picker";
import { OtherAppointmentLink } from "../other-appointment";
import { useDayNames, useFittingTimes } from "../times";
import { alternativesOf, useBookFitting, useFittings } from "../use-fittings";
import { useJoinWaitlist } from "../waitlist/use-waitlist";
import type { WaitlistTarget } from "../waitlist/waitlist-choice";
import { WaitlistConfirmation } from "../waitlist/waitlist-confirmation";
import { BookingConfirmation } from "./booking-confirmation";
import { ContactFields, validateContact } from "./contact-fields";
import { type SlotCount, SlotPicker } from "./slot-picker";

/** Books a fitting: store, day and time, what to bring, and who comes. `offered` variants are ticked from the start. */
export function BookingForm({ offered, onDone }: { offered: string[]; onDone: () => void }) {
  const t = useTranslations("fittings");
  const tw = useTranslations("offline-requests");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const isOffline = useIsOffline();
  const { stores, mine, choose } = useMyStore();
  const { rows } = useFittings();
  const who = useQuery(trpc.shoppers.getMe.queryOptions());
  const [slots, setSlots] = useState<SlotCount>(1);
  const [startsAt, setStartsAt] = useState<string | null>(null);
  const [waitFor, setWaitFor] = useState<WaitlistTarget | null>(null);
  const [variantIds, setVariantIds] = useState(offered);
  const [typed, setTyped] = useState<{ name?: string; contact?: string }>({});
  const { when } = useFittingTimes(mine?.timeZone ?? "UTC");
  const dayNames = useDayNames();

  const last = rows.at(-1);
  const account = who.data && who.data.kind !== "anonymous" ? who.data : null;
  const name = typed.name ?? (account?.name || last?.contactName || "");
  const contact = typed.contact ?? (account?.email || last?.contact || "");

  const booking = useBookFitting(() => void queries.invalidateQueries(trpc.fittings.pathFilter()));
  const joining = useJoinWaitlist();
  const failed = booking.error ?? joining.error;
  const errors = useFormErrors(validateContact(name, contact), failed);
  function submit(reached = contact) {
    if (!errors.check() || !mine) return;
    const bookingInput = { storeId: mine.id, slots, variantIds, contactName: name.trim(), contact: reached.trim() };
    if (waitFor) joining.mutate({ ...bookingInput, ...waitFor });
    else if (startsAt) booking.mutate({ ...bookingInput, startsAt });
  }
  const { made, key } = booking.data ?? {};
  if (made && mine && startsAt) {
    return <BookingConfirmation fittingId={made.fittingId} store={mine} startsAt={startsAt} onDone={onDone} />;
  }
  if (joining.data && mine && waitFor) {
    const { waitId } = joining.data;
    return (
      <WaitlistConfirmation
        waitId={waitId}
        date={waitFor.date}
        store={mine.name}
        contact={contact.trim()}
        onDone={onDone}
      />
    );
  }
  if (key) return <RequestSent requestKey={key} kind="fitting" onClose={onDone} />;
  if (!mine) return <Notice>{t("book.noStores")}</Notice>;
  const pick = (at: string | null, instead: WaitlistTarget | null = null) => {
    setStartsAt(at);
    setWaitFor(instead);
    booking.reset();
    joining.reset();
  };
  const refusal = refusalOf(failed);
  const contactRefused = refusal?.code === "CONTACT_WRONG" || refusal?.code === "CONTACT_NEEDED";
  const refusedText =
    refusal?.code === "TOO_MANY_RESERVATIONS"
      ? t(waitFor ? "waitlist.tooMany" : "book.tooMany", { limit: Number(refusal.details.limit ?? 0) })
      : waitFor && refusal?.code === "WRONG_STATUS"
        ? t("waitlist.offeredAlready")
        : errorText(failed);
  return (
    <form
      ref={errors.form}
      className="grid gap-7"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
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
          pick(null, waitFor);
        }}
        value={startsAt}
        onChange={pick}
        wait={waitFor}
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
      <PhoneCountryChoice
        error={failed}
        typed={contact}
        onChoose={(number) => {
          setTyped({ name, contact: number });
          submit(number);
        }}
      />
      <div className="sticky -bottom-5 -mx-6 -mb-5 border-t border-hairline bg-paper px-6 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
        <Button type="submit" block busy={booking.isPending || joining.isPending} disabled={!startsAt && !waitFor}>
          {booking.isPending || joining.isPending
            ? t(waitFor ? "waitlist.joining" : "book.booking")
            : waitFor
              ? t("waitlist.confirm", { day: Object.values(dayNames(waitFor.date)).join(" ") })
              : startsAt
                ? !isOffline
                  ? t("book.confirm", { when: when(startsAt) })
                  : tw("askFitting", { when: when(startsAt) })
                : t("book.choose")}
        </Button>
      </div>
    </form>
  );
}

/** Alternative times of a refusal, one tap each. */
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
