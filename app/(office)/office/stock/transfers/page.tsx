import { TransfersPage } from "@/components/inventory/transfers/transfers-page";

export default function Page() {
  return <TransfersPage />;
}
