"use client";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Icon } from "./icon";
import { useSheetEntry } from "./use-sheet-entry";

const sides = {
  right: "md:inset-y-0 md:right-0 md:left-auto md:max-h-none md:w-[440px] md:rounded-none md:border-t-0 md:border-l",
  left: "md:inset-y-0 md:right-auto md:left-0 md:max-h-none md:w-[440px] md:rounded-none md:border-t-0 md:border-r",
  bottom: "md:inset-x-0 md:mx-auto md:max-w-2xl",
} as const;

/**
 * A sheet over the page: from below on phones, from the side on wider screens. Keeps the focus inside, closes with Escape
 * and with Back, and gives the focus back. `trigger` is one element that opens it; without it the caller holds `open`. A link
 * in it closes it, unless `linksStay`.
 */
export function Sheet({
  title,
  closeLabel,
  children,
  footer,
  trigger,
  open,
  onOpenChange,
  side = "right",
  linksStay = false,
}: {
  title: ReactNode;
  closeLabel: string;
  children: ReactNode;
  footer?: ReactNode;
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  side?: keyof typeof sides;
  linksStay?: boolean;
}) {
  const [opened, setOpened] = useState(false);
  const isOpen = open ?? opened;
  const change = onOpenChange ?? setOpened;
  const onClickCapture = useSheetEntry(isOpen, () => change(false), linksStay);
  return (
    <Dialog.Root open={isOpen} onOpenChange={change}>
      {trigger ? <Dialog.Trigger asChild>{trigger}</Dialog.Trigger> : null}
      <Dialog.Portal>
        <Dialog.Overlay className="sheet-veil fixed inset-0 z-40 bg-veil" />
        <Dialog.Content
          aria-describedby={undefined}
          data-side={side}
          onClickCapture={onClickCapture}
          className={`sheet-body fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col rounded-t border-t border-hairline bg-paper text-ink shadow-float ${sides[side]}`}
        >
          <header className="flex items-center justify-between gap-4 border-b border-hairline py-1 pr-1 pl-6">
            <Dialog.Title className="font-serif text-xl">{title}</Dialog.Title>
            <Dialog.Close
              aria-label={closeLabel}
              className="grid size-14 place-items-center rounded text-soft hover:text-ink"
            >
              <Icon name="close" />
            </Dialog.Close>
          </header>
          <div className="flex-1 overflow-y-auto overscroll-contain px-6 py-5">{children}</div>
          {footer ? (
            <footer className="border-t border-hairline px-6 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          ) : null}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Closes the sheet it stands in when its one child is pressed. */
export const SheetClose = ({ children }: { children: ReactNode }) => <Dialog.Close asChild>{children}</Dialog.Close>;
