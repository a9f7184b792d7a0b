"use client";
import { useState } from "react";
import { BackBar } from "@/components/store/back-bar";
import type { ReturnableOrder, ReturnResult } from "@/server/orders/returns/schema";
import type { ReturnOutcome } from "./exchange-rules";
import { FindOrder } from "./find-order";
import { ReturnDone } from "./return-done";
import { ReturnForm } from "./return-form";

/** A replacement that is sold, because it costs more or is out of stock here. */
type Step =
  | { at: "find" }
  | { at: "order"; order: ReturnableOrder }
  | { at: "done"; done: ReturnResult; taken: ReturnOutcome };

/** Returns and exchanges: find the order, enter the returned items, refund to the original payment. */
export function ReturnsPage() {
  const [step, setStep] = useState<Step>({ at: "find" });
  const startAgain = () => setStep({ at: "find" });
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <BackBar />
      {step.at === "find" ? <FindOrder onFound={(order) => setStep({ at: "order", order })} /> : null}
      {step.at === "order" ? (
        <ReturnForm
          key={step.order.orderId}
          order={step.order}
          onOther={startAgain}
          onDone={(done, taken) => setStep({ at: "done", done, taken })}
        />
      ) : null}
      {step.at === "done" ? <ReturnDone done={step.done} taken={step.taken} onAgain={startAgain} /> : null}
    </main>
  );
}
