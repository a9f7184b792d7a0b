"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CodeField } from "@/components/contact/code-field";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { Link } from "@/components/i18n/navigation";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { parseOrderNumber, parseSixDigits } from "@/server/platform/code";
import { looksLikeContact } from "@/server/shoppers/addresses/rules";
import { OrderDetails } from "./order-details";

/** Guest access to an order by its number and a code sent to its contact. */
export function FindOrderPage() {
  const t = useTranslations("orders");
  const trpc = useTRPC();
  const { data, isPending, refetch } = useQuery({
    ...trpc.guestAccess.get.queryOptions(),
    refetchInterval: (query) => (query.state.data ? 10_000 : false),
  });
  const leave = useMutation(trpc.guestAccess.close.mutationOptions({ onSuccess: () => void refetch() }));
  return (
    <main id="main" className={`mx-auto w-full px-5 pt-6 pb-24 md:px-14 ${data ? "max-w-5xl" : "max-w-xl"}`}>
      <Link
        href="/orders"
        className="inline-flex min-h-11 items-center text-sm text-soft underline-offset-4 hover:underline"
      >
        ← {t("all")}
      </Link>
      {data ? (
        <>
          <Notice
            className="mt-2"
            action={
              <button
                type="button"
                onClick={() => leave.mutate()}
                className="min-h-11 font-medium underline underline-offset-4"
              >
                {t("guestAccess.leave")}
              </button>
            }
          >
            {t("guestAccess.ends")} {t("guestAccess.readOnly")}
          </Notice>
          <OrderDetails order={data.order} readOnly />
        </>
      ) : isPending ? (
        <Skeleton className="mt-4 h-72" />
      ) : (
        <AccessRequest onOpened={() => void refetch()} />
      )}
    </main>
  );
}

type OrderReference = { number: number; address: string };

function AccessRequest({ onOpened }: { onOpened: () => void }) {
  const t = useTranslations("orders.guestAccess");
  const trpc = useTRPC();
  const [reference, setReference] = useState<OrderReference | null>(null);
  const request = useMutation(trpc.guestAccess.request.mutationOptions());
  const methods = useQuery(trpc.shoppers.listSignInMethods.queryOptions());
  const noCodes = useTranslations("account.signIn")("noCodes");
  const hasNoMethods = methods.data && !methods.data.email && !methods.data.sms;
  return (
    <>
      <h1 className="mt-2 mb-3 font-serif text-4xl text-balance">{t("title")}</h1>
      {hasNoMethods ? (
        <Notice tone="refused">{noCodes}</Notice>
      ) : reference && request.isSuccess ? (
        <CodeForm which={reference} onOpened={onOpened} onOther={() => request.reset()} />
      ) : (
        <ReferenceForm
          first={reference}
          busy={request.isPending}
          error={request.error}
          onAsk={(asked) => {
            setReference(asked);
            request.mutate(asked);
          }}
        />
      )}
    </>
  );
}

type ReferenceFormProps = {
  first: OrderReference | null;
  busy: boolean;
  error: unknown;
  onAsk: (reference: OrderReference) => void;
};

function ReferenceForm({ first, busy, error, onAsk }: ReferenceFormProps) {
  const t = useTranslations("orders.guestAccess");
  const errorText = useErrorText();
  const [number, setNumber] = useState(first ? String(first.number) : "");
  const [address, setAddress] = useState(first?.address ?? "");
  const [checked, setChecked] = useState(false);
  const digits = parseOrderNumber(number);
  const noNumber = digits === null;
  const noAddress = !looksLikeContact(address) || refusalOf(error)?.code === "CONTACT_WRONG";
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={(e) => {
        e.preventDefault();
        setChecked(true);
        if (!noNumber && looksLikeContact(address) && !busy) onAsk({ number: digits, address: address.trim() });
      }}
    >
      <p className="text-pretty text-soft">{t("text")}</p>
      <TextField
        label={t("number")}
        name="number"
        inputMode="numeric"
        autoComplete="off"
        enterKeyHint="next"
        maxLength={30}
        value={number}
        onChange={(e) => setNumber(e.target.value)}
        hint={t("numberHint")}
        {...(checked && noNumber ? { error: t("numberMissing") } : {})}
      />
      <TextField
        label={t("address")}
        name="address"
        autoComplete="email"
        inputMode="email"
        autoCapitalize="none"
        enterKeyHint="send"
        spellCheck={false}
        maxLength={254}
        value={address}
        onChange={(e) => setAddress(e.target.value)}
        {...(checked && noAddress ? { error: error ? errorText(error) : t("addressMissing") } : {})}
      />
      <PhoneCountryChoice
        error={error}
        typed={address}
        onChoose={(chosen) => {
          setAddress(chosen);
          if (!noNumber) onAsk({ number: Number(digits), address: chosen });
        }}
      />
      {error && refusalOf(error)?.code !== "CONTACT_WRONG" ? <Notice tone="refused">{errorText(error)}</Notice> : null}
      <Button type="submit" block busy={busy}>
        {t("send")}
      </Button>
    </form>
  );
}

function CodeForm({
  which: reference,
  onOpened,
  onOther,
}: {
  which: OrderReference;
  onOpened: () => void;
  onOther: () => void;
}) {
  const t = useTranslations("orders.guestAccess");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [code, setCode] = useState("");
  const open = useMutation(trpc.guestAccess.open.mutationOptions({ onSuccess: onOpened }));
  const digits = parseSixDigits(code);
  const submit = () => {
    if (digits && !open.isPending) open.mutate({ ...reference, code: digits });
  };
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
    >
      <p role="status" className="text-pretty">
        {t("sent", { to: reference.address })}
      </p>
      <CodeField label={t("code")} value={code} onChange={setCode} autoFocus />
      {open.error ? <Notice tone="refused">{errorText(open.error)}</Notice> : null}
      <div className="grid gap-2">
        <Button type="submit" block busy={open.isPending} disabled={!digits}>
          {t("open")}
        </Button>
        <Button variant="quiet" block onClick={onOther}>
          {t("other")}
        </Button>
      </div>
    </form>
  );
}
