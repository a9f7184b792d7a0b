"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { type HelpReason, helpReasons, type SentRequest } from "@/server/assistance/requests/schema";

const pollMs = 2_000;

/** Seconds until the request is over, by this tablet's own running clock. */
function useSecondsLeft(seconds: number): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const began = performance.now();
    const tick = () => setLeft(Math.max(0, Math.ceil(seconds - (performance.now() - began) / 1000)));
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return left;
}

/** Waits for the customer's answer; a refusal looks like no answer. */
function PendingAssistanceRequest({
  asked,
  onOpen,
  onAgain,
}: {
  asked: SentRequest;
  onOpen: () => void;
  onAgain: () => void;
}) {
  const t = useTranslations("assistance.tablet.byPhone");
  const trpc = useTRPC();
  const left = useSecondsLeft(asked.seconds);
  const { requestId, phone } = asked;
  const state = useQuery(
    trpc.assistance.store.getRequest.queryOptions(
      { requestId },
      { staleTime: 0, refetchInterval: ({ state: { data } }) => (data && data !== "waiting" ? false : pollMs) },
    ),
  ).data;
  useEffect(() => {
    if (state === "accepted") onOpen();
  }, [state, onOpen]);
  const isOver = state === "over" || left === 0;
  return (
    <div className="grid content-start gap-5">
      {isOver ? (
        <Notice tone="refused">{t("over", { phone })}</Notice>
      ) : (
        <Notice tone="kept">{t("waiting", { phone })}</Notice>
      )}
      {isOver ? null : (
        <p className="text-lg tabular" aria-hidden="true">
          {t("left", { seconds: left })}
        </p>
      )}
      <Button size="tablet" variant="outline" className="justify-self-start" onClick={onAgain}>
        {t("another")}
      </Button>
    </div>
  );
}

/**
 * Requests access from the owner of a phone number. Answers the same for an unknown number, so that accounts cannot
 * be enumerated.
 */
export function RequestByPhone({ onOpen }: { onOpen: () => void }) {
  const t = useTranslations("assistance.tablet.byPhone");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [phone, setPhone] = useState("");
  const [reason, setReason] = useState<HelpReason>("in_store");
  const ask = useMutation(trpc.assistance.store.request.mutationOptions());
  if (ask.data) {
    const again = () => {
      setPhone("");
      ask.reset();
    };
    return <PendingAssistanceRequest key={ask.data.requestId} asked={ask.data} onOpen={onOpen} onAgain={again} />;
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate({ phone, reason });
  };
  const code = refusalOf(ask.error)?.code;
  const wrong = code === "BAD_INPUT" || code === "CONTACT_WRONG";
  const sentence =
    code === "BAD_INPUT"
      ? t("wrong")
      : code === "CONTACT_WRONG"
        ? errorText(ask.error)
        : code === "RATE_LIMITED"
          ? t("limit")
          : null;
  return (
    <form onSubmit={submit} noValidate className="grid max-w-lg content-start gap-5">
      <p className="text-lg text-pretty">{t("text")}</p>
      <TextField
        size="tablet"
        label={t("phone")}
        type="tel"
        inputMode="tel"
        autoComplete="off"
        maxLength={60}
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
        error={wrong ? sentence : null}
      />
      <PhoneCountryChoice
        tablet
        error={ask.error}
        typed={phone}
        onChoose={(number) => {
          setPhone(number);
          ask.mutate({ phone: number, reason });
        }}
      />
      <SelectField
        size="tablet"
        label={t("reason")}
        value={reason}
        onChange={(event) => setReason(event.target.value as HelpReason)}
      >
        {helpReasons.map((one) => (
          <option key={one} value={one}>
            {t(`reasons.${one}`)}
          </option>
        ))}
      </SelectField>
      {ask.error && !wrong ? <Notice tone="refused">{sentence ?? errorText(ask.error)}</Notice> : null}
      <Button type="submit" size="tablet" busy={ask.isPending} disabled={phone.trim().length < 5}>
        {t("ask")}
      </Button>
    </form>
  );
}
